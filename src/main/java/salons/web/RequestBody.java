package salons.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * The body of a request, taken in as a whole: no more of it than may be, and no more of all together than the instance has room for, until
 * they are {@linkplain #done done} with. Confined to the event loop of the request.
 */
final class RequestBody {
  private final HttpServerRequest request;
  private final int most;
  private final Budget budget;
  private Buffer taken = Buffer.buffer();

  /** Bytes of the budget. */
  private int counted;

  private boolean over;

  /**
   * @param budget of all bodies that are not done with
   */
  RequestBody(HttpServerRequest request, int most, Budget budget) {
    this.request = request;
    this.most = most;
    this.budget = budget;
  }

  /**
   * Reads it; calls one of the two, once and after this call, unless the connection is gone before.
   *
   * @param whole its bytes count until it is done with
   * @param tooLarge its rest is dropped, and its connection is of no more use
   */
  void read(Consumer<byte[]> whole, Runnable tooLarge) {
    request.handler(chunk -> add(chunk, tooLarge));
    request.exceptionHandler(cut -> done());
    request.endHandler(end -> {
      if (!over) {
        whole.accept(end());
      }
    });
  }

  private void add(Buffer chunk, Runnable tooLarge) {
    if (over) {
      return;
    }
    // It grows by doubling.
    int growth = 2 * chunk.length();
    if (taken.length() + chunk.length() > most || !budget.tryAdd(growth)) {
      done();
      if (!request.response().headWritten()) {
        request.response().putHeader("Connection", "close");
      }
      tooLarge.run();
    } else {
      counted += growth;
      taken.appendBuffer(chunk);
    }
  }

  private byte[] end() {
    byte[] whole = taken.getBytes();
    over = true;
    taken = Buffer.buffer();
    budget.add(whole.length - counted);
    counted = whole.length;
    return whole;
  }

  /** Nobody needs it any more; what is to come of it is dropped. */
  void done() {
    over = true;
    taken = Buffer.buffer();
    budget.add(-counted);
    counted = 0;
  }
}
