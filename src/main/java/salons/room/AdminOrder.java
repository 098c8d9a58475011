package salons.room;

/**
 * What an administrator wants of an instance, or of whichever has a connection.
 *
 * @param of the id of either
 * @param done to be called, on any thread and as often as one likes, by whoever it concerns, when it is done or begun
 */
public record AdminOrder(Kind kind, String of, Runnable done) {
  public enum Kind {
    /** The connection is to be ended. */
    KICK,
    /** The instance is to take nobody any more, and to send its clients away. */
    DRAIN
  }
}
