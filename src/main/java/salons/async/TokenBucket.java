package salons.async;

/**
 * A rate limit: so many a second, with a burst. The one form of every rate limit. Confined to one event loop, or guarded by whoever owns
 * it.
 *
 * <p>Kept as the one moment at which it will be full again (the generic cell rate algorithm), so that a bucket is small.
 */
public final class TokenBucket {
  /**
   * How fast a kind of bucket is filled; shared by all buckets of the kind.
   *
   * @param burst tokens of a full one
   * @param perSecond tokens that come back
   */
  public record Rate(double burst, double perSecond) {
    private static final double NANOS_A_SECOND = 1e9;

    private double nanos(double tokens) {
      return tokens * (NANOS_A_SECOND / perSecond);
    }
  }

  private final Rate rate;

  /** When it is full again, by the caller's clock. */
  private long fullAt;

  private boolean used;

  /** Full at the beginning. */
  public TokenBucket(Rate rate) {
    this.rate = rate;
  }

  /**
   * @param capacity tokens at the beginning, and at most
   * @param perSecond tokens that come back
   */
  public TokenBucket(double capacity, double perSecond) {
    this(new Rate(capacity, perSecond));
  }

  /**
   * Takes one token.
   *
   * @param now in nanoseconds, like {@link System#nanoTime}: of any origin
   * @return false when there was none: nothing was taken then
   */
  public boolean tryTake(long now) {
    boolean there = nanosUntil(1, now) == 0;
    if (there) {
      take(1, now);
    }
    return there;
  }

  /**
   * How long until so many tokens are there, in nanoseconds: 0 when they are. Whoever wants more than fit into a full bucket waits for a
   * full one.
   */
  public long nanosUntil(double tokens, long now) {
    double fits = rate.nanos(rate.burst);
    return (long) Math.ceil(Math.max(0, missing(now) + Math.min(rate.nanos(tokens), fits) - fits));
  }

  /** Takes so many tokens, whether they are there or not: those that follow wait the longer. */
  public void take(double tokens, long now) {
    fullAt = now + missing(now) + Math.round(rate.nanos(tokens));
    used = true;
  }

  /** Puts back what was {@linkplain #take taken} and not used. */
  public void putBack(double tokens) {
    fullAt -= Math.round(rate.nanos(tokens));
  }

  /** Whether it is as good as a new one. */
  public boolean isFull(long now) {
    return missing(now) == 0;
  }

  /** Nanoseconds until it is full. */
  private long missing(long now) {
    return used ? Math.max(0, fullAt - now) : 0;
  }
}
