package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import salons.async.FairQueue;
import salons.async.OutOfMemory;
import salons.web.WebSocketFraming.Frames;

/**
 * A socket by Vert.x' public interface: some ten times slower to write to, and there for the day {@link NettyTransport} cannot be. Only what
 * Vert.x keeps of what came is not to be learned by that: a paused socket keeps up to 24 frames, whatever their size, and reads on until then.
 * So its channel, where it can be had, is watched, and not read from while paused. It may be of another event loop than its session: what is
 * asked of it is safe from there, and what it tells hops over.
 */
final class VertxTransport implements WebSocketTransport {
  /** Bytes that need not be told. */
  private static final int LITTLE = 4_096;

  /** Of a frame of a client (RFC 6455, section 5.2), by its payload. */
  private static final int SHORT_HEADER = 6;

  private static final int LONG_HEADER = 8;
  private static final int SHORT = 125;

  private final ServerWebSocket socket;
  private final int longest;
  private final Consumer<Runnable> home;
  /** Null where this Vert.x does not give it. */
  private final @Nullable ChannelHandlerContext vertx;

  private @Nullable Listener listener;
  private long written;
  private long sent;
  private boolean much;
  private boolean closing;
  private boolean paused;
  private boolean yielding;
  private int turn;
  private int turnBytes;

  /** Bytes that came and were not handed on yet. */
  private long unread;

  /**
   * @param longest bytes of a frame; the server may take longer ones for other sockets
   * @param home runs what it is given on the event loop of the session: within the call, if that is made there
   */
  VertxTransport(ServerWebSocket socket, int longest, Consumer<Runnable> home) {
    this.socket = socket;
    this.longest = longest;
    this.home = home;
    this.vertx =
        socket instanceof WebSocketInternal internal ? internal.channelHandlerContext() : null;
  }

  @Override
  public void open(Listener opened, FairQueue turns) {
    listener = opened;
    if (vertx != null) {
      vertx.pipeline().addFirst(new Intake(opened));
    }
    socket.setWriteQueueMaxSize(MUCH);
    socket.drainHandler(drained -> home.accept(this::lookAtQueue));
    socket.frameHandler(frame -> home.accept(() -> {
      opened.onActivity();
      read(frame, opened);
      countTurn(frame.binaryData().length(), turns);
    }));
    // Vert.x closes the socket then.
    socket.exceptionHandler(failure -> home.accept(() -> violated(failure, opened)));
    socket.closeHandler(closed -> home.accept(opened::onClosed));
    readOn();
  }

  /** Pauses behind many frames at once, until others had their turn. */
  private void countTurn(int bytes, FairQueue turns) {
    turn++;
    turnBytes += bytes;
    if (!yielding && PausableDecoder.isTurn(turn, turnBytes)) {
      yielding = true;
      stopReading();
      turns.later(() -> {
        turn = 0;
        turnBytes = 0;
        yielding = false;
        readOn();
      });
    }
  }

  private static void violated(Throwable failure, Listener listener) {
    OutOfMemory.endIf(failure);
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      listener.onViolation(corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
    }
  }

  /** Counts what comes in. */
  private final class Intake extends ChannelInboundHandlerAdapter {
    private final Listener listener;

    Intake(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        int count = bytes.readableBytes();
        home.accept(() -> unread += count);
      }
      context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      home.accept(this::tellUnread);
      context.fireChannelReadComplete();
    }

    private void tellUnread() {
      if (unread > LITTLE) {
        listener.onHolding();
      }
    }
  }

  private void read(WebSocketFrame frame, Listener reader) {
    byte[] bytes = frame.binaryData().getBytes();
    int length = bytes.length;
    // What came with the handshake was not counted.
    unread = Math.max(0, unread - length - (length > SHORT ? LONG_HEADER : SHORT_HEADER));
    if (length > longest) {
      reader.onViolation(true);
    } else if (frame.isBinary()) {
      reader.onBinary(bytes, length, frame.isFinal());
    } else if (frame.isText() || frame.isContinuation()) {
      reader.onText(bytes, bytes.length, frame.isFinal());
    } else if (frame.isPing()) {
      // Vert.x has answered it.
      lookAtQueue();
    }
  }

  @Override
  public void write(Frames frames) {
    if (!closing) {
      frames.texts().forEach(this::write);
      lookAtQueue();
    }
  }

  private void write(byte[] text) {
    written += text.length;
    Future<Void> taken =
        socket.writeFrame(WebSocketFrame.textFrame(new String(text, StandardCharsets.UTF_8), true));
    taken.onComplete(done -> home.accept(() -> {
      sent += text.length;
      lookAtQueue();
    }));
  }

  /** Tells when much waits, and when little does. */
  private void lookAtQueue() {
    boolean full = !socket.isClosed() && socket.writeQueueFull() || waiting() > MUCH;
    if (full != much && (full || waiting() < MUCH / 2) && listener != null) {
      much = full;
      listener.onWaiting(full);
    }
  }

  /** Vert.x has done it. */
  @Override
  public void flush() {
    if (waiting() > 0 && listener != null) {
      listener.onHolding();
    }
  }

  @Override
  public void ping() {
    if (!closing) {
      ignore(socket.writePing(Buffer.buffer()));
    }
  }

  @Override
  public void close(short code, String reason) {
    closing = true;
    ignore(socket.close(code, reason));
  }

  /** Vert.x ends none without a close frame. */
  @Override
  public void hangUp() {
    close(CloseCode.NORMAL.code, "");
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void abort() {
    closing = true;
    if (vertx != null) {
      // Whoever does not read would never take the goodbye that Vert.x waits to have sent.
      vertx.close();
    } else {
      ignore(socket.close());
    }
  }

  @Override
  public void pause() {
    paused = true;
    stopReading();
  }

  private void stopReading() {
    socket.pause();
    if (vertx != null) {
      vertx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void resume() {
    paused = false;
    readOn();
  }

  private void readOn() {
    if (!paused && !yielding) {
      socket.resume();
      if (vertx != null) {
        // Behind what came meanwhile: who is paused again by that would have more read than is
        // handed on.
        Channel channel = vertx.channel();
        channel
            .eventLoop()
            .execute(() -> home.accept(() -> channel.config().setAutoRead(!paused && !yielding)));
      }
    }
  }

  @Override
  public boolean isFull() {
    return waiting() > MUCH;
  }

  @Override
  public long waiting() {
    return written - sent;
  }

  /** Twice what came: it is copied, or in a buffer that grew by doubling. */
  @Override
  public long holds() {
    return waiting() + 2 * unread;
  }

  @Override
  public long sent() {
    return sent;
  }

  /** Whoever is gone is told by the close handler. */
  private static void ignore(Future<Void> outcome) {
    outcome.onFailure(gone -> {});
  }
}
