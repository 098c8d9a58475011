package salons.engineio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** A WebSocket that may replace polling. */
final class Probe {
  /** What the client wants with its WebSocket. */
  enum Wish {
    /** Whether it works. */
    PROBE,
    /** To use it from now on. */
    UPGRADE,
    /** Nothing that may be. */
    UNKNOWN
  }

  private static final byte[] PING = "2probe".getBytes(US_ASCII);
  private static final byte[] PONG = "3probe".getBytes(US_ASCII);

  private final EngineSocket socket;
  private final long endsMs;
  private boolean answered;

  Probe(EngineSocket socket, long endsMs) {
    this.socket = socket;
    this.endsMs = endsMs;
  }

  EngineSocket socket() {
    return socket;
  }

  boolean isOver(long nowMs) {
    return nowMs - endsMs >= 0;
  }

  static Wish wish(byte[] bytes, int length) {
    if (length == PING.length && Arrays.equals(bytes, 0, length, PING, 0, length)) {
      return Wish.PROBE;
    }
    boolean upgrades = length > 0 && PacketType.of(bytes[0]) == PacketType.UPGRADE;
    return upgrades ? Wish.UPGRADE : Wish.UNKNOWN;
  }

  /**
   * Whether the client may know that the WebSocket works. It stops polling then: every poll has to end at once, and what is sent waits
   * for the WebSocket.
   */
  boolean isAnswered() {
    return answered;
  }

  void answer() {
    answered = true;
    socket.send(PONG);
  }
}
