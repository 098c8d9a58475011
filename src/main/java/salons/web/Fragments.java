package salons.web;

import java.io.ByteArrayOutputStream;
import salons.protocol.Limits;

/** A WebSocket message that came in pieces and is not whole yet. Bounded in bytes and in pieces. */
final class Fragments {
  /** A message of the longest kind in pieces of 64 bytes. */
  private static final int MOST = 1_024;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int count;

  /** Whether another piece of this length makes it too big. */
  boolean isTooBigWith(int length) {
    return bytes.size() + length > Limits.FRAME;
  }

  /** Whether it came in too many pieces to be anything but a waste of time. */
  boolean areTooMany() {
    return count > MOST;
  }

  void add(byte[] piece, int length) {
    bytes.write(piece, 0, length);
    count++;
  }

  byte[] whole() {
    return bytes.toByteArray();
  }

  /** Bytes of memory: it grows by doubling. */
  long holds() {
    return 2L * bytes.size();
  }
}
