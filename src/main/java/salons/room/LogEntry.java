package salons.room;

/**
 * A message as the log holds it. Passed by reference between event loops, so nobody may write to {@code frame}.
 *
 * @param frame the JSON text of its {@code message} frame, in UTF-8
 */
public record LogEntry(long seq, byte[] frame) {}
