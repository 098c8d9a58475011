package salons.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A concurrency limit: runs calls with a bounded number in flight; the others wait in their order. Confined to one event loop. */
public final class Limiter {
  private final int mostInFlight;
  private final Deque<Runnable> urgent = new ArrayDeque<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int inFlight;
  private boolean starting;

  public Limiter(int mostInFlight) {
    this.mostInFlight = mostInFlight;
  }

  /** Runs the call when it has its place; behind all that wait. */
  public <T extends @Nullable Object> Future<T> run(Supplier<Future<T>> call) {
    return enqueue(waiting, call);
  }

  /** As {@link #run}, but before all that was not called urgent. */
  public <T extends @Nullable Object> Future<T> runUrgent(Supplier<Future<T>> call) {
    return enqueue(urgent, call);
  }

  private <T extends @Nullable Object> Future<T> enqueue(
      Deque<Runnable> queue, Supplier<Future<T>> call) {
    Promise<T> outcome = Promise.promise();
    // By compose, so that a call that throws has failed.
    queue.add(() -> Future.succeededFuture().compose(start -> call.get()).onComplete(done -> {
      inFlight--;
      outcome.handle(done);
      startNext();
    }));
    startNext();
    return outcome.future();
  }

  private void startNext() {
    // A call that completes at once comes back here from within the loop, which goes on by itself.
    if (starting) {
      return;
    }
    starting = true;
    while (inFlight < mostInFlight && !(urgent.isEmpty() && waiting.isEmpty())) {
      inFlight++;
      (urgent.isEmpty() ? waiting : urgent).remove().run();
    }
    starting = false;
  }
}
