package salons.web;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an operator who is turned away: the same once a minute, and so many different ones a minute at most. Of any thread. */
final class RefusalLog {
  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
  private static final long AGAIN_AFTER_NS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST = 32;

  // Guarded by this.
  private final Map<String, Long> saidAt = new HashMap<>();

  void warn(String line) {
    if (isDue(line, System.nanoTime())) {
      log.warn("{}", line);
    }
  }

  /** Whether it is to be said now, and will have been. */
  synchronized boolean isDue(String line, long now) {
    saidAt.values().removeIf(at -> now - at >= AGAIN_AFTER_NS);
    return saidAt.size() < MOST && saidAt.putIfAbsent(line, now) == null;
  }
}
