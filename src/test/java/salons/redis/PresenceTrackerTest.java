package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.protocol.UserName;
import salons.room.Presence;

/** What depends on when the timers come: the test winds them by hand, over a real Redis. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 10, timeUnit = TimeUnit.SECONDS)
final class PresenceTrackerTest {
  private static final RedisServer redis = RedisServer.start();
  private static final PresenceTimes TIMES = PresenceTimes.DEFAULT;
  private static final Person BO = new Person(new UserName("Bo"), null);
  private static final Person CY = new Person(new UserName("Cy"), null);

  private final RoomName room = new RoomName(Cluster.room());

  // Owned by the event loop.
  private final List<Presence> told = new ArrayList<>();
  private final List<Long> toldAtMs = new ArrayList<>();
  private final Queue<Runnable> slices = new ArrayDeque<>();
  private long nowMs;

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void whoever_comes_back_is_not_told_of_the_empty_room_that_was_before(
      Vertx vertx, VertxTestContext test) {
    with(
        vertx,
        test,
        tracker -> tracker
            .enter(room, BO)
            .compose(there -> {
              tracker.tell();
              tracker.leave(room, BO, false);
              return settled(vertx, tracker);
            })
            .compose(gone -> {
              tracker.tick();
              test.verify(() -> assertThat(tracker.size()).as("rooms").isZero());
              return tracker.enter(room, BO);
            })
            .onComplete(test.succeeding(back -> test.verify(() -> {
              tellFor(2 * TIMES.restMs(), tracker);
              assertThat(told).extracting(Presence::count).containsExactly(1, 1);
              assertThat(told).extracting(Presence::version).isSorted();
              assertThat(toldAtMs).containsExactly(0L, TIMES.restMs());
              test.completeNow();
            }))));
  }

  @Test
  void nobody_hears_of_a_room_more_than_twice_a_second(Vertx vertx, VertxTestContext test) {
    with(
        vertx,
        test,
        tracker -> tracker
            .enter(room, BO)
            .compose(there -> comeAndGo(tracker, 20))
            .onComplete(test.succeeding(done -> test.verify(() -> {
              assertThat(toldAtMs).containsExactly(0L, 500L, 1_000L, 1_500L, 2_000L);
              test.completeNow();
            }))));
  }

  /** Somebody comes or goes before each of so many times 100 ms. */
  private Future<?> comeAndGo(PresenceTracker tracker, int times) {
    tellFor(100, tracker);
    if (times == 0) {
      return Future.succeededFuture();
    }
    if (times % 2 == 0) {
      return tracker.enter(room, CY).compose(there -> comeAndGo(tracker, times - 1));
    }
    tracker.leave(room, CY, false);
    return tracker.peek(room, BO).compose(gone -> comeAndGo(tracker, times - 1));
  }

  @Test
  void whoever_enters_a_room_that_was_given_up_is_looked_after_also_when_it_was_to_be_tried_again(
      Vertx vertx, VertxTestContext test) {
    with(
        vertx,
        test,
        tracker -> tracker
            .enter(room, BO)
            .compose(there -> vertx.executeBlocking(
                () -> redis.cli("DEL", Keys.of(room).presence(), Keys.of(room).members())))
            .compose(lost -> tracker.peek(room, BO))
            .compose(differs -> {
              tracker.leave(room, BO, false);
              return settled(vertx, tracker);
            })
            .compose(gone -> {
              tracker.tick();
              return tracker.enter(room, CY);
            })
            .onComplete(test.succeeding(there -> test.verify(() -> {
              tracker.tick();
              windUp();
              assertThat(tracker.size()).as("rooms").isOne();
              test.completeNow();
            }))));
  }

  /** When all is recorded that was said before, and the call that did it is over. */
  private Future<?> settled(Vertx vertx, PresenceTracker tracker) {
    return tracker.peek(room, BO).compose(answered -> vertx.timer(1));
  }

  private void tellFor(long ms, PresenceTracker tracker) {
    for (long end = nowMs + ms; nowMs < end; nowMs += TIMES.sliceMs()) {
      tracker.tell();
    }
  }

  private void windUp() {
    for (Runnable slice = slices.poll(); slice != null; slice = slices.poll()) {
      slice.run();
    }
  }

  private void with(Vertx vertx, VertxTestContext test, Consumer<PresenceTracker> what) {
    vertx.runOnContext(tick -> {
      PresenceTracker[] tracker = new PresenceTracker[1];
      RedisConnector connector = new RedisConnector(
          vertx,
          () -> Future.succeededFuture(redis.url()),
          "test",
          up -> test.verify(() -> what.accept(tracker[0])));
      tracker[0] = new PresenceTracker(
          connector,
          new PresenceScript(connector, TIMES, List.of(), RedisMeters.NONE),
          new RoomIndex(connector, TIMES, new Unreadable(RedisMeters.NONE), room -> true),
          TIMES,
          () -> TimeUnit.MILLISECONDS.toNanos(nowMs),
          slices::add,
          (where, others) -> {},
          (where, now) -> {
            told.add(now);
            toldAtMs.add(nowMs);
          });
      connector.open();
    });
  }
}
