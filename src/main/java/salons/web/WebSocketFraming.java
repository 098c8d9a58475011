package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.function.Consumer;
import salons.room.Framing;

/**
 * Frames JSON texts for WebSocket (RFC 6455, section 5.2). A server's frames are not masked, so the bytes are the same for every
 * socket and are made once.
 */
final class WebSocketFraming implements Framing {
  private static final int FINAL_TEXT = 0x81;
  private static final int LONGEST_HEADER = 10;

  private final ByteBufAllocator allocator;
  private final Consumer<Frames> done;

  /**
   * @param done takes over the frames that nobody will be given any more; whoever was given them may not have sent them yet
   */
  WebSocketFraming(ByteBufAllocator allocator, Consumer<Frames> done) {
    this.allocator = allocator;
    this.done = done;
  }

  @Override
  public Frames frame(List<byte[]> texts) {
    int size = 0;
    for (byte[] text : texts) {
      size += text.length + LONGEST_HEADER;
    }
    ByteBuf bytes = allocator.directBuffer(size, size);
    for (byte[] text : texts) {
      write(bytes, text);
    }
    return new Frames(texts, bytes, done);
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

  /**
   * Frames that any number of sockets may send within this turn of the loop.
   *
   * @param texts what is framed
   * @param bytes ready to be sent; their indexes stay as they are
   */
  record Frames(List<byte[]> texts, ByteBuf bytes, Consumer<Frames> done) implements Framed {
    @Override
    public void close() {
      done.accept(this);
    }
  }
}
