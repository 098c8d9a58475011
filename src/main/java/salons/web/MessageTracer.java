package salons.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import salons.protocol.MessageId;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;
import salons.room.MessageTimes;
import salons.room.Receipt;

/**
 * Measures the way of a socket's own messages, for a socket that wants to see it: from the frame to Redis, back by subscription, and
 * out to this socket. The reply of the script and the subscription come on two connections, in either order. Confined to the event
 * loop of the socket.
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
  private record Arrival(RoomName room, long first, long last, long at) {}

  private record Delivery(Arrival arrival, long flushedAt) {}

  private record Written(RoomName room, @Nullable MessageId id, long seq, MessageTimes trace) {}

  private final Consumer<byte[]> out;
  private final Deque<Arrival> arriving = new ArrayDeque<>();
  private final Deque<Delivery> delivered = new ArrayDeque<>();
  private final Deque<Written> written = new ArrayDeque<>();
  private long readAt;
  private long secondSince;
  private int thisSecond;

  /**
   * @param out takes the frames that tell what was measured
   */
  MessageTracer(Consumer<byte[]> out) {
    this.out = out;
  }

  /** A frame is about to be read. */
  void reading() {
    readAt = System.nanoTime();
  }

  /** The measurement of the message that was just read; null when there were enough this second. */
  @Nullable
  MessageTimes begin() {
    if (readAt - secondSince >= TimeUnit.SECONDS.toNanos(1)) {
      secondSince = readAt;
      thisSecond = 0;
    }
    return ++thisSecond <= MOST_A_SECOND ? new MessageTimes(readAt) : null;
  }

  /** The log has the message. */
  void written(RoomName room, @Nullable MessageId id, Receipt receipt, MessageTimes trace) {
    if (!receipt.duplicate() && trace.isMeasured()) {
      if (written.size() == MOST_KEPT) {
        written.remove();
      }
      written.add(new Written(room, id, receipt.seq(), trace));
      match();
    }
  }

  /** These messages came, and are about to be flushed to this socket. */
  void arrived(RoomName room, long first, long last, long at) {
    arriving.add(new Arrival(room, first, last, at));
  }

  /** What came was flushed. */
  void flushed() {
    if (!arriving.isEmpty()) {
      long now = System.nanoTime();
      arriving.forEach(arrival -> delivered.add(new Delivery(arrival, now)));
      arriving.clear();
      while (delivered.size() > MOST_KEPT) {
        delivered.remove();
      }
      match();
    }
  }

  private void match() {
    for (Iterator<Written> each = written.iterator(); each.hasNext(); ) {
      Written one = each.next();
      for (Delivery delivery : delivered) {
        Arrival arrival = delivery.arrival;
        if (arrival.room.equals(one.room) && arrival.first <= one.seq && one.seq <= arrival.last) {
          each.remove();
          tell(one, delivery);
          break;
        }
      }
    }
  }

  private void tell(Written one, Delivery delivery) {
    MessageTimes trace = one.trace;
    out.accept(ServerFrames.trace(
        one.room,
        one.seq,
        one.id,
        micros(trace.sentAt() - trace.readAt()),
        micros(delivery.arrival.at - trace.sentAt()),
        micros(delivery.flushedAt - delivery.arrival.at),
        micros(trace.repliedAt() - trace.sentAt())));
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }
}
