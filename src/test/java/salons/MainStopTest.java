package salons;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.Program;
import salons.e2e.RedisServer;
import salons.e2e.Signal;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.redis.PresenceTimes;
import salons.redis.RoomKeys;

/** The end of the program as its operator sees it. */
@Tag("process")
final class MainStopTest {
  private static RedisServer redis = RedisServer.start();
  private static Tabs tabs = new Tabs();

  @TempDir
  Path folder;

  @BeforeAll
  static void redis_is_there() {
    assertThat(redis.cli("PING")).isEqualTo("PONG");
  }

  @AfterAll
  static void stop() {
    tabs.close();
    redis.close();
  }

  @Test
  void when_asked_to_end_it_sends_everybody_away_with_1012_and_ends_with_0() {
    try (Program program = start()) {
      int port = program.awaitReady();
      List<Tab> many = Stream.generate(() -> tabs.connect(port)).limit(50).toList();
      many.forEach(tab -> tab.join("general", "Somebody"));
      program.terminate();
      for (Tab tab : many) {
        assertThat(tab.awaitClose()).isEqualTo(1012);
        assertThat(tab.closeReason()).isEqualTo("restarting");
        JsonObject bye = tab.heard().get(tab.heard().size() - 1);
        assertThat(bye.getString("reason")).isEqualTo("restarting");
        assertThat(bye.getLong("retryAfterMs")).isBetween(0L, 3_000L);
      }
      assertThat(program.awaitExit()).isZero();
      assertThat(program.errors()).isEmpty();
    }
  }

  @Test
  void what_was_said_before_it_ended_is_settled() {
    try (Program program = start()) {
      Tab ana = tabs.connect(program.awaitReady());
      ana.join("settled", "Ana");
      for (int i = 0; i < 500; i++) {
        ana.send(Tab.message("settled", "m" + i).put("id", "m-" + i));
      }
      program.terminate();
      assertThat(ana.awaitClose()).isEqualTo(1012);
      assertThat(program.awaitExit()).isZero();
      List<JsonObject> acks = ana.heard().stream()
          .filter(frame -> "ack".equals(frame.getString("type")))
          .toList();
      assertThat(redis
              .cli("XRANGE", RoomKeys.of("settled") + ":log", "-", "+")
              .split("\"type\":\"message\"", -1))
          .as("what was taken in is written, and what was written is acknowledged")
          .hasSize(1 + acks.size());
    }
  }

  @Test
  void ends_in_time_though_redis_does_not_answer() {
    RedisServer frozen = RedisServer.start();
    try (frozen;
        Program program = Program.start(folder, properties(frozen))) {
      Tab ana = tabs.connect(program.awaitReady());
      ana.join("general", "Ana");
      frozen.freeze();
      ana.send(Tab.message("general", "in vain").put("id", "m-1"));
      program.terminate();
      assertThat(ana.awaitClose()).isEqualTo(1012);
      assertThat(program.awaitExit()).isZero();
      frozen.thaw();
    }
  }

  @Test
  void what_cannot_be_stopped_in_time_is_left_the_log_says_so_and_it_ends_with_1()
      throws IOException {
    Map<String, String> ownRedis = Map.of("port", "0", "host", "127.0.0.1", "log.level", "DEBUG");
    try (Program first = Program.start(folder, ownRedis)) {
      first.awaitReady();
      ProcessHandle embedded = ProcessHandle.of(
              Long.parseLong(Files.readString(folder.resolve("data/redis.pid")).strip()))
          .orElseThrow();
      Signal.send("STOP", embedded);
      // It waits for an answer of the Redis that it shares, and so cannot be stopped either.
      try (Program second = Program.start(folder, ownRedis)) {
        second.awaitLine(line -> line.contains("Waiting for the Redis"));
        second.terminate();
        second.awaitLine(line -> line.contains("Not everything was stopped within 9 s"));
        assertThat(second.awaitExit()).isOne();
      } finally {
        Signal.send("CONT", embedded);
      }
      // In order, so that its Redis ends too.
      first.terminate();
      assertThat(first.awaitExit()).isZero();
    }
  }

  @Test
  void a_signal_that_comes_twice_at_once_is_one_and_a_later_one_ends_it_at_once() {
    RedisServer frozen = RedisServer.start();
    try (frozen;
        Program program = Program.start(folder, properties(frozen))) {
      Tab ana = tabs.connect(program.awaitReady());
      ana.join("general", "Ana");
      frozen.freeze();
      // It waits for the answer to this one.
      ana.send(Tab.message("general", "in vain").put("id", "m-1"));
      program.terminate();
      program.terminate();
      assertThat(ana.awaitClose()).isEqualTo(1012);
      // It waits for Redis to take its people out, so it is still there.
      program.terminate();
      assertThat(program.awaitExit()).isOne();
      frozen.thaw();
    }
  }

  @Test
  void an_instance_that_cannot_go_on_sends_everybody_away_and_ends_with_1_and_one_line() {
    try (Program program = startDoomed()) {
      Tab ana = tabs.connect(program.awaitReady());
      program.signal("HUP");
      assertThat(ana.awaitClose()).isEqualTo(1012);
      assertThat(program.awaitExit()).isOne();
      assertThat(program.errors()).containsExactly("This cannot go on.");
    }
  }

  @Test
  void an_instance_that_is_stopping_when_it_cannot_go_on_stops_in_order() {
    try (Program program = startDoomed()) {
      Tab ana = tabs.connect(program.awaitReady());
      ana.join("general", "Ana");
      redis.freeze();
      // It waits for the answer to this one.
      ana.send(Tab.message("general", "in vain").put("id", "m-1"));
      program.terminate();
      assertThat(ana.awaitClose()).isEqualTo(1012);
      program.signal("HUP");
      assertThat(program.awaitExit()).isZero();
      assertThat(program.errors()).containsExactly("This cannot go on.");
    } finally {
      redis.thaw();
    }
  }

  /** The program, but it finds that it cannot go on as soon as SIGHUP tells it so. */
  static final class Doomed {
    private Doomed() {}

    public static void main(String[] arguments) {
      Promise<String> failed = Promise.promise();
      Signals.on("HUP", () -> failed.tryComplete("This cannot go on."));
      Main.run(settings -> Node.start(settings, PresenceTimes.DEFAULT, true, failed));
    }
  }

  private Program startDoomed() {
    return Program.start(folder, properties(redis), Map.of(), Doomed.class.getName());
  }

  private Program start() {
    return Program.start(folder, properties(redis));
  }

  private static Map<String, String> properties(RedisServer redis) {
    return Map.of("port", "0", "host", "127.0.0.1", "redis.url", redis.url());
  }
}
