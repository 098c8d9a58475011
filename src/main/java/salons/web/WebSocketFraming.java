package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import salons.room.Framing;

/**
 * Frames JSON texts for WebSocket (RFC 6455, section 5.2). A server's frames are not masked, so the bytes are the same for every
 * socket and are made once.
 */
final class WebSocketFraming implements Framing {
  private static final int FINAL_TEXT = 0x81;
  private static final int LONGEST_HEADER = 10;

  private final ByteBufAllocator allocator;

  WebSocketFraming(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  @Override
  public Framed frame(List<byte[]> texts) {
    int size = 0;
    for (byte[] text : texts) {
      size += text.length + LONGEST_HEADER;
    }
    ByteBuf frames = allocator.directBuffer(size, size);
    for (byte[] text : texts) {
      write(frames, text);
    }
    return new Frames(frames);
  }

  /** One frame, for one socket; whoever writes it gives it away. */
  ByteBuf frame(byte[] text) {
    ByteBuf frame =
        allocator.directBuffer(text.length + LONGEST_HEADER, text.length + LONGEST_HEADER);
    write(frame, text);
    return frame;
  }

  private static void write(ByteBuf out, byte[] text) {
    out.writeByte(FINAL_TEXT);
    if (text.length < 126) {
      out.writeByte(text.length);
    } else if (text.length < 65_536) {
      out.writeByte(126).writeShort(text.length);
    } else {
      out.writeByte(127).writeLong(text.length);
    }
    out.writeBytes(text);
  }

  /** Frames that any number of sockets may write, each its own {@link #share}. */
  record Frames(ByteBuf bytes) implements Framed {
    /** A view with a reader index of its own: a socket that takes only a part moves nobody else's. */
    ByteBuf share() {
      return bytes.retainedDuplicate();
    }

    @Override
    public void close() {
      bytes.release();
    }
  }
}
