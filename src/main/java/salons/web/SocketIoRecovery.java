package salons.web;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.protocol.SocketIoEvents;

/**
 * Brings a client that lost its connection back into its rooms, each from where it was, before anything that it says is heard. It is over
 * when every room has answered. Confined to the event loop of the session.
 */
final class SocketIoRecovery {
  /** How it went, the worst last. */
  enum Outcome {
    /** Everything that was missed is on its way. */
    RECOVERED,
    /** The client is in its rooms, but may have missed something. */
    INCOMPLETE,
    /** A room could not be reached: the client is to try again. */
    UNAVAILABLE
  }

  private final JsonReplies.Sink out;
  private final SocketIoRooms rooms;
  private final Consumer<Outcome> whenOver;
  private final Set<ClientFrame.Join> pending = Collections.newSetFromMap(new IdentityHashMap<>());
  private Outcome outcome;

  /**
   * @param rooms is told how far each is told
   * @param joins that are to be answered
   * @param isWhole whether these are all the rooms that the client was in
   * @param whenOver told in the call that brings the last answer
   */
  SocketIoRecovery(
      JsonReplies.Sink out,
      SocketIoRooms rooms,
      List<ClientFrame.Join> joins,
      boolean isWhole,
      Consumer<Outcome> whenOver) {
    this.out = out;
    this.rooms = rooms;
    this.pending.addAll(joins);
    this.whenOver = whenOver;
    this.outcome = isWhole ? Outcome.RECOVERED : Outcome.INCOMPLETE;
  }

  /** Has all rooms asked, if there are any. */
  void begin(ClientFrame.Receiver session) {
    if (pending.isEmpty()) {
      whenOver.accept(outcome);
    }
    List.copyOf(pending).forEach(join -> join.applyTo(session));
  }

  /** Whether the answer was for this. */
  boolean joined(Joined joined) {
    if (!pending.remove(joined.join())) {
      return false;
    }
    if (joined.recovered()) {
      String epoch = joined.at().epoch();
      RoomName room = joined.join().room();
      for (LogEntry entry : joined.entries()) {
        String own = SocketIoEvents.offset(epoch, entry.seq());
        rooms.told(room, new Position(epoch, entry.seq()));
        out.say(
            SocketIoEvents.event(entry.text(), rooms.areSimple() ? own : rooms.offset(room, own)));
      }
    } else {
      rooms.left(joined.join().room());
      rooms.joined(joined);
      becomes(Outcome.INCOMPLETE);
    }
    endIfDone();
    return true;
  }

  /** Whether the refusal was for this. What will be no other next time is for the client to hear, when it joins by itself. */
  boolean refused(ClientFrame frame, Refusal refusal) {
    if (!(frame instanceof ClientFrame.Join join) || !pending.remove(join)) {
      return false;
    }
    rooms.left(join.room());
    becomes(refusal.code() == Refusal.Code.UNAVAILABLE ? Outcome.UNAVAILABLE : Outcome.INCOMPLETE);
    endIfDone();
    return true;
  }

  private void becomes(Outcome other) {
    outcome = other.compareTo(outcome) > 0 ? other : outcome;
  }

  private void endIfDone() {
    if (pending.isEmpty()) {
      whenOver.accept(outcome);
    }
  }
}
