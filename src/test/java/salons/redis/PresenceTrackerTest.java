package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.protocol.RoomName;
import salons.protocol.UserName;
import salons.room.Presence;

/** What depends on when the timers come, with a real Redis. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 10, timeUnit = TimeUnit.SECONDS)
final class PresenceTrackerTest {
  private static final RedisServer redis = RedisServer.start();
  private static final UserName BO = new UserName("Bo");
  private static final UserName CY = new UserName("Cy");

  private final RoomName room = new RoomName(Cluster.room());
  private final List<Presence> told = new ArrayList<>();

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void whoever_comes_back_is_not_told_of_the_empty_room_that_was_before(
      Vertx vertx, VertxTestContext test) {
    long start = System.nanoTime();
    with(vertx, test, tracker -> {
      tracker
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
          .onComplete(test.succeeding(back -> {
            long rested = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(600);
            vertx.setPeriodic(PresenceTracker.TELL_MS, timer -> {
              tracker.tell();
              if (System.nanoTime() > rested) {
                vertx.cancelTimer(timer);
                test.verify(() -> {
                  assertThat(told).extracting(Presence::count).containsOnly(1);
                  assertThat(told).extracting(Presence::version).isSorted();
                  long halfSeconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 500;
                  assertThat(told).hasSizeBetween(2, (int) halfSeconds + 1);
                });
                test.completeNow();
              }
            });
          }));
    });
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
            .compose(lost -> tracker.look(room, BO))
            .compose(differs -> {
              tracker.leave(room, BO, false);
              return settled(vertx, tracker);
            })
            .compose(gone -> {
              tracker.tick();
              return tracker.enter(room, CY);
            })
            .compose(there -> {
              tracker.tick();
              return vertx.timer(PresenceTracker.TICK_MS);
            })
            .onComplete(test.succeeding(allLookedAfter -> test.verify(() -> {
              assertThat(tracker.size()).as("rooms").isOne();
              test.completeNow();
            }))));
  }

  /** When all is recorded that was said before, and the call that did it is over. */
  private Future<?> settled(Vertx vertx, PresenceTracker tracker) {
    return tracker.look(room, BO).compose(answered -> vertx.timer(1));
  }

  private void with(Vertx vertx, VertxTestContext test, Consumer<PresenceTracker> what) {
    vertx.runOnContext(turn -> {
      PresenceTracker[] tracker = new PresenceTracker[1];
      RedisConnector connector = new RedisConnector(
          vertx,
          () -> Future.succeededFuture(redis.url()),
          "test",
          up -> test.verify(() -> what.accept(tracker[0])));
      tracker[0] = new PresenceTracker(
          vertx,
          connector,
          new PresenceScript(connector),
          Lease.newIncarnation(),
          (where, now) -> told.add(now));
      connector.open();
    });
  }
}
