package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntConsumer;

/** All connections of one event loop. Confined to it. */
final class Connections {
  /** How often {@link #checkLiveness} is to be called. */
  static final long CHECK_EVERY_MS = 1_000;

  private static final long LEAST_BETWEEN_NS = 500_000_000;

  /** Connections are drained in so many parts, so that not all come back at once. */
  private static final int DRAIN_ROUNDS = 40;

  private static final long DRAIN_EVERY_MS = 50;
  private static final long DRAIN_AT_MOST_NS = 5_000_000_000L;

  private final IntConsumer report;
  private final Set<Connection> all = new HashSet<>();
  private int reported = -1;
  private boolean draining;

  /** A coarse clock, for what may be late by a second. It stands still while the process does. */
  private int seconds;

  private long checkedAt = System.nanoTime() - LEAST_BETWEEN_NS;

  /**
   * @param report is told how many there are when that is new
   */
  Connections(IntConsumer report) {
    this.report = report;
  }

  /** Seconds since the start, by the clock that {@link #checkLiveness} moves. */
  int seconds() {
    return seconds;
  }

  /** The same in milliseconds. */
  long nowMs() {
    return seconds * 1_000L;
  }

  /** Whether new ones are not welcome any more. */
  boolean isDraining() {
    return draining;
  }

  void add(Connection connection) {
    all.add(connection);
    if (draining) {
      connection.drain();
    }
  }

  void remove(Connection connection) {
    all.remove(connection);
  }

  void checkLiveness() {
    long now = System.nanoTime();
    if (now - checkedAt < LEAST_BETWEEN_NS) {
      // A timer tick that is made up for, after the process was paused: it could not hear anybody
      // meanwhile, so nobody was silent.
      return;
    }
    checkedAt = now;
    seconds++;
    if (reported != all.size()) {
      reported = all.size();
      report.accept(reported);
    }
    // A copy: the check may end one.
    List.copyOf(all).forEach(connection -> connection.checkLiveness(seconds));
  }

  /** Sends away whoever's connection is called so; false when there is none here. */
  boolean kick(String id) {
    List<Connection> called =
        all.stream().filter(connection -> connection.isCalled(id)).toList();
    called.forEach(Connection::kick);
    return !called.isEmpty();
  }

  /** Drains them a few at a time; completes when all are gone, or have had long enough. */
  Future<Void> drain(Vertx vertx) {
    draining = true;
    Promise<Void> drained = Promise.promise();
    Queue<Connection> staying = new ArrayDeque<>(all);
    int some = 1 + staying.size() / DRAIN_ROUNDS;
    long deadline = System.nanoTime() + DRAIN_AT_MOST_NS;
    vertx.setPeriodic(1, DRAIN_EVERY_MS, timer -> {
      for (int i = 0; i < some && !staying.isEmpty(); i++) {
        staying.remove().drain();
      }
      if (all.isEmpty() || System.nanoTime() > deadline) {
        vertx.cancelTimer(timer);
        drained.tryComplete();
      }
    });
    return drained.future();
  }
}
