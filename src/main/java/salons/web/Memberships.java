package salons.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;
import salons.room.Membership;

/** The rooms that one session is in: few, so a list is searched faster than a map. */
final class Memberships {
  private final List<Membership> all = new ArrayList<>(1);

  int size() {
    return all.size();
  }

  @Nullable
  Membership in(RoomName room) {
    for (Membership membership : all) {
      if (membership.roomName().equals(room)) {
        return membership;
      }
    }
    return null;
  }

  void add(Membership membership) {
    all.add(membership);
  }

  void leave(Membership membership) {
    all.remove(membership);
    membership.leave();
  }

  /** Forgets those that are over. */
  void prune() {
    all.removeIf(Membership::hasLeft);
  }

  void trace(boolean on) {
    all.forEach(membership -> membership.trace(on));
  }

  /** The connection of all of them is gone. */
  void disconnected() {
    all.forEach(Membership::disconnected);
    all.clear();
  }
}
