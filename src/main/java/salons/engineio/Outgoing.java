package salons.engineio;

import java.util.List;

/**
 * What is sent to a session at once: whole packets, the digit of their type first, maybe shared by many sessions: never copied, never
 * written to.
 */
public interface Outgoing {
  /** The same ones in the same order however often it is asked. */
  List<byte[]> packets();

  /** This session does not need them any more: called exactly once for each {@link EngineSession#send}. */
  void release();

  /** A binary message; the bytes are the session's from now on. */
  static Outgoing binary(byte[] data) {
    return new BinaryMessage(data);
  }

  /** One packet. */
  static Outgoing of(byte[] packet) {
    return new Outgoing() {
      private final List<byte[]> packets = List.of(packet);

      @Override
      public List<byte[]> packets() {
        return packets;
      }

      @Override
      public void release() {
        // The garbage collector does.
      }
    };
  }
}
