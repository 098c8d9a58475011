package salons.redis;

/**
 * How long everything about presence takes. A program has {@link #DEFAULT}; tests may have shorter ones.
 *
 * @param tickMs how often the verticle looks after what is late
 * @param sliceMs how often a slice of the rooms with news is told of
 * @param restMs least time from telling of a room to telling of it again
 * @param lingeringMs how long somebody whose connection was lost counts as there
 * @param patienceMs how long a caller waits for a Redis that does not answer
 * @param roundMs within this, each room is compared with Redis once
 * @param renewMs how often an instance renews its lease
 * @param leaseMs how long a lease lasts
 * @param sweepMs how long a sweep may take before another instance takes it over
 * @param peopleTtlS how long the people of a room are kept when no instance says anything of it; more than a round
 * @param instancesTtlS how long what instances tell of themselves is kept when none of them lives; more than all it leads to
 */
public record PresenceTimes(
    long tickMs,
    long sliceMs,
    long restMs,
    long lingeringMs,
    long patienceMs,
    long roundMs,
    long renewMs,
    long leaseMs,
    long sweepMs,
    long peopleTtlS,
    long instancesTtlS) {
  public static final PresenceTimes DEFAULT =
      new PresenceTimes(250, 50, 500, 2_000, 1_000, 30_000, 2_000, 12_000, 10_000, 90, 3_600);
}
