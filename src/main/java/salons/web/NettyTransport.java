package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.SystemPropertyUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.Limits;
import salons.web.WebSocketFraming.Frames;

/**
 * A socket whose channel was taken over from Vert.x with the handshake: one of the few places
 * that reach into Vert.x and Netty.
 *
 * <p>Vert.x would keep some thirty objects for each socket, and frame, allocate and flush for each write. Here Netty's decoder and
 * this handler are all that is left in the channel, and bytes that are the same for all go straight to the system: {@link #flush} is
 * one {@code send} of memory that all sockets share. Only what the system does not take at once is queued in the channel, and from
 * then on the channel's own order and bounds hold.
 */
final class NettyTransport extends ChannelInboundHandlerAdapter implements Transport {
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(MOST_WAITING / 2, MOST_WAITING);

  /** What Netty counts for each write besides its bytes, so that what waits can be compared with what was written. */
  private static final int ENTRY_OVERHEAD =
      SystemPropertyUtil.getInt("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

  /** An empty ping frame. */
  private static final ByteBuf PING =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeShort(0x8900));

  // What Vert.x has put into the channel of a request, by name, with Netty's own last one.
  private static final String HTTP_DECODER = "httpDecoder";
  private static final String HTTP_ENCODER = "httpEncoder";
  private static final String HANDLER = "handler";
  private static final List<String> VERTX_HANDLERS =
      List.of(HTTP_DECODER, HTTP_ENCODER, HANDLER, "DefaultChannelPipeline$TailContext#0");

  private static final WebSocketDecoderConfig DECODING = WebSocketDecoderConfig.newBuilder()
      .maxFramePayloadLength(Limits.FRAME)
      .allowExtensions(false)
      .closeOnProtocolViolation(false)
      .build();

  private static final int PONG = 0x8A;
  private static final int CLOSE = 0x88;
  private static final byte[] NOTHING = {};

  private final Channel channel;

  /** The system's socket; null where the channel is not a native one. */
  private final @Nullable Socket socket;

  private byte[] answer;

  /** Where every text of this event loop is put for its reader. */
  private final byte[] scratch;

  private @Nullable Listener peer;

  // What the turn brought. Most turns bring one thing, so that needs no list.
  private @Nullable Frames pending;
  private @Nullable List<Frames> more;

  private long queued;
  private boolean closing;

  private NettyTransport(Channel channel, byte[] answer, byte[] scratch) {
    this.channel = channel;
    this.answer = answer;
    this.socket = channel instanceof UnixChannel unix && unix.fd() instanceof Socket fd ? fd : null;
    this.scratch = scratch;
  }

  /**
   * Takes the channel of a request for a WebSocket; to be called in the turn in which the request came.
   *
   * @param scratch room for the longest text, shared by all sockets of this event loop
   * @return null when the request is none that this can answer, or this Vert.x does not hold its channel as expected; nothing was
   *     changed then
   */
  static @Nullable NettyTransport takeOver(HttpServerRequest request, byte[] scratch) {
    byte[] answer = Handshake.answer(request);
    if (answer == null || !(request.connection() instanceof ConnectionBase connection)) {
      return null;
    }
    ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
    return pipeline.names().equals(VERTX_HANDLERS)
        ? new NettyTransport(pipeline.channel(), answer, scratch)
        : null;
  }

  /** Answers the handshake, with what was written before right behind the answer. */
  @Override
  public void open(Listener peer) {
    this.peer = peer;
    ChannelPipeline pipeline = channel.pipeline();
    channel.config().setWriteBufferWaterMark(WATER_MARK);
    pipeline.remove(HTTP_ENCODER);
    pipeline.replace(HANDLER, null, this);
    sendAndRelease(together(answer));
    answer = NOTHING;
    // Last of all: what came behind the request, if anything, is read right here.
    pipeline.replace(HTTP_DECODER, null, new WebSocket13FrameDecoder(DECODING));
  }

