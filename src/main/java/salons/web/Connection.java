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

  /** Takes nothing more, and ends when all that was taken is answered. */
  void drain();
}
