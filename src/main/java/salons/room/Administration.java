package salons.room;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.Emoji;
import salons.protocol.RoomName;

/**
 * What administrators do to all that is kept, and the record of what they did. A failed future means that Redis could not be reached in time,
 * if nothing else is said.
 */
public interface Administration {
  /** Entries of the record; older ones are dropped. */
  int MOST_AUDITED = 10_000;

  /**
   * A page of the record.
   *
   * @param before the id of an entry, behind which it begins; empty for the newest
   */
  record AuditQuery(String before, int limit) {}

  /**
   * Some of the rooms that are kept.
   *
   * @param next what to ask with for the next ones; {@code 0} when there are no more
   */
  record RoomScan(String next, List<RoomName> rooms) {}

  /** An emoji that somebody put beside a message. */
  record Reaction(long seq, Emoji emoji) {}

  /**
   * Whose reactions are asked for.
   *
   * @param from how many of the room's to pass over
   */
  record ReactionQuery(RoomName room, String by, long from) {}

  /**
   * Those of them that are theirs.
   *
   * @param next how many of the room's were looked at by now; 0 when there are no more
   */
  record ReactionPage(List<Reaction> reactions, long next) {}

  /**
   * A step through all rooms: one that is kept from the first step to the last comes at least once. Fails with a {@link
   * salons.protocol.RefusedException} where Redis does not let it be done.
   *
   * @param cursor {@code 0} to begin
   */
  Future<RoomScan> rooms(String cursor);

  /** What somebody put beside the messages of a room, a page at a time. */
  Future<ReactionPage> reactions(ReactionQuery query);

  /**
   * Erases all that was said in a room, and how it was moderated. Every instance tells who is in it that it begins anew, under another epoch.
   *
   * @return false when nobody knows the room
   */
  Future<Boolean> erase(RoomName room);

  /**
   * Has Redis write the file anew to which it appends all that it does, and which holds what was erased until then.
   *
   * @return false when it will not
   */
  Future<Boolean> compact();

  /** Keeps that something was asked for. */
  Future<Void> record(AuditEntry entry);

  /** Newest first. */
  Future<List<AuditEntry>> audit(AuditQuery query);
}
