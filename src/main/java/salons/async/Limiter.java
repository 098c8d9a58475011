package salons.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A concurrency limit: runs calls with a bounded number in flight; the others wait in their order. Confined to one event loop. */
public final class Limiter {
  /**
   * A call that waits.
   *
   * @param since by the clock
   */
  private record Waiting<T extends @Nullable Object>(
      Supplier<Future<T>> call, Promise<T> outcome, long since) {}

  private final int mostInFlight;
  private final long patienceNs;
  private final LongSupplier clock;
  private final Deque<Waiting<?>> urgent = new ArrayDeque<>();
  private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
  private int inFlight;
  private boolean starting;

  /** When a call last came to a good end, or was wanted while there was no other. */
  private long goodAt;

  /** Calls wait as long as it takes. */
  public Limiter(int mostInFlight) {
    this(mostInFlight, Long.MAX_VALUE, System::nanoTime);
  }

  /**
   * Calls wait as long as others come to a good end.
   *
   * @param patienceMs when one fails and none has succeeded for so long, those that have waited for so long fail with it
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  public Limiter(int mostInFlight, long patienceMs, LongSupplier clock) {
    this.mostInFlight = mostInFlight;
    this.patienceNs = TimeUnit.MILLISECONDS.toNanos(patienceMs);
    this.clock = clock;
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
      Deque<Waiting<?>> queue, Supplier<Future<T>> call) {
    Promise<T> outcome = Promise.promise();
    long now = clock.getAsLong();
    if (inFlight == 0) {
      goodAt = now;
    }
    queue.add(new Waiting<>(call, outcome, now));
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
      start((urgent.isEmpty() ? waiting : urgent).remove());
    }
    starting = false;
  }

  private <T extends @Nullable Object> void start(Waiting<T> next) {
    inFlight++;
    // By compose, so that a call that throws has failed.
    Future.succeededFuture().compose(start -> next.call.get()).onComplete(done -> {
      inFlight--;
      if (done.succeeded()) {
        goodAt = clock.getAsLong();
      }
      next.outcome.handle(done);
      if (done.failed()) {
        expire(done.cause());
      }
      startNext();
    });
  }

  private void expire(Throwable cause) {
    long now = clock.getAsLong();
    if (now - goodAt < patienceNs) {
      return;
    }
    for (Deque<Waiting<?>> queue : List.of(urgent, waiting)) {
      while (!queue.isEmpty() && now - queue.element().since >= patienceNs) {
        queue.remove().outcome.fail(cause);
      }
    }
  }
}
