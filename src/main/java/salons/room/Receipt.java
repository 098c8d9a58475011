package salons.room;

/**
 * The log has the message.
 *
 * @param at Redis' time in milliseconds when it was written
 * @param duplicate whether its id had been taken before; seq and at are then those of the first
 */
public record Receipt(long seq, long at, boolean duplicate) {}
