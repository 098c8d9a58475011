package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;
import salons.async.FairQueue;
import salons.e2e.RawSocket;
import salons.protocol.Limits;

final class PausableDecoderTest {
  private static final int READ = 64 << 10;

  private final PausableDecoder decoder = new PausableDecoder(
      NettyTransport.decoding(Limits.FRAME),
      new WebSocketTransport.Listener() {
        @Override
        public void onText(byte[] bytes, int length, boolean last) {}

        @Override
        public void onBinary(byte[] bytes, int length, boolean last) {}

        @Override
        public void onActivity() {}

        @Override
        public void onWaiting(boolean much) {}

        @Override
        public void onHolding() {}

        @Override
        public void onViolation(boolean tooBig) {}

        @Override
        public void onClosed() {}
      },
      new FairQueue(task -> {}, () -> 0));

  @Test
  void what_was_decoded_takes_no_memory_while_there_is_more_to_read() {
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    ByteBuf frames = Unpooled.buffer();
    byte[] frame = RawSocket.frame(true, RawSocket.TEXT, new byte[15_000]);
    while (frames.readableBytes() < 4 * READ) {
      frames.writeBytes(frame);
    }
    int decoded = 0;
    for (int read = 0; read < 3; read++) {
      channel.pipeline().fireChannelRead(channel.alloc().buffer(READ).writeBytes(frames, READ));
      channel.pipeline().fireChannelReadComplete();
      for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
        ReferenceCountUtil.release(each);
        decoded++;
      }
      assertThat(decoder.holds()).isBetween(1, 2 * READ);
    }
    assertThat(decoded).isEqualTo(3 * READ / frame.length);
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }
}
