package salons.redis;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Redis holds or brought and nobody can read: it is skipped, counted, and logged once for each kind. */
final class Unreadable {
  private static final Logger log = LoggerFactory.getLogger(Unreadable.class);

  private final RedisMeters meters;

  // Owned by the verticle's event loop.
  private final Set<String> logged = new HashSet<>();

  Unreadable(RedisMeters meters) {
    this.meters = meters;
  }

  /**
   * The answer; {@code instead}, when the key it was asked of holds something of another type, which is skipped.
   *
   * @param kind as for {@link #skip}
   */
  <T extends @Nullable Object> Future<T> orElse(
      Future<T> answer, String kind, String key, T instead) {
    return answer.recover(failure -> {
      if (!String.valueOf(failure.getMessage()).contains("WRONGTYPE")) {
        return Future.failedFuture(failure);
      }
      skip(kind, "the type of " + key);
      return Future.succeededFuture(instead);
    });
  }

  /** A number of people; 0 for what is none. */
  int parseCount(String text, String where) {
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      skip("number of people", "in " + where);
      return 0;
    }
  }

  /**
   * @param kind what it should have been, in a few words that never vary
   * @param where it was found, and what is wrong with it
   */
  void skip(String kind, String where) {
    meters.unreadable(kind);
    if (logged.add(kind)) {
      log.warn(
          "Skipped an unreadable {} ({}); more of the kind are skipped in silence", kind, where);
    }
  }
}
