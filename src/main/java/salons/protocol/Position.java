package salons.protocol;

/**
 * A place in a room's log.
 *
 * @param epoch which life of the log this is; places of different epochs cannot be compared
 * @param seq the last message seen, 0 before the first
 */
public record Position(String epoch, long seq) {}
