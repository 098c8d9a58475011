package salons.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.web.WebSocketFraming.Frames;

/**
 * What goes out on one socket, and whether anybody takes it: bounded, flushed once a turn, and closed when the peer is gone or too
 * slow. Confined to the event loop of its socket.
 */
final class Outbound {
  /** Silence after which a peer is asked whether it lives, and how long it has to answer. */
  private static final int PING_AFTER_S = 25;

  private static final int GONE_AFTER_S = PING_AFTER_S + 10;

  /** How long a close may take, with a peer that does not read; then the connection is cut. */
  private static final int CLOSED_WITHIN_S = 5;

  /** Bytes of answers that may wait for a reader who goes on asking. */
  private static final long MOST_ANSWERS_WAITING = 8 << 20;

  /** How long a reader may take nothing of what waits for it. */
  private static final int MOST_BEHIND_S = 10;

  private final Transport transport;
  private final LoopContext loop;
  private final Runnable closed;
  private @Nullable Runnable flushed;
  private boolean dirty;
  private boolean closing;

  // Seconds by the loop's clock.
  private long heardAt;
  private long behindSince;
  private long closingSince;

  private long sentBefore;

  /** Bytes of answers that may wait beyond the bound for what a room says: they may be as large as a history. */
  private long allowance;

  /**
   * @param closed called when this side begins to close
   */
  Outbound(Transport transport, LoopContext loop, Runnable closed) {
    this.transport = transport;
    this.loop = loop;
    this.closed = closed;
    this.heardAt = loop.seconds;
    this.behindSince = loop.seconds;
  }

  /** Sends an answer to this socket alone. */
  void say(byte[] frame) {
    if (closing) {
      return;
    }
    if (transport.isFull() && transport.waiting() > MOST_ANSWERS_WAITING) {
      close(CloseCode.TOO_SLOW);
      return;
    }
    allowance += frame.length;
    try (Frames frames = loop.framing.frame(List.of(frame))) {
      write(frames);
    }
  }

  /** Sends this socket's share of what a room says. */
  void deliver(Frames frames) {
    if (closing) {
      return;
    }
    if (transport.isFull() && transport.waiting() > Transport.MOST_WAITING + allowance) {
      close(CloseCode.TOO_SLOW);
      return;
    }
    write(frames);
  }

  /** Sends what this turn brought. */
  void flush() {
    dirty = false;
    transport.flush();
    if (flushed != null) {
      flushed.run();
    }
  }

  /** Has {@code flushed} called behind every flush; null ends it. */
  void afterFlush(@Nullable Runnable flushed) {
    this.flushed = flushed;
  }

  /** The peer lives. */
  void heard() {
    heardAt = loop.seconds;
  }

  boolean isClosing() {
    return closing;
  }

  /** To be called once a second. */
  void tend() {
    long silent = loop.seconds - heardAt;
    if (silent >= GONE_AFTER_S || closing && loop.seconds - closingSince >= CLOSED_WITHIN_S) {
      closing = true;
      transport.abort();
    } else if (silent == PING_AFTER_S) {
      transport.ping();
    }
    long sent = transport.sent();
    if (transport.waiting() == 0) {
      allowance = 0;
      behindSince = loop.seconds;
    } else if (sent > sentBefore) {
      behindSince = loop.seconds;
    } else if (loop.seconds - behindSince >= MOST_BEHIND_S) {
      close(CloseCode.TOO_SLOW);
    }
    sentBefore = sent;
  }

  void close(CloseCode why) {
    close(why, why.reason);
  }

  /** Says why, behind all that was said before; nothing goes out afterwards. */
  void close(CloseCode why, String reason) {
    if (!closing) {
      if (dirty) {
        flush();
      }
      ended();
      closed.run();
      transport.close(why.code, reason);
    }
  }

  /** Nothing can go out any more. */
  void ended() {
    if (!closing) {
      closing = true;
      closingSince = loop.seconds;
    }
  }

  private void write(Frames frames) {
    transport.write(frames);
    if (!dirty) {
      dirty = true;
      loop.flusher.flushLater(this);
    }
  }
}
