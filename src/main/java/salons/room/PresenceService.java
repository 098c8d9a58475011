package salons.room;

import io.vertx.core.Future;
import salons.protocol.Person;
import salons.protocol.RoomName;

/**
 * Who is in which room, across all instances. A person is there as long as one of their connections anywhere is.
 * What changes is told as {@link RoomEvent.PresenceChanged} to all who hold the room, at most twice a second.
 */
public interface PresenceService {
  /**
   * A connection of {@code person} entered; wants its own {@link #leave}. Calls for one room take effect in the order of the calls.
   *
   * @return the room with this person in it. Never fails: when the outcome is not known within some 1 s, as it was last known, and
   *     what could not be recorded is recorded as soon as it can be
   */
  Future<Presence> enter(RoomName room, Person person);

  /** The room as it is, for a person who is in it already; as {@link #enter} otherwise. */
  Future<Presence> peek(RoomName room, Person person);

  /** The room as it is, for somebody who is nobody there; fails while Redis is out of reach. */
  Future<Presence> look(RoomName room);

  /**
   * Whether somebody else is there who is verified and has that name, or one that looks like it; fails when Redis cannot be asked in time.
   */
  Future<Boolean> hasNamesake(RoomName room, Person person);

  /**
   * Ends what one {@link #enter} began.
   *
   * @param abruptly the connection was lost: the person counts as there for 2 s more, and nobody hears of it if they are back by then
   */
  void leave(RoomName room, Person person, boolean abruptly);

  /** Tells all who hold the room, by {@link RoomEvent.Typing}; nobody while Redis is out of reach. */
  void typing(RoomName room, Person person, boolean on);
}
