package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import salons.protocol.RoomName;

/**
 * Script calls that each append one event to a room's log: for each room one at a time, in the order in which they were asked for, through
 * every retry. Confined to the verticle's event loop.
 */
final class RoomCalls {
  /** Calls that may wait in a room; more fail at once. */
  private static final int MOST_WAITING = 1_024;

  private static final long RETRY_MS = 50;

  private final class Pending<T> {
    final Supplier<Future<T>> call;
    final boolean repeatable;
    final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Publisher.PATIENCE_MS);
    final Promise<T> outcome = Promise.promise();

    Pending(Supplier<Future<T>> call, boolean repeatable) {
      this.call = call;
      this.repeatable = repeatable;
    }

    boolean isOver() {
      return outcome.future().isComplete();
    }

    void expire(long now) {
      if (deadline < now && outcome.tryFail("not written in time")) {
        meters.unavailable(1);
      }
    }

    /** Completes when it was tried: it is over, or to be tried again. */
    Future<?> tryOnce() {
      return call.get().onSuccess(outcome::tryComplete).onFailure(failure -> {
        boolean uncertain = failure instanceof RedisConnector.Down;
        if (!uncertain && !(failure instanceof Refused) || uncertain && !repeatable) {
          outcome.tryFail(failure);
        } else {
          meters.publishRetry();
        }
      });
    }
  }

  /** Redis answered a call, and wrote nothing: it may be tried again. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String answer) {
      super(answer, null, false, false);
    }
  }

  private static final class Queue {
    final Deque<Pending<?>> waiting = new ArrayDeque<>();
    boolean isBusy;
  }

  private final Vertx vertx;
  private final RedisConnector connector;
  private final RedisMeters meters;
  private final Map<RoomName, Queue> queues = new HashMap<>();

  RoomCalls(Vertx vertx, RedisConnector connector, RedisMeters meters) {
    this.vertx = vertx;
    this.connector = connector;
    this.meters = meters;
  }

  /**
   * The outcome of the call, made when it is the room's turn; fails when that is not known in 2 s.
   *
   * @param repeatable whether it does nothing when it was done before, so that it may be made again when nobody knows whether it was
   */
  <T> Future<T> run(RoomName room, boolean repeatable, Supplier<Future<T>> call) {
    Queue queue = queues.computeIfAbsent(room, name -> new Queue());
    if (queue.waiting.size() >= MOST_WAITING) {
      meters.unavailable(1);
      return Future.failedFuture("too many changes wait for Redis");
    }
    Pending<T> pending = new Pending<>(call, repeatable);
    queue.waiting.add(pending);
    next(queue);
    return pending.outcome.future();
  }

  /** Goes on: the connection is back. */
  void resume() {
    queues.values().forEach(this::next);
  }

  /** Gives up what has waited too long, and drops idle queues; to be called a few times a second. */
  void expire() {
    long now = System.nanoTime();
    queues.values().forEach(queue -> queue.waiting.forEach(pending -> pending.expire(now)));
    queues
        .values()
        .removeIf(queue -> !queue.isBusy && queue.waiting.stream().allMatch(Pending::isOver));
  }

  /** Whether every call is over. */
  boolean isIdle() {
    return queues.values().stream()
        .allMatch(queue -> queue.waiting.stream().allMatch(Pending::isOver));
  }

  private void next(Queue queue) {
    while (!queue.waiting.isEmpty() && queue.waiting.peek().isOver()) {
      queue.waiting.remove();
    }
    Pending<?> first = queue.waiting.peek();
    if (first == null || queue.isBusy || !connector.isUp()) {
      return;
    }
    queue.isBusy = true;
    first.tryOnce().onComplete(tried -> {
      if (first.isOver()) {
        proceed(queue);
      } else {
        vertx.setTimer(RETRY_MS, timer -> proceed(queue));
      }
    });
  }

  private void proceed(Queue queue) {
    queue.isBusy = false;
    next(queue);
  }
}
