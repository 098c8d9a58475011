package salons.room;

import java.util.ArrayList;
import java.util.List;
import salons.protocol.LogEntry;
import salons.protocol.RoomName;

/** The members of a room on one event loop who want to hear when messages arrived: few, if any. Confined to the loop. */
final class Tracing {
  private final RoomName room;
  private final Recipients recipients;
  private final List<Membership> members = new ArrayList<>(0);

  Tracing(RoomName room, Recipients recipients) {
    this.room = room;
    this.recipients = recipients;
  }

  void set(Membership member, boolean on) {
    members.remove(member);
    if (on) {
      members.add(member);
    }
  }

  /**
   * These were delivered.
   *
   * @param heardAt by {@link System#nanoTime}
   */
  void arrived(List<LogEntry> entries, long heardAt) {
    long first = entries.get(0).seq();
    long last = entries.get(entries.size() - 1).seq();
    for (Membership each : members) {
      if (recipients.isLive(each)) {
        each.recipient.arrived(room, first, last, heardAt);
      }
    }
  }
}
