package salons.protocol;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Why the instance ends a connection: the last frame on it, whatever the transport.
 *
 * @param retryAfterMs how long to wait before coming back, in milliseconds; null when there is no point in coming back as one is
 */
public record Bye(Reason reason, @Nullable Long retryAfterMs) {
  /** The closed table of reasons; the wire name is {@link #wireName()}. */
  public enum Reason {
    /** The instance stops; others go on. */
    RESTARTING,
    /** More waits for the client than it takes. */
    TOO_SLOW,
    /** What the client sends is no frame, and it goes on sending it. */
    BAD_FRAMES,
    /** A frame exceeds {@link Limits#FRAME}. */
    TOO_BIG,
    /** The client did not show who it is, where that is needed. */
    UNAUTHORIZED,
    /** What it showed holds no more, and it showed nothing newer. */
    EXPIRED,
    /** An administrator ended the connection. */
    KICKED,
    /** A moderator banned whoever it is from the one room that the connection is for. */
    BANNED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public String wireName() {
      return wireName;
    }
  }

  /** To come back at a moment of its own within {@code ms}, so that not all do at once. */
  public static Bye comeBack(Reason reason, long ms) {
    return new Bye(reason, ThreadLocalRandom.current().nextLong(ms));
  }

  public static Bye forGood(Reason reason) {
    return new Bye(reason, null);
  }
}
