package salons.room;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import salons.protocol.MessageId;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RoomName;

/** One recipient in one room, from the moment it asks to enter. Confined to the event loop of both. */
public final class Membership {
  final Room room;
  final Recipient recipient;
  private Person person;

  /** Where it stands in its room's {@link Recipients}; -1 while it waits to enter, and after it left. */
  int index = -1;

  private boolean left;

  /** Whether a join on it is not answered yet. */
  boolean isEntering;

  /** Whether {@link PresenceService#enter} was called for it. */
  boolean isPresent;

  /** Whether {@link PresenceFanout} tells it by itself. */
  boolean isNewcomer;

  Membership(Room room, Recipient recipient, Person person) {
    this.room = room;
    this.recipient = recipient;
    this.person = person;
  }

  public RoomName roomName() {
    return room.name();
  }

  public Person person() {
    return person;
  }

  /** Whether it is there as this person already. */
  boolean is(Person wanted) {
    return isPresent && person.equals(wanted);
  }

  /** Goes on as another person. */
  void become(Person other) {
    if (!other.equals(person)) {
      room.absent(this, false);
      person = other;
    }
  }

  /** Whether it is among the recipients of its room: not while it waits to enter, nor after it left. */
  boolean isAdmitted() {
    return index >= 0;
  }

  /** Whether a join is not answered yet; another one on it has to wait for that. */
  public boolean isEntering() {
    return isEntering;
  }

  /** Whether it is over: nothing of the room is delivered any more. */
  public boolean hasLeft() {
    return left;
  }

  /** Whether the recipient wants to hear when messages {@linkplain Recipient#arrived arrived}. */
  public void trace(boolean on) {
    room.trace(this, on && !left);
  }

  /** Why it may not speak; null when it may. */
  public @Nullable Refusal silenced() {
    return room.enforcement().speech(this);
  }

  /** Whether it may keep order in the room. */
  public boolean moderates() {
    return room.enforcement().moderates(this);
  }

  /** Whether it has to {@link #takeTurn} before it speaks. */
  public boolean isSlow() {
    return room.enforcement().isSlowFor(this);
  }

  /** Takes its turn for this message; fails with a {@link salons.protocol.RefusedException} when it is not its turn. */
  public Future<Void> takeTurn(@Nullable MessageId id) {
    return room.enforcement().takeTurn(this, id);
  }

  /** The page of at most {@code limit} entries before {@code before}; fails while the log is out of reach. */
  public Future<LogPage> page(long before, int limit) {
    return room.page(before, limit);
  }

  /** The person is writing something, or stopped. */
  public void types(boolean on) {
    room.types(this, on);
  }

  /** The person said what they were writing. */
  public void stopTyping() {
    room.stopTyping(this);
  }

  /** Leaves the room: nothing of it is delivered from now on. */
  public void leave() {
    leave(false);
  }

  /** Leaves the room since the connection is gone; see {@link PresenceService#leave}. */
  public void disconnected() {
    leave(true);
  }

  private void leave(boolean abruptly) {
    if (!left) {
      left = true;
      room.left(this);
      room.absent(this, abruptly);
    }
  }
}
