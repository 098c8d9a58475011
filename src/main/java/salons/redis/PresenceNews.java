package salons.redis;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import salons.async.PacedQueue;
import salons.protocol.RoomName;

/**
 * Fans out what is new in the rooms of this instance, a slice at a time: of each room at most once within {@link
 * PresenceTimes#restMs}. Confined to one event loop.
 */
final class PresenceNews {
  /** Slices within which all news is told. */
  private static final int SLICES = 40;

  /**
   * Recipients of one slice: a hundred take a millisecond or two. Without a budget ten thousand who enter a hundred rooms would be
   * told of each other as often as a hundred who enter one; writing to each socket twice a second is a fifth of a core, for which
   * those who enter would wait.
   */
  private static final int BUDGET = 100;

  private final Map<RoomName, RoomPresence> rooms;
  private final PacedQueue<RoomName> untold;

  /**
   * @param rooms a view of those that this instance has people in: a room that was given up is not told of
   */
  PresenceNews(Map<RoomName, RoomPresence> rooms, PresenceTimes times, LongSupplier clock) {
    this.rooms = rooms;
    long restNs = TimeUnit.MILLISECONDS.toNanos(times.restMs());
    this.untold =
        new PacedQueue<>(new PacedQueue.Pace(SLICES, BUDGET, restNs), this::recipients, clock);
  }

  private int recipients(RoomName room) {
    RoomPresence presence = rooms.get(room);
    return presence == null ? 0 : presence.size();
  }

  /** Something is new in the room. */
  void add(RoomName room) {
    untold.add(room);
  }

  /** To be called every {@link PresenceTimes#sliceMs}. */
  void tellSlice() {
    for (RoomName room : untold.next()) {
      RoomPresence presence = rooms.get(room);
      if (presence != null) {
        presence.tell();
      }
    }
  }
}
