package salons.redis;

/**
 * The figures of this package, told where they arise. Every call comes on the event loop of the verticle, and every method does
 * nothing unless it is overridden.
 */
public interface RedisMeters {
  RedisMeters NONE = new RedisMeters() {};

  /**
   * Something that Redis holds or brought could not be read, and was skipped.
   *
   * @param kind one of a few words: what it should have been
   */
  default void unreadable(String kind) {}
}
