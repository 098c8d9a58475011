package salons.room;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import salons.async.Limiter;
import salons.protocol.ClientFrame;
import salons.protocol.Person;
import salons.protocol.RoomName;

/** All rooms of one event loop. */
public final class Rooms {
  /** How often {@link #sweep} wants to be called; a room that nobody used for one whole round is given up. */
  public static final long SWEEP_MS = 10_000;

  /** How often {@link #expireTyping} wants to be called. */
  public static final long EXPIRE_TYPING_MS = 250;

  /**
   * Rooms that are opened at once. A crowd that enters as many rooms waits here for its turn: all at once would keep each other waiting
   * until nobody is answered in time, and everybody comes again.
   */
  private static final int MOST_OPENING = 32;

  private static final long PATIENCE_MS = 2_000;

  private final Bus bus;
  private final RoomMeters meters;
  private final TailBudget tails;

  // Owned by the event loop of the verticle that made this.
  private final Limiter opening = new Limiter(MOST_OPENING, PATIENCE_MS, System::nanoTime);
  private final Map<RoomName, Room> rooms = new HashMap<>();
  private final Set<Room> typing = new HashSet<>();

  public Rooms(Bus bus, RoomMeters meters, TailBudget tails) {
    this.bus = bus;
    this.meters = meters;
    this.tails = tails;
  }

  /** Begins to enter a room as {@code person}; {@code recipient} hears how it went, in this call or later. */
  public Membership enter(ClientFrame.Join join, Person person, Recipient recipient) {
    Room room = rooms.computeIfAbsent(
        join.room(),
        name -> new Room(name, bus, meters, tails, opening, this::discard, typing::add));
    Membership membership = new Membership(room, recipient, person);
    room.enter(join, person, membership);
    return membership;
  }

  /** Joins a room again on the membership that is there already: answered with the room as it is now. */
  public void enterAgain(ClientFrame.Join join, Person person, Membership membership) {
    membership.room.enter(join, person, membership);
  }

  /** Looks after those who are writing; to be called every {@link #EXPIRE_TYPING_MS}. */
  public void expireTyping() {
    typing.forEach(Room::expireTyping);
    typing.removeIf(room -> !room.isTyping());
  }

  /** One that cannot be entered is not kept for those who try in vain. */
  private void discard(Room room) {
    if (rooms.remove(room.name(), room)) {
      room.close();
    }
  }

  /** Gives up the rooms that nobody uses any more. */
  public void sweep() {
    for (Iterator<Room> each = rooms.values().iterator(); each.hasNext(); ) {
      Room room = each.next();
      if (room.sweep()) {
        room.close();
        each.remove();
      }
    }
  }
}
