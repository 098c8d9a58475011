package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import salons.room.Delivery;

/**
 * Frames JSON texts for WebSocket (RFC 6455, section 5.2). A server's frames are not masked, so the bytes are the same for every
 * socket: a delivery is framed once for all sockets of this event loop, when the first of them sends it. Confined to the loop.
 */
final class WebSocketFraming {
  private static final int FINAL_TEXT = 0x81;
  private static final int LONGEST_HEADER = 10;

  private final ByteBufAllocator allocator;
  private final Consumer<Frames> freeLater;

  /** The last delivery that was asked for: a room gives most deliveries to all its recipients before the next. */
  private @Nullable Delivery last;

  private Frames lastFrames;

  /**
   * @param freeLater is told of all frames, and to {@linkplain Frames#free free} them at the end of the tick
   */
  WebSocketFraming(ByteBufAllocator allocator, Consumer<Frames> freeLater) {
    this.allocator = allocator;
    this.freeLater = freeLater;
    this.lastFrames = new Frames(List.of());
  }

  /** The frames of a delivery: the same object for all who ask in one tick. */
  Frames frames(Delivery delivery) {
    if (delivery != last || lastFrames.isFreed()) {
      lastFrames = frame(delivery.texts());
      last = delivery;
    }
    return lastFrames;
  }

  Frames frame(List<byte[]> texts) {
    Frames frames = new Frames(texts);
    freeLater.accept(frames);
    return frames;
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

  /** Frames that any number of sockets may send within this tick of the loop. */
  final class Frames {
    private final List<byte[]> texts;
    private @Nullable ByteBuf bytes;
    private boolean freed;

    private Frames(List<byte[]> texts) {
      this.texts = texts;
    }

    /** What is framed. */
    List<byte[]> texts() {
      return texts;
    }

    /** Ready to be sent; framed when first asked for. Their indexes stay as they are, and they stay this object's. */
    ByteBuf bytes() {
      ByteBuf framed = bytes;
      if (framed == null) {
        framed = framed();
        bytes = framed;
      }
      return framed;
    }

    private ByteBuf framed() {
      int size = 0;
      for (byte[] text : texts) {
        size += text.length + LONGEST_HEADER;
      }
      ByteBuf framed = allocator.directBuffer(size, size);
      for (byte[] text : texts) {
        write(framed, text);
      }
      return framed;
    }

    boolean isFreed() {
      return freed;
    }

    void free() {
      freed = true;
      if (bytes != null) {
        bytes.release();
        bytes = null;
      }
    }
  }
}
