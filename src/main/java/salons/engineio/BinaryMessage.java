package salons.engineio;

import java.util.Base64;
import java.util.List;

/** A binary message that waits: a poll takes it as {@code b} and base64, a WebSocket as it is. */
record BinaryMessage(byte[] data) implements Outgoing {
  @Override
  public List<byte[]> packets() {
    byte[] packet = new byte[encodedLength()];
    packet[0] = Payload.BINARY;
    byte[] base64 = Base64.getEncoder().encode(data);
    System.arraycopy(base64, 0, packet, 1, base64.length);
    return List.of(packet);
  }

  @Override
  public void release() {
    // The garbage collector does.
  }

  /** Bytes of its packet: of each three bytes four letters. */
  int encodedLength() {
    return 1 + 4 * ((data.length + 2) / 3);
  }
}
