package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has the event loops of an instance close their connections only when all have sent their clients away: the last that a client is told may
 * go by a connection of another loop. Thread-safe.
 */
final class DrainBarrier {
  private final AtomicInteger serving = new AtomicInteger();
  private final Promise<Void> drained = Promise.promise();

  /** One more event loop has clients from now on. */
  void serves() {
    serving.incrementAndGet();
  }

  /** That of the caller has none any more; completes when it is the last one. */
  Future<Void> drained() {
    if (serving.decrementAndGet() == 0) {
      drained.complete();
    }
    return drained.future();
  }
}
