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

  /** Redis is told or asked who is in a room. */
  default void presenceCall() {}

  /** The lease of this instance was lost: the others took it for dead. */
  default void leaseLost() {}

  /**
   * The people of an instance that died were removed.
   *
   * @param rooms that they were in
   */
  default void swept(int rooms) {}
}
