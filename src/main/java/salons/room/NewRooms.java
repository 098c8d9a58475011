package salons.room;

/** How many rooms that nobody knows yet may be made from where a {@link Recipient} is. Thread-safe: all connections from there share it. */
public interface NewRooms {
  /** As many as anybody likes. */
  NewRooms UNLIMITED = new NewRooms() {
    @Override
    public long tryTake() {
      return 0;
    }

    @Override
    public void putBack() {}
  };

  /**
   * Takes the right to make one.
   *
   * @return 0, or when none was taken how long until there is one, in nanoseconds
   */
  long tryTake();

  /** Gives back what was taken: the room was known. */
  void putBack();

  /** Where that is, as bans know it; empty when nobody is banned by that. */
  default String address() {
    return "";
  }
}
