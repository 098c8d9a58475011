package salons.redis;

import java.util.ArrayList;
import java.util.List;

/** The rooms whose drafts go in one run of publish.lua. */
final class PublishCall {
  /** Rooms in one call at most: Redis does nothing else meanwhile. */
  private static final int MOST_ROOMS = 64;

  private final List<RoomQueue> rooms = new ArrayList<>();
  private int drafts;

  boolean hasPlaceFor(RoomQueue room) {
    return rooms.isEmpty()
        || rooms.size() < MOST_ROOMS
            && drafts + room.waiting() <= RoomQueue.MOST_PER_CALL
            && rooms.get(0).target().group() == room.target().group();
  }

  void add(RoomQueue room) {
    rooms.add(room);
    drafts += room.take();
  }

  List<RoomQueue> rooms() {
    return rooms;
  }

  int drafts() {
    return drafts;
  }

  /** Of all drafts. */
  long bytes() {
    long bytes = 0;
    for (RoomQueue room : rooms) {
      for (Submission.Pending pending : room.inFlight()) {
        bytes += pending.draft().body().length;
      }
    }
    return bytes;
  }
}
