package salons.engineio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What was sent to a session and waits for its next poll, or for the WebSocket. */
final class Waiting {
  private final Queue<Outgoing> queue = new ArrayDeque<>();

  /** Packets of the first one that were taken already. */
  private int taken;

  private long bytes;

  static long bytesOf(Outgoing outgoing) {
    if (outgoing instanceof BinaryMessage binary) {
      return binary.encodedLength();
    }
    long sum = 0;
    for (byte[] packet : outgoing.packets()) {
      sum += packet.length;
    }
    return sum;
  }

  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  void add(Outgoing outgoing) {
    queue.add(outgoing);
    bytes += bytesOf(outgoing);
  }

  /**
   * Moves packets to the end of that list, in order, as long as it is within the bounds, or empty.
   *
   * @return what was taken whole: to be released when the packets are sent
   */
  List<Outgoing> take(List<byte[]> into, int mostPackets, int mostBytes) {
    List<Outgoing> whole = new ArrayList<>();
    long size = 0;
    for (Outgoing first = queue.peek(); first != null; first = queue.peek()) {
      List<byte[]> packets = first.packets();
      while (taken < packets.size()) {
        byte[] packet = packets.get(taken);
        boolean fits = into.size() < mostPackets && size + packet.length <= mostBytes;
        if (!fits && !into.isEmpty()) {
          return whole;
        }
        into.add(packet);
        size += packet.length;
        bytes -= packet.length;
        taken++;
      }
      taken = 0;
      whole.add(queue.remove());
    }
    return whole;
  }

  /** Writes all of it to a WebSocket, and releases it. */
  void writeTo(EngineSocket socket) {
    for (Outgoing first = queue.poll(); first != null; first = queue.poll()) {
      write(first, taken, socket);
      taken = 0;
    }
    bytes = 0;
  }

  /** Writes its packets, but for the first {@code skipped} ones, to a WebSocket, and releases it. */
  static void write(Outgoing outgoing, int skipped, EngineSocket socket) {
    if (outgoing instanceof BinaryMessage binary) {
      socket.sendBinary(binary.data());
    } else {
      List<byte[]> packets = outgoing.packets();
      for (int i = skipped; i < packets.size(); i++) {
        socket.send(packets.get(i));
      }
    }
    outgoing.release();
  }

  /** Nobody will take it. */
  void drop() {
    for (Outgoing first = queue.poll(); first != null; first = queue.poll()) {
      first.release();
    }
    bytes = 0;
  }
}