  // What comes in

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (peer != null && message instanceof WebSocketFrame frame) {
        read(frame, peer);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(WebSocketFrame frame, Listener peer) {
    peer.heard();
    if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
      ByteBuf text = frame.content();
      int length = text.readableBytes();
      text.readBytes(scratch, 0, length);
      peer.text(scratch, length, frame.isFinalFragment());
    } else if (frame instanceof BinaryWebSocketFrame) {
      peer.binary();
    } else if (frame instanceof PingWebSocketFrame) {
      flush();
      sendAndRelease(control(PONG, frame.content()));
    } else if (frame instanceof CloseWebSocketFrame) {
      closedByPeer(frame.content());
    }
  }

  private void closedByPeer(ByteBuf codeAndReason) {
    if (!closing) {
      flush();
      sendAndRelease(control(CLOSE, codeAndReason));
    }
    closing = true;
    // Behind all that may still wait.
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted && peer != null) {
      peer.violated(corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
    } else {
      abort();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (peer != null) {
      peer.gone();
    }
  }

  @Override
  public void pause() {
    channel.config().setAutoRead(false);
  }

  @Override
  public void resume() {
    channel.config().setAutoRead(true);
  }

  // What goes out

  @Override
  public void write(Frames frames) {
    if (pending == null) {
      pending = frames;
    } else {
      if (more == null) {
        more = new ArrayList<>();
      }
      more.add(frames);
    }
  }

  @Override
  public void flush() {
    Frames first = pending;
    if (first != null && more == null) {
      pending = null;
      send(first.bytes());
    } else if (first != null) {
      sendAndRelease(together(NOTHING));
    }
  }

  /** What waits, behind {@code head}, for one system call: a small copy is cheaper than a second call. */
  private ByteBuf together(byte[] head) {
    Frames first = pending;
    List<Frames> rest = more == null ? List.of() : more;
    pending = null;
    more = null;
    int size = head.length + (first == null ? 0 : first.bytes().readableBytes());
    for (Frames frames : rest) {
      size += frames.bytes().readableBytes();
    }
    ByteBuf all = channel.alloc().directBuffer(size, size).writeBytes(head);
    if (first != null) {
      copy(first, all);
    }
    rest.forEach(frames -> copy(frames, all));
    return all;
  }

  private static void copy(Frames frames, ByteBuf to) {
    ByteBuf bytes = frames.bytes();
    to.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
  }

  private void sendAndRelease(ByteBuf bytes) {
    try {
      send(bytes);
    } finally {
      bytes.release();
    }
  }

  /** Sends what the system takes, and queues the rest. The bytes stay the caller's; none of their indexes moves. */
  private void send(ByteBuf bytes) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    // Without a queue the channel is closed, and its number in the system may be another's by now.
    if (queue == null || closing) {
      return;
    }
    try {
      int sent = queue.totalPendingWriteBytes() == 0 ? sendNow(bytes) : 0;
      if (sent < bytes.readableBytes()) {
        queue(bytes.retainedSlice(bytes.readerIndex() + sent, bytes.readableBytes() - sent));
      }
    } catch (IOException reset) {
      abort();
    }
  }

  private int sendNow(ByteBuf bytes) throws IOException {
    return socket == null || !bytes.hasMemoryAddress()
        ? 0
        : socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
  }

  /** A failed write closes the channel, which {@link #channelInactive} tells. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void queue(ByteBuf owned) {
    queued += owned.readableBytes() + ENTRY_OVERHEAD;
    channel.writeAndFlush(owned, channel.voidPromise());
  }

  @Override
  public void ping() {
    flush();
    send(PING);
  }

  @Override
  public void close(short code, String reason) {
    flush();
    byte[] why = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuf codeAndReason = Unpooled.buffer(2 + why.length).writeShort(code).writeBytes(why);
    sendAndRelease(control(CLOSE, codeAndReason));
    closing = true;
  }

  /** A control frame (RFC 6455, section 5.5): its payload is at most 125 bytes. */
  private ByteBuf control(int kind, ByteBuf payload) {
    int length = payload.readableBytes();
    return channel
        .alloc()
        .directBuffer(2 + length)
        .writeByte(kind)
        .writeByte(length)
        .writeBytes(payload, payload.readerIndex(), length);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void abort() {
    closing = true;
    channel.close();
  }

  @Override
  public boolean isFull() {
    return !channel.isWritable();
  }

  @Override
  public long waiting() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  @Override
  public long sent() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null
        ? queued
        : queued - queue.totalPendingWriteBytes() + queue.currentProgress();
  }
}
