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

  /**
   * A connection to Redis is there, for the first time or again.
   *
   * @param role {@code commands} or {@code subscriber}
   */
  default void connected(String role) {}

  /** A feed reads the log: when it opens, when it is compared, and when Pub/Sub may not have brought everything. */
  default void catchUp() {}

  /** publish.lua is called, for so many rooms with so many drafts in all. */
  default void publishCall(int rooms, int drafts) {}

  /** A call wrote nothing, as far as anybody knows, for one of its rooms, and is made again. */
  default void publishRetry() {}

  /** The sender of so many drafts is told {@code unavailable}: nobody knows in time that they were written. */
  default void unavailable(int drafts) {}

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
