package salons;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A graceful shutdown: what is to be stopped in which order, and for how long anybody waits for it. */
final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  private Shutdown() {}

  /** Takes every step, each when the one before is done, even if that failed; fails as the first that did. */
  static Future<Void> inOrder(List<Supplier<Future<Void>>> steps) {
    Future<Void> all = Future.succeededFuture();
    for (Supplier<Future<Void>> step : steps) {
      all = all.transform(before -> {
        Future<Void> now = step.get();
        return before.succeeded()
            ? now
            : now.transform(done -> Future.failedFuture(before.cause()));
      });
    }
    return all;
  }

  /** Blocks until it is over; whether it was in time and without a failure. If not, the log says so. */
  static boolean awaitGraceful(CompletionStage<Void> stopped, long withinMs) {
    try {
      stopped.toCompletableFuture().get(withinMs, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      log.warn("Not everything was stopped within {} s", withinMs / 1_000);
    } catch (InterruptedException | ExecutionException e) {
      log.warn("Not everything could be stopped in order: {}", String.valueOf(e.getMessage()));
    }
    return false;
  }
}
