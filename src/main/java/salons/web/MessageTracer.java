package salons.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import salons.async.TokenBucket;
import salons.protocol.MessageId;
import salons.protocol.RoomName;
import salons.room.MessageTimes;
import salons.room.Receipt;

/**
 * A latency probe for a session that wants to see the way of its own messages: from the frame to Redis, back by subscription, and out to
 * this session. The reply of the script and the subscription come on two connections, in either order. Confined to the event loop of
 * the session.
 */
final class MessageTracer {
  private static final int MOST_A_SECOND = 4;

  /** Ways that are half known and may be kept; the oldest are forgotten first. */
  private static final int MOST_KEPT = 64;

  /**
   * Messages that came back together.
   *
   * @param at when they came from Redis
   */
  private record Arrival(RoomName room, long first, long last, long at) {
    boolean has(Written one) {
      return room.equals(one.room) && first <= one.seq && one.seq <= last;
    }
  }

  private record Flushed(Arrival arrival, long at) {}

  private record Written(RoomName room, @Nullable MessageId id, long seq, MessageTimes times) {}

  private final Replies replies;
  private final Deque<Arrival> arriving = new ArrayDeque<>();
  private final Deque<Flushed> flushed = new ArrayDeque<>();
  private final Deque<Written> written = new ArrayDeque<>();

  /** Holds also when the probe is turned off and on. */
  private final TokenBucket limit = new TokenBucket(MOST_A_SECOND / 2.0, MOST_A_SECOND / 2.0);

  private boolean on;
  private long readAt;

  MessageTracer(Replies replies) {
    this.replies = replies;
  }

  void set(boolean onOrOff) {
    on = onOrOff;
    if (!on) {
      arriving.clear();
      flushed.clear();
      written.clear();
    }
  }

  boolean isOn() {
    return on;
  }

  /** A frame is about to be read. */
  void reading() {
    readAt = System.nanoTime();
  }

  /** The measurement of the message that was just read; null when it is off, or there were enough this second. */
  @Nullable
  MessageTimes begin() {
    return on && limit.tryTake(readAt) ? new MessageTimes(readAt) : null;
  }

  /** The log has the message. */
  void written(RoomName room, @Nullable MessageId id, Receipt receipt, MessageTimes times) {
    if (on && !receipt.duplicate() && times.isMeasured()) {
      if (written.size() == MOST_KEPT) {
        written.remove();
      }
      written.add(new Written(room, id, receipt.seq(), times));
      match();
    }
  }

  /** These messages came, and are about to be flushed to this session. */
  void arrived(RoomName room, long first, long last, long at) {
    arriving.add(new Arrival(room, first, last, at));
  }

  /** What came was flushed. */
  void flushed() {
    if (!arriving.isEmpty()) {
      long now = System.nanoTime();
      arriving.forEach(arrival -> flushed.add(new Flushed(arrival, now)));
      arriving.clear();
      while (flushed.size() > MOST_KEPT) {
        flushed.remove();
      }
      match();
    }
  }

  private void match() {
    for (Iterator<Written> each = written.iterator(); each.hasNext(); ) {
      Written one = each.next();
      for (Flushed candidate : flushed) {
        if (candidate.arrival.has(one)) {
          each.remove();
          replies.trace(one.room, one.seq, one.id, way(one.times, candidate));
          break;
        }
      }
    }
  }

  private static MessageWay way(MessageTimes times, Flushed flushed) {
    return new MessageWay(
        micros(times.sentAt() - times.readAt()),
        micros(flushed.arrival.at - times.sentAt()),
        micros(flushed.at - flushed.arrival.at),
        micros(times.repliedAt() - times.sentAt()));
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }
}
