package salons.redis;

/**
 * What the log keeps.
 *
 * @param size messages a room, at least, as far as {@code bytes} allow
 * @param bytes of a room's messages, at most; 0 for any number. The newest call's messages are kept, however large they are
 * @param ttlSeconds how long a room in which nothing is said is kept
 * @param editSeconds how long people may edit and delete what they said; 0 for as long as it is kept
 */
public record LogSettings(int size, long bytes, long ttlSeconds, long editSeconds) {
  /** By default: hundreds of the longest messages, and far more than a thousand of the usual ones. */
  public static final long BYTES = 4 << 20;
}
