package salons.web;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;
import salons.room.Membership;

/** The rooms that one session is in: few, so an array is smaller than any collection, and searched faster than a map. */
final class Memberships {
  private static final Membership[] NONE = {};

  private Membership[] all = NONE;

  int size() {
    return all.length;
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

  /** Unless it is over already: it may be refused at once. */
  void add(Membership membership) {
    if (membership.hasLeft()) {
      return;
    }
    Membership[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = membership;
    all = more;
  }

  void leave(Membership membership) {
    membership.leave();
    prune();
  }

  /** Forgets those that are over. */
  void prune() {
    all = Arrays.stream(all).filter(membership -> !membership.hasLeft()).toArray(Membership[]::new);
  }

  /** Those in rooms of this kind. */
  List<Membership> in(Predicate<RoomName> rooms) {
    return Arrays.stream(all).filter(each -> rooms.test(each.roomName())).toList();
  }

  void trace(boolean on) {
    for (Membership membership : all) {
      membership.trace(on);
    }
  }

  /** Leaves all rooms. */
  void leaveAll() {
    Membership[] left = all;
    all = NONE;
    for (Membership membership : left) {
      membership.leave();
    }
  }

  /** The connection of all of them is gone. */
  void disconnected() {
    Membership[] gone = all;
    all = NONE;
    for (Membership membership : gone) {
      membership.disconnected();
    }
  }
}
