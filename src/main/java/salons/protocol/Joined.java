package salons.protocol;

import java.util.List;

/**
 * The answer to a join: the room as of {@code at.seq}.
 *
 * @param person who entered, which may be another than the join asked for
 * @param recovered whether {@code entries} is everything after the place the client came from
 * @param more whether the log holds entries older than the first of {@code entries}
 * @param roster the room with this client in it
 * @param rules what holds in the room
 */
public record Joined(
    ClientFrame.Join join,
    Person person,
    Position at,
    boolean recovered,
    boolean more,
    List<LogEntry> entries,
    Roster roster,
    RoomRules rules) {}
