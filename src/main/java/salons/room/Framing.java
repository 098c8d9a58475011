package salons.room;

import java.util.List;

/** Turns frames into the bytes of a transport, once for all members of a room on this event loop. */
public interface Framing {
  Framed frame(List<byte[]> frames);

  /** Bytes ready to be written to any number of sockets; closed when all have taken their share. */
  interface Framed extends AutoCloseable {
    @Override
    void close();
  }
}
