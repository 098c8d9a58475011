package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
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

  /** What some socket did not take at once, until all have it. */
  private final List<ByteBuf> pinned = new ArrayList<>();

  private long pinnedBytes;

  /**
   * @param freeLater is told of all frames, and to {@linkplain Frames#free free} them at the end of the tick
   */
  WebSocketFraming(ByteBufAllocator allocator, Consumer<Frames> freeLater) {
    this.allocator = allocator;
    this.freeLater = freeLater;
    this.lastFrames = new Frames(List.of(), true);
  }

  /** The frames of a delivery: the same object for all who ask in one tick. */
  Frames frames(Delivery delivery) {
    if (delivery != last || lastFrames.isFreed()) {
      lastFrames = frame(delivery.texts(), true);
      last = delivery;
    }
    return lastFrames;
  }

  /** The frame of an answer, for one socket. */
  Frames frame(byte[] text) {
    return frame(List.of(text), false);
  }

  /** For deliveries, {@code shared}; the frames of anything else are of one socket. */
  Frames frame(List<byte[]> texts, boolean shared) {
    Frames frames = new Frames(texts, shared);
    freeLater.accept(frames);
    return frames;
  }

  /** Bytes of the shared frames that waited in some socket of this event loop at the last {@link #unpin}, or since; each counts once. */
  long pinnedBytes() {
    return pinnedBytes;
  }

  /** Lets go of those that no socket needs any more. */
  void unpin() {
    pinned.removeIf(bytes -> {
      boolean alone = bytes.refCnt() == 1;
      if (alone) {
        pinnedBytes -= bytes.capacity();
        bytes.release();
      }
      return alone;
    });
  }

  /** A control frame (section 5.5): its payload, which stays as it is, has at most 125 bytes. */
  static ByteBuf control(ByteBufAllocator allocator, int kind, ByteBuf payload) {
    int length = payload.readableBytes();
    return allocator
        .directBuffer(2 + length)
        .writeByte(kind)
        .writeByte(length)
        .writeBytes(payload, payload.readerIndex(), length);
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
    private final boolean shared;
    private final int size;
    private @Nullable ByteBuf bytes;
    private boolean isPinned;
    private int keepers;
    private boolean freed;

    private Frames(List<byte[]> texts, boolean shared) {
      this.texts = texts;
      this.shared = shared;
      int most = 0;
      for (byte[] text : texts) {
        most += text.length + LONGEST_HEADER;
      }
      this.size = most;
    }

    /** Bytes at most. */
    int size() {
      return size;
    }

    /** Whether other sockets may be given the same. */
    boolean isShared() {
      return shared;
    }

    /** Some socket could not send all of them at once, so they stay in memory. */
    void pin() {
      if (shared && !isPinned) {
        isPinned = true;
        pinned.add(bytes().retain());
        pinnedBytes += bytes().capacity();
      }
    }

    /** Somebody who polls has not asked for them yet: their texts stay in memory until they are {@linkplain #letGo let go}. */
    void keep() {
      keepers++;
      if (keepers == 1) {
        pinnedBytes += size;
      }
    }

    void letGo() {
      keepers--;
      if (keepers == 0) {
        pinnedBytes -= size;
      }
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
