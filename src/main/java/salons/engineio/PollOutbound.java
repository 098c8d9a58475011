package salons.engineio;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a polling session sends: the poll that is open, and what waits for it or for the next one. */
final class PollOutbound {
  private final Waiting waiting = new Waiting();
  private @Nullable PollRequest poll;
  private boolean pingWaits;
  private boolean closeTold;

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

  /** Whether a poll was answered with everything and a close behind it. */
  boolean isCloseTold() {
    return closeTold;
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
   * @param closes whether a close follows on the last message
   * @return bytes of messages that were taken
   */
  long answerWaiting(EngineSettings settings, boolean closes) {
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
    if (closes && waiting.isEmpty() && packets.size() < settings.packetsPerPoll()) {
      packets.add(PacketType.CLOSE.packet());
      closeTold = true;
    }
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

  /** Answers the open poll with a close. Nobody will take what waits. */
  void end() {
    answer(PacketType.CLOSE);
    waiting.drop();
  }
}
