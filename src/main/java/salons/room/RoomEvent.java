package salons.room;

import java.util.List;
import salons.protocol.UserName;

/** What is told to every event loop that holds a room. */
public sealed interface RoomEvent {
  /**
   * New messages, the first of which follows on the last one told before: no hole, no repeat.
   *
   * @param heardAt when Pub/Sub brought them, by {@link System#nanoTime}; 0 when they were read from the log
   */
  record Messages(List<LogEntry> messages, long heardAt) implements RoomEvent {}

  /** The thread was lost: the log is another one, or was trimmed past what this instance held. The room starts anew here. */
  record Restart(LogPage newest) implements RoomEvent {}

  /** Who is in the room by now; told at most twice a second. */
  record PresenceChanged(Presence now) implements RoomEvent {}

  /** Somebody is writing, or stopped writing. Nobody is told again who was not there to hear it. */
  record Typing(UserName user, boolean on) implements RoomEvent {}
}
