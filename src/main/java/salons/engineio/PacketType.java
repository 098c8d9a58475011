package salons.engineio;

import org.jspecify.annotations.Nullable;

/** The kinds of packets, by their first byte. Binary messages have none: they are frames of their own, or {@code b} and base64. */
public enum PacketType {
  OPEN('0'),
  CLOSE('1'),
  PING('2'),
  PONG('3'),
  MESSAGE('4'),
  UPGRADE('5'),
  NOOP('6');

  private static final PacketType[] ALL = values();

  private final char digit;

  PacketType(char digit) {
    this.digit = digit;
  }

  /** Null if there is no such type. */
  static @Nullable PacketType of(byte digit) {
    int index = digit - ALL[0].digit;
    return index >= 0 && index < ALL.length ? ALL[index] : null;
  }

  /** The packet without data. */
  byte[] packet() {
    return new byte[] {(byte) digit};
  }

  /** The packet with these bytes, from {@code from} up to {@code to}, as its data: a copy. */
  public byte[] packet(byte[] data, int from, int to) {
    byte[] packet = new byte[1 + to - from];
    packet[0] = (byte) digit;
    System.arraycopy(data, from, packet, 1, to - from);
    return packet;
  }
}
