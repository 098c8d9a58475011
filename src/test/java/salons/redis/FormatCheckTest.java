package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.RedisServer;
import salons.e2e.Tabs;
import salons.protocol.RoomName;
import salons.room.Bus;
import salons.room.ClusterStatus;
import salons.room.Draft;
import salons.room.PublishBatch;
import salons.room.Receipt;
import salons.room.RoomLog;

/** What an instance does with data of each format. */
final class FormatCheckTest {
  private static final String OURS = Integer.toString(Keys.FORMAT);
  private static final String NEWER = Integer.toString(Keys.FORMAT + 1);

  private final RedisServer redis = RedisServer.start();
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final BlockingQueue<String> incompatible = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    Tabs.await(vertx.close());
    redis.close();
  }

  @Test
  void data_without_a_format_is_made_ours() {
    redis.cli("SET", "salons:room", "of an earlier version, or of another program");
    assertThat(say(start())).isNotNull();
    assertThat(format()).isEqualTo(OURS);
    assertThat(redis.cli("GET", "salons:room")).startsWith("of an earlier version");
    assertThat(incompatible).isEmpty();
  }

  @Test
  void the_format_is_known_for_longer_than_the_longest_data_is_kept() {
    assertThat(say(start())).isNotNull();
    long data = Long.parseLong(redis.cli("TTL", Keys.of(new RoomName("test")).log()));
    assertThat(Long.parseLong(redis.cli("TTL", Keys.META)))
        .isGreaterThan(data + TimeUnit.MILLISECONDS.toSeconds(FormatCheck.EVERY_MS));
  }

  @Test
  void a_replica_that_has_our_format_may_be_read() {
    setFormat(OURS);
    redis.cli("REPLICAOF", "127.0.0.1", "1");
    assertThat(start()).isNotNull();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!Tabs.await(bus.status().rooms().map(true).otherwise(false))) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(incompatible).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "-1", "", "one"})
  void data_of_an_older_format_or_none_is_made_ours(String found) {
    setFormat(found);
    assertThat(say(start())).isNotNull();
    assertThat(format()).isEqualTo(OURS);
    assertThat(incompatible).isEmpty();
  }

  @Test
  void data_of_a_newer_format_that_is_found_at_the_start_is_not_touched() throws Exception {
    setFormat(NEWER);
    RoomLog log = start();
    assertThat(told()).contains("format " + NEWER, "up to " + OURS, "redis.url");
    assertThat(say(log)).isNull();
    assertThat(redis.cli("KEYS", "*")).isEqualTo(Keys.META);
    assertThat(format()).isEqualTo(NEWER);
    assertThat(incompatible).as("told once").isEmpty();
  }

  @Test
  void data_of_a_newer_format_that_is_found_on_a_reconnect_is_not_touched() throws Exception {
    RoomLog log = start();
    assertThat(say(log)).isNotNull();
    setFormat(NEWER);
    String keys = redis.cli("DBSIZE");
    redis.cli("CLIENT", "KILL", "TYPE", "normal");
    assertThat(told()).contains("format " + NEWER);
    assertThat(say(log)).isNull();
    assertThat(redis.cli("DBSIZE")).isEqualTo(keys);
    assertThat(connections()).as("that use the data").isZero();
    assertThat(incompatible).as("told once").isEmpty();
  }

  private RoomLog start() {
    RedisAddress address = () -> Future.succeededFuture(redis.url());
    InstanceInfo self = new InstanceInfo(
        "one",
        "127.0.0.1",
        1,
        0,
        null,
        "dev",
        "standalone",
        new ClusterStatus.Relay("", 1, "", false));
    LogSettings settings = new LogSettings(300, LogSettings.BYTES, 86_400, 86_400);
    Tabs.await(vertx.deployVerticle(new RedisVerticle(
        bus,
        address,
        settings,
        self,
        List.of(),
        room -> true,
        PresenceTimes.DEFAULT,
        RedisMeters.NONE,
        incompatible::add)));
    return bus.log();
  }

  /** The receipt; null when the message could not be written. */
  private static @Nullable Receipt say(RoomLog log) {
    Promise<List<@Nullable Receipt>> outcome = Promise.promise();
    Draft draft = new Draft("id", "x".getBytes(StandardCharsets.UTF_8));
    log.publish(List.of(new PublishBatch(new RoomName("test"), List.of(draft), outcome)));
    return Tabs.await(outcome.future()).get(0);
  }

  private @Nullable String told() throws InterruptedException {
    return incompatible.poll(10, TimeUnit.SECONDS);
  }

  private void setFormat(String format) {
    redis.cli("HSET", Keys.META, "format", format);
  }

  private String format() {
    return redis.cli("HGET", Keys.META, "format");
  }

  private long connections() {
    return redis
        .cli("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains(" name=salons-"))
        .count();
  }
}
