package salons.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * The body of a request, taken in as a whole: no more of it than may be, and no more of all together than the instance has room for.
 * Confined to the event loop of the request.
 */
final class RequestBody {
  private final HttpServerRequest request;
  private final int most;
  private final Budget budget;
  private final Buffer taken = Buffer.buffer();
  private boolean over;

  private RequestBody(HttpServerRequest request, int most, Budget budget) {
    this.request = request;
    this.most = most;
    this.budget = budget;
  }

  /**
   * Reads it; calls one of the two, once and after this call, unless the connection is gone before.
   *
   * @param budget of all bodies that are being taken in
   * @param tooLarge its rest is dropped, and its connection is of no more use
   */
  static RequestBody read(
      HttpServerRequest request,
      int most,
      Budget budget,
      Consumer<byte[]> whole,
      Runnable tooLarge) {
    RequestBody body = new RequestBody(request, most, budget);
    request.handler(chunk -> body.add(chunk, tooLarge));
    request.exceptionHandler(cut -> body.drop());
    request.endHandler(end -> {
      if (!body.over) {
        byte[] bytes = body.taken.getBytes();
        body.drop();
        whole.accept(bytes);
      }
    });
    return body;
  }

  private void add(Buffer chunk, Runnable tooLarge) {
    if (over) {
      return;
    }
    if (taken.length() + chunk.length() > most || budget.excess() + chunk.length() > 0) {
      drop();
      if (!request.response().headWritten()) {
        request.response().putHeader("Connection", "close");
      }
      tooLarge.run();
    } else {
      budget.add(chunk.length());
      taken.appendBuffer(chunk);
    }
  }

  /** Keeps nothing of it, whatever else comes. */
  void drop() {
    if (!over) {
      over = true;
      budget.add(-taken.length());
    }
  }
}
