package salons.async;

/** A rate limit: so many a second, with a burst. The one form of every rate limit. Confined to one event loop. */
public final class TokenBucket {
  private static final double NANOS_A_SECOND = 1e9;

  private final double capacity;
  private final double perNano;
  private double tokens;
  private long filledAt;
  private boolean used;

  /**
   * @param capacity tokens at the beginning, and at most
   * @param perSecond tokens that come back
   */
  public TokenBucket(double capacity, double perSecond) {
    this.capacity = capacity;
    this.perNano = perSecond / NANOS_A_SECOND;
    this.tokens = capacity;
  }

  /**
   * Takes one token.
   *
   * @param now in nanoseconds, like {@link System#nanoTime}: of any origin
   * @return false when there was none: nothing was taken then
   */
  public boolean tryTake(long now) {
    tokens = used ? Math.min(capacity, tokens + (now - filledAt) * perNano) : capacity;
    used = true;
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
