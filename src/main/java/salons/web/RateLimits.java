package salons.web;

import org.jspecify.annotations.Nullable;
import salons.async.TokenBucket.Rate;

/**
 * How much of an instance a client may take. Everywhere 0 lifts the limit.
 *
 * @param messagesPerSecond messages of a session
 * @param messagesBurst messages that a session may send at once
 * @param bytesPerSecond of all frames of a session
 * @param joinsPerSecond joins of a session, renaming among them
 * @param pagesPerSecond pages of history that a session may ask for
 * @param framesPerSecond other frames of a session, of all kinds together
 * @param roomsPerMinute rooms that an address may make
 * @param requestsPerSecond requests to the API from an address
 * @param connectionsPerAddress connections that an address may have at a time
 */
public record RateLimits(
    int messagesPerSecond,
    int messagesBurst,
    int bytesPerSecond,
    int joinsPerSecond,
    int pagesPerSecond,
    int framesPerSecond,
    int roomsPerMinute,
    int requestsPerSecond,
    int connectionsPerAddress) {
  public static final RateLimits DEFAULT =
      new RateLimits(20, 100, 65_536, 10, 10, 100, 60, 200, 1_000);
  public static final RateLimits NONE = new RateLimits(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** A burst of this many seconds is put up with, where nothing else is said. */
  private static final int BURST_S = 2;

  /** Whoever comes back joins all its rooms at once. */
  private static final int JOINS_BURST_S = 10;

  private static final int REQUESTS_BURST_S = 5;

  /** So that any single frame goes through. */
  private static final int LEAST_BYTES_BURST = salons.protocol.Limits.FRAME;

  private static final double SECONDS_A_MINUTE = 60;

  @Nullable
  Rate messages() {
    return rate(messagesPerSecond, Math.max(1, messagesBurst));
  }

  @Nullable
  Rate bytes() {
    return rate(bytesPerSecond, Math.max(LEAST_BYTES_BURST, bytesPerSecond));
  }

  @Nullable
  Rate joins() {
    return rate(joinsPerSecond, JOINS_BURST_S * joinsPerSecond);
  }

  @Nullable
  Rate pages() {
    return rate(pagesPerSecond, BURST_S * pagesPerSecond);
  }

  @Nullable
  Rate frames() {
    return rate(framesPerSecond, BURST_S * framesPerSecond);
  }

  @Nullable
  Rate rooms() {
    return rate(roomsPerMinute / SECONDS_A_MINUTE, roomsPerMinute);
  }

  @Nullable
  Rate requests() {
    return rate(requestsPerSecond, REQUESTS_BURST_S * requestsPerSecond);
  }

  /** Null when it is lifted. */
  private static @Nullable Rate rate(double perSecond, double burst) {
    return perSecond == 0 ? null : new Rate(burst, perSecond);
  }
}
