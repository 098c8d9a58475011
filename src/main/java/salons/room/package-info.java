/**
 * The domain: who is in a room on this event loop, how one enters without a gap, and what keeps its events in order. Knows no socket
 * and no Redis: clients come in as {@link salons.room.Recipient}s, the log behind {@link salons.room.RoomLog}, which is reached over the
 * local event bus ({@link salons.room.Bus}).
 */
@NullMarked
package salons.room;

import org.jspecify.annotations.NullMarked;
