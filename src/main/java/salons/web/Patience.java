package salons.web;

/** How many bad frames a peer may send: one hundred at once, and ten a second for good. */
final class Patience {
  private static final int MOST = 100;
  private static final double PER_NANOSECOND = 10 / 1e9;

  private double left = MOST;
  private long last;
  private boolean used;

  /** Counts one bad frame at {@code now} (nanoseconds, any origin); true when it was one too many. */
  boolean isOver(long now) {
    left = used ? Math.min(MOST, left + (now - last) * PER_NANOSECOND) : MOST;
    used = true;
    last = now;
    return --left < 0;
  }
}
