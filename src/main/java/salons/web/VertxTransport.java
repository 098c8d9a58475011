package salons.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import salons.web.WebSocketFraming.Frames;

/** A socket by Vert.x' public interface alone: some ten times slower to write to, and there for the day {@link NettyTransport} cannot be. */
final class VertxTransport implements Transport {
  private final ServerWebSocket socket;
  private long written;
  private long sent;
  private boolean closing;

  VertxTransport(ServerWebSocket socket) {
    this.socket = socket;
  }

  @Override
  public void open(Listener opened) {
    socket.frameHandler(frame -> {
      opened.onActivity();
      read(frame, opened);
    });
    // Vert.x closes the socket then.
    socket.exceptionHandler(failure -> {});
    socket.closeHandler(closed -> opened.onClosed());
  }

  private static void read(WebSocketFrame frame, Listener listener) {
    if (frame.isBinary()) {
      listener.onBinary();
    } else if (frame.isText() || frame.isContinuation()) {
      byte[] bytes = frame.binaryData().getBytes();
      listener.onText(bytes, bytes.length, frame.isFinal());
    }
  }

  @Override
  public void write(Frames frames) {
    if (!closing) {
      frames.texts().forEach(this::write);
    }
  }

  private void write(byte[] text) {
    written += text.length;
    Future<Void> taken =
        socket.writeFrame(WebSocketFrame.textFrame(new String(text, StandardCharsets.UTF_8), true));
    taken.onComplete(done -> sent += text.length);
  }

  /** Vert.x has done it. */
  @Override
  public void flush() {}

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
  public void abort() {
    closing = true;
    ignore(socket.close());
  }

  @Override
  public void pause() {
    socket.pause();
  }

  @Override
  public void resume() {
    socket.resume();
  }

  @Override
  public boolean isFull() {
    return waiting() > MOST_WAITING;
  }

  @Override
  public long waiting() {
    return written - sent;
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
