package salons.web;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;

/**
 * Answers that are given again for a moment, also those that failed: whoever asks for the same meanwhile shares the call and its
 * outcome, so that what is asked a thousand times a second costs four calls. As many different ones as are kept may be asked for in
 * that moment; more are refused. Confined to one event loop.
 */
final class RecentAnswers<K, V> {
  static final long KEPT_MS = 250;
  static final int MOST = 128;

  private static final long KEPT_NS = TimeUnit.MILLISECONDS.toNanos(KEPT_MS);

  private final LongSupplier clock;
  private final Map<K, Answer<V>> recent = new HashMap<>();

  private record Answer<V>(Future<V> outcome, long askedAt) {
    boolean isOver(long now) {
      return outcome.isComplete() && now - askedAt >= KEPT_NS;
    }
  }

  /**
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  RecentAnswers(LongSupplier clock) {
    this.clock = clock;
  }

  /** What {@code call} brings, or brought a moment ago. Fails with a {@link RefusedException} where too much is asked for. */
  Future<V> get(K key, Supplier<Future<V>> call) {
    long now = clock.getAsLong();
    Answer<V> known = recent.get(key);
    if (known != null && !known.isOver(now)) {
      return known.outcome;
    }
    if (recent.size() >= MOST) {
      recent.values().removeIf(each -> each.isOver(now));
    }
    if (recent.size() >= MOST) {
      return Future.failedFuture(new RefusedException(
          new Refusal(Refusal.Code.RATE_LIMITED, "Too much is asked for at once.", KEPT_MS)));
    }
    Future<V> outcome = call.get();
    recent.put(key, new Answer<>(outcome, now));
    return outcome;
  }
}
