package salons.embedded;

/** When a server that died may be started again: at once, and when that does not last, after ever longer waits. Times are in ms. */
final class RestartBackoff {
  private static final long FIRST_MS = 500;
  private static final long MOST_MS = 15_000;

  /** Who lived for so long did not die of its start. */
  private static final long STABLE_MS = 60_000;

  private boolean started;
  private long lastMs;
  private int failures;

  /** Whether it may be started now; if so, counts that it is. */
  boolean tryStart(long nowMs) {
    if (!started || nowMs - lastMs > STABLE_MS) {
      failures = 0;
    } else if (nowMs - lastMs < waitMs()) {
      return false;
    } else {
      failures++;
    }
    started = true;
    lastMs = nowMs;
    return true;
  }

  private long waitMs() {
    return Math.min(MOST_MS, failures == 0 ? 0 : FIRST_MS << Math.min(failures, 10));
  }
}
