package salons.redis;

/**
 * What the log keeps.
 *
 * @param size messages a room, at least
 * @param ttlSeconds how long a room in which nothing is said is kept
 */
public record LogSettings(int size, long ttlSeconds) {}
