package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.internal.SystemPropertyUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.web.WebSocketFraming.Frames;

/**
 * Writes to a channel past its pipeline. Bytes that are the same for all go straight to the system: {@link #flush} is one {@code send}
 * of memory that all sockets share. Only what the system does not take at once is queued in the channel, and from then on the channel's
 * own order and bounds hold. Confined to the event loop of the channel.
 */
final class DirectWriter {
  /** What Netty counts for each write besides its bytes, so that what waits can be compared with what was written. */
  private static final int ENTRY_OVERHEAD =
      SystemPropertyUtil.getInt("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

  /** A tick that makes more is flushed before it ends. */
  private static final int MOST_UNFLUSHED = Transport.MUCH;

  /** An empty ping frame, which all sockets share. */
  private static final ByteBuf PING =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeShort(0x8900));

  private static final byte[] NOTHING = {};

  private final Channel channel;

  /** The system's socket; null where the channel is not a native one. */
  private final @Nullable Socket socket;

  // What the tick brought. Most ticks bring one thing, so that needs no list.
  private @Nullable Frames pending;
  private @Nullable List<Frames> more;

  private int unflushed;

  /** Bytes that were queued since nothing waited, but for those that other sockets share. */
  private int queuedAlone;

  /** All bytes that were ever sent, with what Netty counts besides for those that had to be queued. */
  private long written;

  private boolean hasGrown;
  private boolean closed;

  DirectWriter(Channel channel) {
    this.channel = channel;
    this.socket = channel instanceof UnixChannel unix && unix.fd() instanceof Socket fd ? fd : null;
  }

  /** Adds to what {@link #flush} will send; much is flushed here. */
  void write(Frames frames) {
    if (pending == null) {
      pending = frames;
    } else {
      if (more == null) {
        more = new ArrayList<>();
      }
      more.add(frames);
    }
    unflushed += frames.size();
    if (unflushed >= MOST_UNFLUSHED) {
      flush();
    }
  }

  void flush() {
    Frames first = pending;
    if (first != null && more == null) {
      pending = null;
      unflushed = 0;
      if (!send(first.bytes(), !first.isShared())) {
        hasGrown = true;
        first.pin();
      }
    } else if (first != null) {
      sendAndRelease(together(NOTHING));
    }
  }

  /** Sends this, and right behind it what was written. */
  void flushBehind(byte[] head) {
    sendAndRelease(together(head));
  }

  /** What was written, behind {@code head}, for one system call: a small copy is cheaper than a second call. */
  private ByteBuf together(byte[] head) {
    Frames first = pending;
    List<Frames> rest = more == null ? List.of() : more;
    pending = null;
    more = null;
    unflushed = 0;
    int size = head.length + (first == null ? 0 : first.bytes().readableBytes());
    for (Frames frames : rest) {
      size += frames.bytes().readableBytes();
    }
    ByteBuf all = channel.alloc().directBuffer(size, size).writeBytes(head);
    if (first != null) {
      copy(first, all);
    }
    rest.forEach(frames -> copy(frames, all));
    return all;
  }

  private static void copy(Frames frames, ByteBuf to) {
    ByteBuf bytes = frames.bytes();
    to.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
  }

  void sendAndRelease(ByteBuf bytes) {
    try {
      hasGrown |= !send(bytes, true);
    } finally {
      bytes.release();
    }
  }

  /** Asks whether the client lives. */
  void sendPing() {
    hasGrown |= !send(PING, false);
  }

  /**
   * Sends what the system takes, and queues the rest. The bytes stay the caller's; none of their indexes moves.
   *
   * @param alone whether no other socket sends the same bytes
   * @return false when some of it had to be queued
   */
  private boolean send(ByteBuf bytes, boolean alone) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    // Without a queue the channel is closed, and its number in the system may be another's by now.
    if (queue == null || closed) {
      return true;
    }
    try {
      boolean first = queue.totalPendingWriteBytes() == 0;
      int sent = first ? sendNow(bytes) : 0;
      written += sent;
      if (sent == bytes.readableBytes()) {
        return true;
      }
      queuedAlone = first ? 0 : queuedAlone;
      queue(bytes.retainedSlice(bytes.readerIndex() + sent, bytes.readableBytes() - sent), alone);
    } catch (IOException reset) {
      abort();
      return true;
    }
    return false;
  }

  private int sendNow(ByteBuf bytes) throws IOException {
    return socket == null || !bytes.hasMemoryAddress()
        ? 0
        : socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
  }

  /** A failed write closes the channel, which its handler is told. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void queue(ByteBuf owned, boolean alone) {
    int size = owned.readableBytes() + ENTRY_OVERHEAD;
    written += size;
    queuedAlone += alone ? size : ENTRY_OVERHEAD;
    channel.writeAndFlush(owned, channel.voidPromise());
  }

  /** Drops whatever is sent from now on. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void abort() {
    closed = true;
    channel.close();
  }

  /** Closes the channel behind all that may still wait in it. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void closeBehindAll() {
    closed = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Sends nothing more behind all that may still wait in the channel, and hears the other side. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void shutdownBehindAll() {
    closed = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
      if (channel instanceof DuplexChannel socket) {
        socket.shutdownOutput();
      }
    });
  }

  /** Whether something had to be queued since the last call. */
  boolean pollGrown() {
    boolean grown = hasGrown;
    hasGrown = false;
    return grown;
  }

  /** Bytes that wait for the reader, flushed or not. */
  long waiting() {
    return unflushed + queued();
  }

  /** Bytes that wait for this reader alone. */
  long waitingAlone() {
    return unflushed + Math.min(queuedAlone, queued());
  }

  private long queued() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  /** Grows with every byte that the reader took. */
  long sent() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null
        ? written
        : written - queue.totalPendingWriteBytes() + queue.currentProgress();
  }
}
