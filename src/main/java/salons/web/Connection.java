package salons.web;

/** A client's connection, whatever its transport, as its event loop looks after it. */
interface Connection {
  /**
   * Asks whether the client lives, and ends what is silent or too slow; called once a second, so that no connection needs a timer of its
   * own.
   *
   * @param seconds by the clock of {@link Connections}
   */
  void checkLiveness(int seconds);

  /** Whether this is what the client was told that its connection is called; never so where it is told nothing. */
  default boolean isCalled(String id) {
    return false;
  }

  /** Sends the client away, at once and for good; asked only of what is called something. */
  default void kick() {}

  /** Takes nothing more, and ends when all that was taken is answered. */
  void drain();
}
