package salons.redis;

import java.util.HashSet;
import java.util.Set;
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
