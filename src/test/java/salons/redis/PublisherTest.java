package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.protocol.RoomName;
import salons.room.Draft;
import salons.room.PublishBatch;

/** What no socket can bring about: things that come between two steps of one tick. */
@ExtendWith(VertxExtension.class)
final class PublisherTest {
  private static final RedisServer redis = RedisServer.start();

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  @Timeout(value = 10, timeUnit = TimeUnit.SECONDS)
  void a_room_whose_drafts_were_given_up_right_before_the_call_does_not_hold_up_the_others(
      Vertx vertx, VertxTestContext test) {
    PublishBatch givenUp = publication();
    PublishBatch other = publication();
    vertx.runOnContext(tick -> {
      Publisher[] publisher = new Publisher[1];
      RedisConnector connector = connector(vertx, up -> {
        publisher[0].publish(List.of(givenUp, other));
        givenUp.outcome().fail("given up");
        publisher[0].expire();
      });
      publisher[0] = publisher(vertx, connector);
      connector.open();
    });
    other
        .outcome()
        .future()
        .onComplete(test.succeeding(receipts -> test.verify(() -> {
          assertThat(receipts).hasSize(1).doesNotContainNull();
          test.completeNow();
        })));
  }

  @Test
  void nothing_that_was_given_up_is_kept_while_redis_is_out_of_reach(
      Vertx vertx, VertxTestContext test) {
    PublishBatch givenUp = publication();
    vertx.runOnContext(tick -> test.verify(() -> {
      Publisher publisher = publisher(vertx, connector(vertx, up -> {}));
      publisher.publish(List.of(givenUp));
      assertThat(publisher.isIdle()).isFalse();
      givenUp.outcome().fail("given up");
      publisher.expire();
      assertThat(publisher.isIdle()).isTrue();
      test.completeNow();
    }));
  }

  @Test
  void what_all_rooms_have_waiting_is_bounded_in_bytes_and_taken_again_when_there_is_room(
      Vertx vertx, VertxTestContext test) {
    byte[] large = new byte[(int) (Runtime.getRuntime().maxMemory() / 16 / 3)];
    List<PublishBatch> batches =
        Stream.generate(() -> publication(large)).limit(4).toList();
    vertx.runOnContext(tick -> test.verify(() -> {
      Publisher publisher = publisher(vertx, connector(vertx, up -> {}));
      publisher.publish(batches);
      assertThat(batches.stream().map(batch -> batch.outcome().future().failed()))
          .containsExactly(false, false, false, true);
      batches.get(0).outcome().fail("given up");
      PublishBatch later = publication(large);
      publisher.publish(List.of(later));
      assertThat(later.outcome().future().isComplete()).isFalse();
      test.completeNow();
    }));
  }

  @Test
  void all_rooms_of_a_tick_go_in_one_call_and_more_than_64_in_a_second(
      Vertx vertx, VertxTestContext test) {
    List<PublishBatch> batches =
        Stream.generate(PublisherTest::publication).limit(70).toList();
    List<String> calls = new ArrayList<>();
    RedisMeters meters = new RedisMeters() {
      @Override
      public void publishCall(int rooms, int drafts) {
        calls.add(rooms + " rooms, " + drafts + " drafts");
      }
    };
    vertx.runOnContext(tick -> {
      Publisher[] publisher = new Publisher[1];
      RedisConnector connector = connector(vertx, up -> {
        // One by one, as several event loops send them.
        batches.forEach(batch -> publisher[0].publish(List.of(batch)));
      });
      publisher[0] = publisher(vertx, connector, meters);
      connector.open();
    });
    Future.all(batches.stream().map(batch -> batch.outcome().future()).toList())
        .onComplete(test.succeeding(written -> test.verify(() -> {
          assertThat(calls).containsExactly("64 rooms, 64 drafts", "6 rooms, 6 drafts");
          test.completeNow();
        })));
  }

  /** Not opened yet. */
  private static RedisConnector connector(Vertx vertx, RedisConnector.Owner up) {
    return new RedisConnector(vertx, () -> Future.succeededFuture(redis.url()), "test", up);
  }

  private static Publisher publisher(Vertx vertx, RedisConnector connector) {
    return publisher(vertx, connector, RedisMeters.NONE);
  }

  private static Publisher publisher(Vertx vertx, RedisConnector connector, RedisMeters meters) {
    LogSettings settings = new LogSettings(1_000, LogSettings.BYTES, 86_400);
    PublishScript script = new PublishScript(connector, () -> "epoch", settings, "one", List.of());
    return new Publisher(
        vertx,
        connector,
        script,
        new RedisHealth(System::nanoTime, () -> {}),
        new Unreadable(meters),
        meters);
  }

  private static PublishBatch publication() {
    return publication("x".getBytes(StandardCharsets.UTF_8));
  }

  private static PublishBatch publication(byte[] body) {
    return new PublishBatch(
        new RoomName(Cluster.room()), List.of(new Draft("id", body)), Promise.promise());
  }
}
