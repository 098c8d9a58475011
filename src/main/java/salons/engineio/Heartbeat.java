package salons.engineio;

/** When a session is pinged, and when it is lost. Times are milliseconds of any origin, and only ever compared by their difference. */
final class Heartbeat {
  /** A tick is late when it comes after this part of the time-out. */
  private static final int LATE_SHARE = 4;

  private final EngineSettings settings;
  private long nextPing;

  /** When the client must have answered: of a meaning while {@link #awaitsAnswer}. */
  private long deadline;

  private boolean awaitsAnswer;

  Heartbeat(EngineSettings settings, long nowMs) {
    this.settings = settings;
    nextPing = nowMs + settings.pingIntervalMs();
  }

  /**
   * Whether a ping is due: then the next one is set, and the deadline of the answer unless one is awaited already. Both count from when it
   * was due, so that a coarse tick does not make them longer; but not after a halt, which is not the client's fault.
   */
  boolean isPingDue(long nowMs) {
    long late = nowMs - nextPing;
    if (late < 0) {
      return false;
    }
    long since = late <= settings.pingTimeoutMs() / LATE_SHARE ? nextPing : nowMs;
    nextPing = since + settings.pingIntervalMs();
    if (!awaitsAnswer) {
      expectAnswer(since);
    }
    return true;
  }

  /** From now on something is to come of the client within the time-out. */
  void expectAnswer(long nowMs) {
    deadline = nowMs + settings.pingTimeoutMs();
    awaitsAnswer = true;
  }

  /** Time that passes up to now does not count: the client could not be heard. */
  void excuse(long nowMs) {
    if (awaitsAnswer) {
      expectAnswer(nowMs);
    }
  }

  void answered() {
    awaitsAnswer = false;
  }

  boolean isMissed(long nowMs) {
    return awaitsAnswer && nowMs - deadline >= 0;
  }
}
