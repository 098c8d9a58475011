package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.async.FairQueue;
import salons.async.OutOfMemory;
import salons.web.WebSocketFraming.Frames;

/**
 * A socket whose channel was taken over from Vert.x with the handshake: one of the few places
 * that reach into Vert.x and Netty.
 *
 * <p>Vert.x would keep some thirty objects for each socket, and frame, allocate and flush for each write. Here Netty's decoder and
 * this handler are all that is left in the channel, and a {@link DirectWriter} sends.
 */
final class NettyTransport extends ChannelInboundHandlerAdapter implements WebSocketTransport {
  private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(MUCH / 2, MUCH);

  // What Vert.x has put into the channel of a request, by name, with Netty's own last one.
  private static final String HTTP_DECODER = "httpDecoder";
  private static final String HTTP_ENCODER = "httpEncoder";
  private static final String HANDLER = "handler";
  private static final List<String> VERTX_HANDLERS =
      List.of(HTTP_DECODER, HTTP_ENCODER, HANDLER, "DefaultChannelPipeline$TailContext#0");

  private static final int PONG = 0x8A;
  private static final int CLOSE = 0x88;
  private static final byte[] NOTHING = {};

  private final Channel channel;
  private final DirectWriter writer;
  private final WebSocketDecoderConfig decoding;
  private byte[] handshake;

  /** Where every text of this event loop is put for its reader. */
  private final byte[] scratch;

  private @Nullable Listener listener;
  private @Nullable PausableDecoder decoder;

  private NettyTransport(
      Channel channel, byte[] handshake, byte[] scratch, WebSocketDecoderConfig decoding) {
    this.channel = channel;
    this.decoding = decoding;
    this.writer = new DirectWriter(channel);
    this.handshake = handshake;
    this.scratch = scratch;
  }

  /**
   * How the frames of sockets are read.
   *
   * @param longest bytes of a frame
   */
  static WebSocketDecoderConfig decoding(int longest) {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(longest)
        .allowExtensions(false)
        .closeOnProtocolViolation(false)
        .build();
  }

  /**
   * Takes the channel of a request for a WebSocket; to be called in the tick in which the request came.
   *
   * @param scratch room for most texts, shared by all sockets of this event loop
   * @param decoding made by {@link #decoding}, and shared likewise
   * @return null when this Vert.x does not hold its channel as expected; nothing was changed then
   */
  static @Nullable NettyTransport takeOver(
      HttpServerRequest request, byte[] scratch, WebSocketDecoderConfig decoding) {
    if (!(request.connection() instanceof ConnectionBase connection)) {
      return null;
    }
    ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
    List<String> handlers = pipeline.names();
    handlers.remove(HttpTimeouts.HANDLER);
    return handlers.equals(VERTX_HANDLERS)
        ? new NettyTransport(pipeline.channel(), Handshake.answer(request), scratch, decoding)
        : null;
  }

  /**
   * Has the channel go over to another event loop before it is opened; nothing of it is read meanwhile.
   *
   * @param moved called there
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  void moveTo(Context home, Runnable moved) {
    EventLoop loop = ((ContextInternal) home).nettyEventLoop();
    channel.config().setAutoRead(false);
    HttpTimeouts.release(channel.pipeline());
    channel.pipeline().remove(HTTP_ENCODER);
    channel.pipeline().replace(HANDLER, HANDLER, this);
    channel
        .deregister()
        .addListener(left -> loop.register(channel).addListener(arrived -> {
          if (arrived.isSuccess()) {
            home.runOnContext(there -> moved.run());
          } else {
            channel.close();
          }
        }));
  }

  /** Answers the handshake, with what was written before right behind the answer. */
  @Override
  public void open(Listener opened, FairQueue turns) {
    listener = opened;
    ChannelPipeline pipeline = channel.pipeline();
    channel.config().setWriteBufferWaterMark(WATER_MARK);
    if (pipeline.get(HANDLER) != this) {
      HttpTimeouts.release(pipeline);
      pipeline.remove(HTTP_ENCODER);
      pipeline.replace(HANDLER, HANDLER, this);
    }
    writer.flushBehind(handshake);
    handshake = NOTHING;
    // Last of all: what came behind the request, if anything, is read right here.
    decoder = new PausableDecoder(decoding, opened, turns);
    pipeline.replace(HTTP_DECODER, null, decoder);
    channel.config().setAutoRead(!decoder.isPaused());
  }

  // What comes in

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (listener != null && message instanceof WebSocketFrame frame) {
        read(frame, listener);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(WebSocketFrame frame, Listener reader) {
    reader.onActivity();
    if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
      reader.onText(payload(frame), frame.content().readableBytes(), frame.isFinalFragment());
    } else if (frame instanceof BinaryWebSocketFrame) {
      reader.onBinary(payload(frame), frame.content().readableBytes(), frame.isFinalFragment());
    } else if (frame instanceof PingWebSocketFrame) {
      control(PONG, frame.content());
    } else if (frame instanceof CloseWebSocketFrame) {
      closedByPeer(frame.content());
    }
  }

  private byte[] payload(WebSocketFrame frame) {
    int length = frame.content().readableBytes();
    byte[] bytes = length > scratch.length ? new byte[length] : scratch;
    frame.content().getBytes(frame.content().readerIndex(), bytes, 0, length);
    return bytes;
  }

  private void closedByPeer(ByteBuf codeAndReason) {
    if (!writer.isClosed()) {
      control(CLOSE, codeAndReason);
    }
    writer.closeBehindAll();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    OutOfMemory.endIf(cause);
    if (cause instanceof CorruptedWebSocketFrameException corrupted && listener != null) {
      listener.onViolation(corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
      // The client's own close frame could not be told from what cannot be read: its end is waited
      // for.
      writer.shutdownBehindAll();
    } else {
      abort();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (listener != null) {
      listener.onWaiting(!channel.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (listener != null) {
      listener.onClosed();
    }
  }

  @Override
  public void pause() {
    if (decoder != null) {
      decoder.pause(channel);
    }
  }

  @Override
  public void resume() {
    if (decoder != null) {
      decoder.resume(channel);
    }
  }

  // What goes out

  @Override
  public void write(Frames frames) {
    writer.write(frames);
    tellGrown();
  }

  @Override
  public void flush() {
    writer.flush();
    tellGrown();
  }

  private void tellGrown() {
    if (writer.pollGrown() && listener != null) {
      listener.onHolding();
    }
  }

  @Override
  public void ping() {
    writer.flush();
    writer.sendPing();
  }

  @Override
  public void close(short code, String reason) {
    byte[] why = reason.getBytes(StandardCharsets.UTF_8);
    control(CLOSE, Unpooled.buffer(2 + why.length).writeShort(code).writeBytes(why));
    writer.close();
  }

  @Override
  public void hangUp() {
    writer.shutdownBehindAll();
  }

  /** Sends a control frame (RFC 6455, section 5.5), behind what was written: its payload is at most 125 bytes. */
  private void control(int kind, ByteBuf payload) {
    writer.flush();
    writer.sendAndRelease(WebSocketFraming.control(channel.alloc(), kind, payload));
    tellGrown();
  }

  @Override
  public void abort() {
    writer.abort();
  }

  @Override
  public boolean isFull() {
    return !channel.isWritable();
  }

  @Override
  public long waiting() {
    return writer.waiting();
  }

  @Override
  public long holds() {
    return writer.waitingAlone() + (decoder == null ? 0 : decoder.holds());
  }

  @Override
  public long sent() {
    return writer.sent();
  }
}
