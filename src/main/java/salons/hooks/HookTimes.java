package salons.hooks;

/**
 * How long everything about webhooks takes, in ms. A program has {@link #DEFAULT}; tests may have shorter ones.
 *
 * @param pollMs how often whoever holds a hook looks for news
 * @param renewMs how often a lease is asked for, or renewed
 * @param leaseMs how long a lease lasts
 * @param timeoutMs how long a receiver may take for its answer
 * @param backoffMs how long a hook rests after a first failure; after each further one twice as long
 * @param mostBackoffMs how long it rests at most
 * @param keepMs what is older is not delivered any more
 */
public record HookTimes(
    long pollMs,
    long renewMs,
    long leaseMs,
    long timeoutMs,
    long backoffMs,
    long mostBackoffMs,
    long keepMs) {
  public static final HookTimes DEFAULT =
      new HookTimes(200, 2_000, 12_000, 10_000, 1_000, 300_000, 86_400_000);

  /** The same, with other leases. */
  public HookTimes withLease(long renewMs, long leaseMs) {
    return new HookTimes(pollMs, renewMs, leaseMs, timeoutMs, backoffMs, mostBackoffMs, keepMs);
  }

  /**
   * The rest before another try: from half of what doubles with each failure, to all of it.
   *
   * @param failures in a row, 1 at least
   * @param random from 0 to 1
   */
  long restMs(int failures, double random) {
    long whole = Math.min(mostBackoffMs, backoffMs << Math.min(failures - 1, 20));
    return whole / 2 + (long) (random * whole / 2);
  }
}
