package salons.room;

import java.util.List;
import java.util.function.BiConsumer;
import salons.protocol.RoomName;
import salons.protocol.UserName;

/** One member in one room, from the moment it asks to enter. Confined to the event loop of both. */
public final class Membership {
  final Room room;
  final Recipient member;
  private UserName user;

  /** Where it stands in its room's {@link Recipients}; -1 while it waits to enter, and after it left. */
  int place = -1;

  private boolean left;

  /** Whether {@link PresenceService#enter} was called for it. */
  boolean isCounted;

  /** Whether {@link PresenceFanout} tells it by itself. */
  boolean isNewcomer;

  Membership(Room room, Recipient member, UserName user) {
    this.room = room;
    this.member = member;
    this.user = user;
  }

  public RoomName roomName() {
    return room.name();
  }

  public UserName user() {
    return user;
  }

  void rename(UserName newName) {
    if (!newName.equals(user)) {
      room.uncount(this, false);
      user = newName;
    }
  }

  /** Whether it is over: nothing of the room is delivered any more. */
  public boolean hasLeft() {
    return left;
  }

  /** Whether the member wants to hear when messages {@linkplain Recipient#arrived arrived}. */
  public void trace(boolean on) {
    room.trace(this, on && !left);
  }

  /** An older page of the room; {@code then} or {@code failed} is called on this event loop, in this call or later. */
  public void history(
      long before, int limit, BiConsumer<List<byte[]>, Boolean> then, Runnable failed) {
    room.page(before, limit, then, failed);
  }

  /** The member is writing something, or stopped. */
  public void types(boolean on) {
    room.types(this, on);
  }

  /** The member said what it was writing. */
  public void typed() {
    room.typed(this);
  }

  /** Leaves the room: nothing of it is delivered from now on. */
  public void leave() {
    leave(false);
  }

  /** Leaves the room since the connection is gone; see {@link PresenceService#leave}. */
  public void vanish() {
    leave(true);
  }

  private void leave(boolean abruptly) {
    if (!left) {
      left = true;
      room.left(this);
      room.uncount(this, abruptly);
    }
  }
}
