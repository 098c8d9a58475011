package salons.room;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import salons.protocol.Person;
import salons.protocol.RoomName;

/**
 * What hooks are yet to be told: everything that was written or changed since a hook was delivered last, written with it in one step, so
 * nothing is missing but what waits too long. Any failed future means that Redis could not be reached in time; what was asked for may have
 * been done.
 */
public interface Outbox {
  /**
   * Takes the lease of a hook, or renews it: whoever has it delivers, and nobody else does.
   *
   * @param lasts in ms from now on; 0 to let go of it
   */
  record Lease(String hook, long lasts) {}

  /**
   * Whether an instance has the lease.
   *
   * @param now Redis' clock, in ms
   */
  record Held(boolean held, long now) {}

  /**
   * Asks for the oldest that waits for a hook.
   *
   * @param turn any number, another one each time: so that no room is hidden for long by others that are never silent
   */
  record Query(String hook, int turn) {}

  /**
   * Where something waits.
   *
   * @param partition of its room
   */
  record Place(int partition, String id) {}

  /**
   * Something that waits. Those of one room stand in the order in which it happened.
   *
   * @param at when it happened, by Redis' clock, in ms
   */
  record Waiting(Place place, long at, Event event) {}

  /** What happened. */
  sealed interface Event {
    /** How many events it is for whoever is told. */
    long size();
  }

  /** These came into the log of a room, where they are to be read. */
  record Logged(RoomName room, long first, int count) implements Event {
    public long last() {
      return first + count - 1;
    }

    @Override
    public long size() {
      return count;
    }
  }

  /** Whether a room began to be occupied before changes, or ended behind them. */
  enum Turn {
    OCCUPIED,
    VACANT,
    NONE
  }

  /** Somebody is there now, or not any more. */
  record Change(Person person, boolean joined) {}

  /**
   * Who came into a room and who left it, wherever their connections are.
   *
   * @param version of the room's presence after it
   * @param offset how many changes of this version there were before these
   */
  record Presence(RoomName room, long version, int offset, Turn turn, List<Change> changes)
      implements Event {
    @Override
    public long size() {
      return (long) changes.size() + (turn == Turn.NONE ? 0 : 1);
    }
  }

  /**
   * Too much waited, so that the oldest was dropped.
   *
   * @param entries how many messages and changes at least
   */
  record Dropped(long entries) implements Event {
    @Override
    public long size() {
      return 0;
    }
  }

  /** What is delivered, or not to be. */
  record Removal(String hook, Collection<Place> places) {}

  Future<Held> hold(Lease lease);

  /** Of bounded size; empty when nothing waits. */
  Future<List<Waiting>> oldest(Query query);

  /** Waits no more; removing something again does nothing. */
  Future<Void> remove(Removal removal);
}
