package salons.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** A Redis that answers, but writes nothing: nobody is told a lie, nothing is doubled, and it goes on by itself. */
@Tag("process")
final class RedisRefusesTest {
  private final RedisServer redis = RedisServer.start(
      "--appendonly",
      "yes",
      "--key-load-delay",
      "3000",
      "--loading-process-events-interval-bytes",
      "1024");
  private final Node node = Cluster.start("node", redis.url(), Map.of());
  private final Tabs tabs = new Tabs();
  private Tab ana = tabs.connect(node.port());

  @BeforeEach
  void join() {
    ana.join("test", "Ana");
    assertThat(ana.say("before", "test", "before").getLong("seq")).isEqualTo(1);
  }

  @AfterEach
  void stop() {
    tabs.close();
    Tabs.await(node.stop());
    redis.close();
  }

  @Test
  void read_only() {
    whileIt(
        () -> redis.cli("REPLICAOF", "127.0.0.1", "1"), () -> redis.cli("REPLICAOF", "NO", "ONE"));
  }

  @Test
  void out_of_memory() {
    whileIt(
        () -> redis.cli("CONFIG", "SET", "maxmemory", "1"),
        () -> redis.cli("CONFIG", "SET", "maxmemory", "0"));
  }

  @Test
  void without_enough_replicas() {
    whileIt(
        () -> redis.cli("CONFIG", "SET", "min-replicas-to-write", "1"),
        () -> redis.cli("CONFIG", "SET", "min-replicas-to-write", "0"));
  }

  @Test
  void unable_to_save() {
    Path folder =
        Path.of(redis.cli("CONFIG", "GET", "dir").lines().skip(1).findFirst().orElseThrow());
    redis.cli("CONFIG", "SET", "save", "3600 1");
    whileIt(
        () -> {
          delete(folder);
          redis.cli("BGSAVE");
          awaitFailedSave();
        },
        () -> redis.cli("CONFIG", "SET", "stop-writes-on-bgsave-error", "no"));
    // What the server has open is gone; an empty folder is what its end expects.
    create(folder);
  }

  @Test
  void while_it_loads() {
    for (int i = 0; i < 1_000; i++) {
      redis.cli("SET", "key" + i, "x".repeat(100));
    }
    redis.kill();
    CompletableFuture<Void> loading = CompletableFuture.runAsync(redis::restart);
    JsonObject answer = ana.say("m1", "test", "said while it loads");
    loading.join();
    goesOn(answer);
  }

  /** The answer comes in bounded time; whatever it is, the same id again is in the log once. */
  private void whileIt(Runnable refuses, Runnable accepts) {
    refuses.run();
    JsonObject refused = ana.say("m1", "test", "said while it refuses");
    assertThat(refused.getString("code")).isEqualTo("unavailable");
    assertThat(refused.getLong("retryAfterMs")).isPositive();
    accepts.run();
    goesOn(refused);
  }

  private void goesOn(JsonObject first) {
    JsonObject ack = first;
    while (!"ack".equals(ack.getString("type"))) {
      assertThat(ack.getString("code")).isEqualTo("unavailable");
      ack = ana.say("m1", "test", "said while it refuses");
    }
    assertThat(ack.getLong("seq")).isEqualTo(2);
    assertThat(ana.say("before", "test", "before").getBoolean("duplicate")).isTrue();
    assertThat(ana.say("after", "test", "after").getLong("seq")).isEqualTo(3);
    ana.awaitMessage("after");
    assertThat(Tab.seqs(ana.messages("test"))).containsExactly(1L, 2L, 3L);
  }

  private void awaitFailedSave() {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!redis.cli("INFO", "persistence").contains("rdb_last_bgsave_status:err")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void create(Path folder) {
    try {
      assertThat(Files.createDirectories(folder)).exists();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
