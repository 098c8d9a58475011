package salons.protocol;

/**
 * An event as a room's log holds it. Passed by reference between event loops, so nobody may write to {@code text}.
 *
 * @param text the JSON text of its frame, in UTF-8
 */
public record LogEntry(long seq, byte[] text) {}
