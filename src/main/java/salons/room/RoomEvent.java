package salons.room;

import java.util.List;
import salons.protocol.LogEntry;
import salons.protocol.Person;
import salons.protocol.RoomRules;

/** What is told to every event loop that holds a room. */
public sealed interface RoomEvent {
  /** What a room does with each kind; a kind that is forgotten fails to compile. */
  interface Receiver {
    void appended(Appended appended);

    void resynced(Resynced resynced);

    void ruled(Ruled ruled);

    void presenceChanged(PresenceChanged changed);

    void typing(Typing typing);
  }

  void applyTo(Receiver receiver);

  /**
   * New entries of the log, the first of which follows on the last one told before: no hole, no repeat.
   *
   * @param changed older messages that these have changed, as they are by now
   * @param heardAt when Pub/Sub brought them, by {@link System#nanoTime}; 0 when they were read from the log
   */
  record Appended(List<LogEntry> entries, List<LogEntry> changed, long heardAt)
      implements RoomEvent {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.appended(this);
    }
  }

  /** The thread was lost: the log is another one, or was trimmed past what this instance held. The room starts anew here. */
  record Resynced(LogPage newest) implements RoomEvent {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.resynced(this);
    }
  }

  /** What holds in the room from now on; told before the events by which it came to hold. */
  record Ruled(RoomRules rules) implements RoomEvent {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.ruled(this);
    }
  }

  /** Who is in the room by now; told at most twice a second. */
  record PresenceChanged(Presence now) implements RoomEvent {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.presenceChanged(this);
    }
  }

  /** Somebody is writing, or stopped writing. Of the moment: whoever enters later is not told. */
  record Typing(Person person, boolean on) implements RoomEvent {
    @Override
    public void applyTo(Receiver receiver) {
      receiver.typing(this);
    }
  }
}
