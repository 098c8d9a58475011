package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.util.internal.SystemPropertyUtil;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.function.Consumer;

/**
 * The way out of one socket, below Vert.x' own WebSocket writing, which would frame, allocate and flush per socket. The one place
 * that reaches into Vert.x and Netty. Everything on the socket's event loop.
 */
final class Wire {
  /** Bytes that may wait in the socket before its reader counts as too slow. */
  static final int MOST_WAITING = 1 << 20;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(MOST_WAITING / 2, MOST_WAITING);

  /** An empty ping frame. */
  private static final ByteBuf PING =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeShort(0x8900));

  /** What Netty counts for each write besides its bytes, so that what waits can be compared with what was written. */
  private static final int ENTRY_OVERHEAD =
      SystemPropertyUtil.getInt("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

  private final Channel channel;

  /** Stands before the frame encoder, so what is written from here is taken as it is. */
  private final ChannelHandlerContext belowEncoder;

  private long written;

  private Wire(Channel channel, ChannelHandlerContext belowEncoder) {
    this.channel = channel;
    this.belowEncoder = belowEncoder;
  }

  /**
   * @param violated called when what came cannot be a frame, or is too big for one; whatever else comes is dropped
   */
  static Wire of(ServerWebSocket socket, Consumer<WebSocketCloseStatus> violated) {
    ChannelHandlerContext vertx = ((WebSocketInternal) socket).channelHandlerContext();
    Channel channel = vertx.channel();
    channel.config().setWriteBufferWaterMark(WATER_MARK);
    channel.pipeline().addBefore(vertx.name(), null, new Violations(violated));
    return new Wire(channel, channel.pipeline().context(WebSocketFrameEncoder.class));
  }

  /** Grows with every byte that the reader took. */
  long sent() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null
        ? written
        : written - buffer.totalPendingWriteBytes() + buffer.currentProgress();
  }

  /** Queues bytes; nothing leaves before {@link #flush}. A failed write closes the socket, which its owner hears. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void write(ByteBuf frames) {
    written += frames.readableBytes() + ENTRY_OVERHEAD;
    belowEncoder.write(frames, belowEncoder.voidPromise());
  }

  void flush() {
    belowEncoder.flush();
  }

  /** Asks whether the peer lives. */
  void ping() {
    write(PING.duplicate());
    flush();
  }

  /** Cuts the connection without a word. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void abort() {
    belowEncoder.close();
  }

  /** Whether {@link #MOST_WAITING} is exceeded; cheap. */
  boolean isFull() {
    return !channel.isWritable();
  }

  /** Bytes that wait for the reader. */
  long waiting() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /**
   * Tells of broken frames. Vert.x alone would close the connection at once; while the peer is still sending, it would then never
   * hear why.
   */
  private static final class Violations extends ChannelInboundHandlerAdapter {
    private final Consumer<WebSocketCloseStatus> violated;

    Violations(Consumer<WebSocketCloseStatus> violated) {
      this.violated = violated;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof CorruptedWebSocketFrameException corrupted) {
        violated.accept(corrupted.closeStatus());
      } else {
        context.fireExceptionCaught(cause);
      }
    }
  }
}
