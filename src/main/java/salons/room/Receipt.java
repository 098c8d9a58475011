package salons.room;

/**
 * The log has the message; or, as {@link #ID_TAKEN}, it will not take it.
 *
 * @param at Redis' time in milliseconds when it was written
 * @param duplicate whether its id had been taken before; seq and at are then those of the first
 */
public record Receipt(long seq, long at, boolean duplicate) {
  /** The id is that of another message, of another author or with another text; this one was not written. */
  public static final Receipt ID_TAKEN = new Receipt(0, 0, false);
}
