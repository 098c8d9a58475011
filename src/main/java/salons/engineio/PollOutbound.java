package salons.engineio;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a polling session sends: the poll that is open, and what waits for it or for the next one. */
final class PollOutbound {
  private final Waiting waiting = new Waiting();
  private @Nullable PollRequest poll;
  private boolean pingWaits;

  boolean hasPoll() {
    return poll != null;
  }

  /** False if there is one already. */
  boolean open(PollRequest next) {
    boolean isFirst = poll == null;
    poll = isFirst ? next : poll;
    return isFirst;
  }

  /** Forgets that poll; false if it is not the open one. */
  boolean forget(PollRequest gone) {
    boolean isOpen = poll == gone;
    poll = isOpen ? null : poll;
    return isOpen;
  }

  void add(Outgoing outgoing) {
    waiting.add(outgoing);
  }

  /** A ping goes before everything else: a client behind on its messages is to stay. */
  void ping() {
    pingWaits = true;
  }

  /** Whether no message waits. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  long bytes() {
    return waiting.bytes();
  }

  /** Answers the open poll, if there is one, with that packet alone. */
  void answer(PacketType type) {
    answer(List.of(type.packet()));
  }

  /**
   * Answers the open poll with what waits, if there is both.
   *
   * @return bytes of messages that were taken
   */
  long answerWaiting(EngineSettings settings) {
    List<byte[]> packets = new ArrayList<>();
    if (poll == null) {
      return 0;
    }
    if (pingWaits) {
      packets.add(PacketType.PING.packet());
      pingWaits = false;
    }
    long before = waiting.bytes();
    List<Outgoing> whole =
        waiting.take(packets, settings.packetsPerPoll(), settings.bytesPerPoll());
    long taken = before - waiting.bytes();
    if (!packets.isEmpty()) {
      answer(packets);
    }
    whole.forEach(Outgoing::release);
    return taken;
  }

  private void answer(List<byte[]> packets) {
    PollRequest open = poll;
    poll = null;
    if (open != null) {
      open.answer(packets);
    }
  }

  /** Ends the open poll, and writes what waited to the WebSocket. */
  void moveTo(EngineSocket socket) {
    answer(PacketType.NOOP);
    if (pingWaits) {
      socket.send(PacketType.PING.packet());
      pingWaits = false;
    }
    waiting.writeTo(socket);
  }

  /**
   * Ends the open poll. Nobody will take what waits.
   *
   * @param comesBack whether the client is to begin anew: told a close, those in Python and Rust would not
   */
  void end(boolean comesBack) {
    PollRequest open = poll;
    if (comesBack && open != null) {
      poll = null;
      open.refuse(EngineError.UNKNOWN_SESSION);
    }
    answer(PacketType.CLOSE);
    waiting.drop();
  }
}
