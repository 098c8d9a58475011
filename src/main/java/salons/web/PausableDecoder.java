package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;

/**
 * Netty's decoder of WebSocket frames, which can be paused: what came and was not decoded yet stays bytes, nothing is read any more, and all
 * of it goes on in its order when it is resumed. It also pauses by itself behind many frames at once, so that whoever sends them does not
 * keep the event loop from the others. Confined to the event loop of its channel.
 */
final class PausableDecoder extends WebSocket13FrameDecoder {
  /** Frames that are handled before others have their turn. */
  private static final int MOST_A_TURN = 16;

  /** Undecoded bytes that need not be told. */
  private static final int LITTLE = 4_096;

  private final Transport.Listener listener;
  private boolean paused;
  private boolean yielding;
  private int turn;

  /**
   * @param listener told when much was read that is not decoded yet
   */
  PausableDecoder(WebSocketDecoderConfig config, Transport.Listener listener) {
    super(config);
    this.listener = listener;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (turn >= MOST_A_TURN && !paused && !yielding) {
      yielding = true;
      read(context.channel());
      continueLater(context);
    }
    if (!paused && !yielding) {
      super.decode(context, in, out);
      turn += out.size();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    turn = yielding ? turn : 0;
    if (undecoded() > LITTLE) {
      listener.onHolding();
    }
    super.channelReadComplete(context);
  }

  void pause(Channel channel) {
    paused = true;
    read(channel);
  }

  /** Goes on later, never within this call. */
  void resume(Channel channel) {
    paused = false;
    read(channel);
    ChannelHandlerContext context = channel.pipeline().context(this);
    if (context != null && undecoded() > 0 && !yielding) {
      continueLater(context);
    }
  }

  private void read(Channel channel) {
    channel.config().setAutoRead(!paused && !yielding);
  }

  private void continueLater(ChannelHandlerContext context) {
    context.executor().execute(() -> {
      turn = 0;
      yielding = false;
      if (!paused && !context.isRemoved()) {
        read(context.channel());
        decodeRest(context);
      }
    });
  }

  private void decodeRest(ChannelHandlerContext context) {
    try {
      channelRead(context, Unpooled.EMPTY_BUFFER);
    } catch (Exception e) {
      context.fireExceptionCaught(e);
    }
  }

  /** Bytes that were read and are not decoded yet: of a frame that is not whole, or while paused. */
  int undecoded() {
    return actualReadableBytes();
  }
}
