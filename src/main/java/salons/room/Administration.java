package salons.room;

import io.vertx.core.Future;
import java.util.List;
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
