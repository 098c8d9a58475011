package salons.embedded;

/**
 * How patient an instance is with the embedded Redis, in milliseconds.
 *
 * @param lookEveryMs how often it looks whether Redis runs, and whether somebody looks after it
 * @param startWithinMs how long a start waits for an answer of Redis
 * @param letGoWithinMs how long a stop waits for the lock of a Redis that nobody uses any more
 */
record Timing(long lookEveryMs, long startWithinMs, long letGoWithinMs) {
  static final Timing USUAL = new Timing(500, 30_000, 1_000);
}
