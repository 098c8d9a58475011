package salons.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import salons.protocol.Refusal;
import salons.web.WebSocketFraming.Frames;

/**
 * An answer without end, as a stream of Server-Sent Events: the texts of all frames are such events. The client says nothing on it. Confined
 * to the event loop of its request.
 */
final class SseTransport implements Transport {
  /** Hears how it goes: our side of it. */
  interface Listener {
    /** More than {@link Transport#MUCH} waits for the reader, or by now less than half of it. */
    void onWaiting(boolean much);

    /** {@link Transport#holds} has grown. */
    void onHolding();

    /** The reader is gone, or has all. Called once. */
    void onClosed();
  }

  /** A line that is no event. */
  private static final byte[] COMMENT = {':', '\n', '\n'};

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Listener listener;
  private final List<byte[]> unflushed = new ArrayList<>(1);
  private long written;
  private long sent;
  private boolean opened;
  private boolean closing;
  private boolean closed;
  private boolean much;

  SseTransport(HttpServerRequest request, Listener listener) {
    this.request = request;
    this.response = request.response();
    this.listener = listener;
    response.closeHandler(gone -> closed());
    // Who is gone is told by the other.
    response.exceptionHandler(gone -> {});
  }

  /** Begins the answer, before anything is written. */
  void open() {
    opened = true;
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        // Proxies would keep some of it back.
        .putHeader("X-Accel-Buffering", "no")
        .setWriteQueueMaxSize(MUCH);
  }

  /** Answers with an error in place of a stream, which was not opened. */
  void refuse(Refusal refusal) {
    if (!closing) {
      closing = true;
      Problem.end(response, refusal);
      end();
    }
  }

  @Override
  public void write(Frames frames) {
    if (opened && !closing) {
      frames.texts().forEach(this::write);
    }
  }

  private void write(byte[] text) {
    unflushed.add(text);
    written += text.length;
  }

  @Override
  public void flush() {
    if (unflushed.isEmpty() || closed) {
      return;
    }
    int size = unflushed.stream().mapToInt(text -> text.length).sum();
    Buffer all = Buffer.buffer(size);
    unflushed.forEach(all::appendBytes);
    unflushed.clear();
    response.write(all).onComplete(taken -> {
      sent += size;
      lookAtQueue();
    });
    lookAtQueue();
    if (waiting() > 0) {
      listener.onHolding();
    }
  }

  /** Tells when much waits, and when little does. */
  private void lookAtQueue() {
    boolean full = waiting() > MUCH;
    if (full != much && (full || waiting() < MUCH / 2)) {
      much = full;
      listener.onWaiting(full);
    }
  }

  /** Keeps proxies from closing it, and finds out whether the reader is still there. */
  @Override
  public void ping() {
    if (opened && !closing && waiting() == 0) {
      write(COMMENT);
      flush();
    }
  }

  @Override
  public void close(short code, String reason) {
    if (!opened) {
      refuse(new Refusal(Refusal.Code.UNAVAILABLE, "This instance is stopping.", 1_000L));
    } else if (!closing) {
      flush();
      closing = true;
      response.end().onComplete(ended -> end());
    }
  }

  /** The connection is not used again: it is not looked after as others are. */
  private void end() {
    closed();
    request.connection().close().onFailure(gone -> {});
  }

  private void closed() {
    if (!closed) {
      closed = true;
      closing = true;
      unflushed.clear();
      listener.onClosed();
    }
  }

  @Override
  public void abort() {
    HttpConnections.cut(request);
  }

  /** Nothing is heard on it in any case. */
  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public boolean isFull() {
    return waiting() > MUCH;
  }

  @Override
  public long waiting() {
    return closed ? 0 : written - sent;
  }

  @Override
  public long holds() {
    return waiting();
  }

  @Override
  public long sent() {
    return sent;
  }
}
