package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;
import salons.async.FairQueue;

/**
 * Netty's decoder of WebSocket frames, which can be paused: what came and was not decoded yet stays bytes, nothing is read any more, and all
 * of it goes on in its order when it is resumed. It also pauses by itself behind many frames at once, so that whoever sends them does not
 * keep the event loop from the others. Confined to the event loop of its channel.
 */
final class PausableDecoder extends WebSocket13FrameDecoder {
  /** Frames that are handled before others have their turn. */
  static final int MOST_A_TURN = 16;

  /** Bytes of them; what is begun is finished. */
  private static final int MOST_BYTES_A_TURN = 64 << 10;

  /** Bytes that need not be told. */
  private static final int LITTLE = 4_096;

  private final WebSocketTransport.Listener listener;
  private final FairQueue turns;
  private boolean paused;
  private boolean yielding;
  private int turn;
  private int turnBytes;

  /**
   * @param listener told when much was read that is not decoded yet
   * @param turns in which frames are decoded
   */
  PausableDecoder(
      WebSocketDecoderConfig config, WebSocketTransport.Listener listener, FairQueue turns) {
    super(config);
    this.listener = listener;
    this.turns = turns;
    setCumulator(PausableDecoder::cumulate);
  }

  /** As Netty's own, but what was decoded makes room at once: else a buffer grows as long as there is more to be read, and stays so. */
  static ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf rest, ByteBuf more) {
    return MERGE_CUMULATOR.cumulate(allocator, rest.discardReadBytes(), more);
  }

  /** Whether so many frames of so many bytes are all that is handled before others have their turn. */
  static boolean isTurn(int frames, int bytes) {
    return frames >= MOST_A_TURN || bytes >= MOST_BYTES_A_TURN;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (!paused && !yielding && isTurn(turn, turnBytes)) {
      yielding = true;
      read(context.channel());
      continueLater(context);
    }
    if (!paused && !yielding) {
      int before = in.readableBytes();
      super.decode(context, in, out);
      turn += out.size();
      turnBytes += before - in.readableBytes();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (!yielding) {
      turn = 0;
      turnBytes = 0;
    }
    if (holds() > LITTLE) {
      listener.onHolding();
    }
    if (paused || yielding) {
      // Netty's own would read on by itself where nothing was decoded.
      discardSomeReadBytes();
      context.fireChannelReadComplete();
    } else {
      super.channelReadComplete(context);
    }
  }

  /** Whether nothing is to be read right now. */
  boolean isPaused() {
    return paused || yielding;
  }

  void pause(Channel channel) {
    paused = true;
    read(channel);
  }

  /** Goes on later, never within this call. */
  void resume(Channel channel) {
    paused = false;
    ChannelHandlerContext context = channel.pipeline().context(this);
    if (context == null || actualReadableBytes() == 0) {
      read(channel);
    } else if (!yielding) {
      yielding = true;
      continueLater(context);
    }
  }

  private void read(Channel channel) {
    channel.config().setAutoRead(!paused && !yielding);
  }

  private void continueLater(ChannelHandlerContext context) {
    turns.later(() -> {
      turn = 0;
      turnBytes = 0;
      yielding = false;
      if (!paused && !context.isRemoved()) {
        decodeRest(context);
        // Not before: who is paused again and again would have more read than is decoded.
        read(context.channel());
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

  /** Bytes of memory that are kept for what was read and is not decoded yet: of a frame that is not whole, or while paused. */
  int holds() {
    return actualReadableBytes() == 0 ? 0 : internalBuffer().capacity();
  }
}
