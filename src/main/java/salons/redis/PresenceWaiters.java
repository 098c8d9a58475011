package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import salons.room.Presence;

/**
 * Those who want to know a room: they are answered when the call ends in which they take part, or when their patience does. Confined
 * to one event loop.
 */
final class PresenceWaiters {
  /**
   * @param deadline in nanoseconds, by the same clock as all times here
   */
  private record Waiter(String name, Promise<Presence> promise, long deadline) {}

  private final long patienceNs;
  private final Function<String, Presence> answer;
  private List<Waiter> inFlight = List.of();
  private List<Waiter> next = new ArrayList<>();

  /**
   * @param answer the room as it is known, for somebody of this name
   */
  PresenceWaiters(long patienceNs, Function<String, Presence> answer) {
    this.patienceNs = patienceNs;
    this.answer = answer;
  }

  /** Waits for the next call to end. */
  Future<Presence> add(String name, long now) {
    Promise<Presence> promise = Promise.promise();
    next.add(new Waiter(name, promise, now + patienceNs));
    return promise.future();
  }

  /** Whether nobody waits for the next call. */
  boolean isEmpty() {
    return next.isEmpty();
  }

  /** A call starts: all who wait take part in it. */
  void callStarts() {
    inFlight = next;
    next = new ArrayList<>();
  }

  void callEnded() {
    inFlight.forEach(this::answer);
    inFlight = List.of();
  }

  /** There will be no call now. */
  void answerAll() {
    next.forEach(this::answer);
    next.clear();
  }

  /** Answers whose patience has ended. */
  void expire(long now) {
    inFlight.forEach(waiter -> answerIfLate(waiter, now));
    next.forEach(waiter -> answerIfLate(waiter, now));
  }

  private void answerIfLate(Waiter waiter, long now) {
    if (waiter.deadline - now < 0) {
      answer(waiter);
    }
  }

  private void answer(Waiter waiter) {
    waiter.promise.tryComplete(answer.apply(waiter.name));
  }
}
