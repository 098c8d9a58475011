package salons.web;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import salons.async.FairQueue;
import salons.async.OutOfMemory;
import salons.web.WebSocketFraming.Frames;

/** A socket by Vert.x' public interface alone: some ten times slower to write to, and there for the day {@link NettyTransport} cannot be. */
final class VertxTransport implements Transport {
  private final ServerWebSocket socket;
  private @Nullable Listener listener;
  private long written;
  private long sent;
  private boolean much;
  private boolean closing;
  private boolean paused;
  private boolean yielding;
  private int turn;
  private int turnBytes;

  VertxTransport(ServerWebSocket socket) {
    this.socket = socket;
  }

  @Override
  public void open(Listener opened, FairQueue turns) {
    listener = opened;
    socket.setWriteQueueMaxSize(MUCH);
    socket.drainHandler(drained -> lookAtQueue());
    socket.frameHandler(frame -> {
      opened.onActivity();
      read(frame, opened);
      countTurn(frame.binaryData().length(), turns);
    });
    // Vert.x closes the socket then.
    socket.exceptionHandler(failure -> violated(failure, opened));
    socket.closeHandler(closed -> opened.onClosed());
  }

  /** Pauses behind many frames at once, until others had their turn. */
  private void countTurn(int bytes, FairQueue turns) {
    turn++;
    turnBytes += bytes;
    if (!yielding
        && (turn >= PausableDecoder.MOST_A_TURN
            || turnBytes >= PausableDecoder.MOST_BYTES_A_TURN)) {
      yielding = true;
      socket.pause();
      turns.later(() -> {
        turn = 0;
        turnBytes = 0;
        yielding = false;
        if (!paused) {
          socket.resume();
        }
      });
    }
  }

  private static void violated(Throwable failure, Listener listener) {
    OutOfMemory.endIf(failure);
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      listener.onViolation(corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG));
    }
  }

  private void read(WebSocketFrame frame, Listener reader) {
    if (frame.isBinary()) {
      reader.onBinary();
    } else if (frame.isText() || frame.isContinuation()) {
      byte[] bytes = frame.binaryData().getBytes();
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
    taken.onComplete(done -> {
      sent += text.length;
      lookAtQueue();
    });
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

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void abort() {
    closing = true;
    if (socket instanceof WebSocketInternal internal) {
      // Whoever does not read would never take the goodbye that Vert.x waits to have sent.
      internal.channelHandlerContext().close();
    } else {
      ignore(socket.close());
    }
  }

  @Override
  public void pause() {
    paused = true;
    socket.pause();
  }

  @Override
  public void resume() {
    paused = false;
    if (!yielding) {
      socket.resume();
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

  @Override
  public long holds() {
    return waiting();
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
