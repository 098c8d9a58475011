package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static salons.embedded.SharedFolder.await;
import static salons.embedded.SharedFolder.command;
import static salons.embedded.SharedFolder.kill;
import static salons.embedded.SharedFolder.url;
import static salons.embedded.SharedFolder.within;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the embedded Redis lets anybody do, and how much it may grow. */
final class RedisConfigurationTest {
  @RegisterExtension
  final SharedFolder shared = new SharedFolder();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FLUSHALL",
        "FLUSHDB",
        "KEYS *",
        "DEBUG SLEEP 0",
        "MODULE LIST",
        "REPLICAOF NO ONE",
        "SLAVEOF NO ONE",
        "MIGRATE h 1 k 0 1",
        "CONFIG SET dir /",
        "CONFIG REWRITE",
        "SYNC"
      })
  void what_nobody_needs_is_refused(String forbidden) throws Exception {
    assertThat(command(url(shared.node()), forbidden.split(" ")))
        .matches("NOPERM .*|ERR DEBUG command not allowed.*");
  }

  @Test
  void a_log_of_commands_that_has_one_of_them_still_loads() throws Exception {
    EmbeddedRedis node = shared.node();
    String url = url(node);
    assertThat(command(url, "SET", "before", "1")).isEqualTo("OK");
    await(node.stop());
    try (var logs = Files.list(shared.path().resolve("appendonlydir"))) {
      Path log =
          logs.filter(file -> file.toString().endsWith(".incr.aof")).findAny().orElseThrow();
      Files.writeString(log, "*1\r\n$8\r\nFLUSHALL\r\n", StandardOpenOption.APPEND);
    }
    assertThat(command(url(shared.node()), "GET", "before")).isEqualTo("(nil)");
  }

  @Test
  void its_memory_is_bounded_and_says_no_when_it_is_full() throws Exception {
    EmbeddedRedis node = await(shared.starting(
        new EmbeddedSettings(shared.path(), Optional.empty(), 16 << 20), SharedFolder.QUICK));
    String url = url(node);
    assertThat(command(url, "CONFIG", "GET", "maxmemory")).endsWith("\n16777216");
    assertThat(command(url, "CONFIG", "GET", "maxmemory-policy")).endsWith("\nnoeviction");
    String megabyte = "x".repeat(1 << 20);
    String answer = "OK";
    for (int i = 0; answer.equals("OK") && i < 32; i++) {
      answer = command(url, "SET", "key-" + i, megabyte);
    }
    assertThat(answer).startsWith("OOM");
    await(node.stop());
  }

  @Test
  void by_default_a_quarter_of_the_memory_is_for_it() {
    assertThat(EmbeddedSettings.quarterOfMemory()).isGreaterThan(64 << 20);
  }

  @Test
  void a_room_in_which_little_is_said_takes_little() throws Exception {
    String url = url(shared.node());
    assertThat(command(url, "XADD", "log", "1-0", "l", "x".repeat(300))).isEqualTo("1-0");
    assertThat(Long.parseLong(command(url, "MEMORY", "USAGE", "log"))).isLessThan(2_000);
  }

  @Test
  void one_who_never_reads_is_cut_off() throws Exception {
    URI uri = URI.create(url(shared.node("bundled")));
    try (Socket stranger = new Socket()) {
      stranger.setReceiveBufferSize(4_096);
      stranger.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      OutputStream out = stranger.getOutputStream();
      byte[] many = "PING\r\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
      assertThat(cutOffWithin(out, many, 200_000_000 / many.length)).isTrue();
    }
  }

  private static boolean cutOffWithin(OutputStream out, byte[] many, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try {
        out.write(many);
      } catch (SocketException cut) {
        return true;
      }
    }
    return false;
  }

  @Test
  void the_address_of_before_is_read_and_renewed() throws Exception {
    EmbeddedRedis node = shared.node();
    String url = url(node);
    Path file = shared.path().resolve("redis.url");
    PrivateFiles.write(file, url.replace("default", "") + "\n");
    assertThat(SharedFolder.answers(url(node))).isTrue();
    kill(shared.server());
    within(SharedFolder.PATIENCE_S, () -> !shared.servers().isEmpty());
    within(SharedFolder.PATIENCE_S, () -> SharedFolder.answers(url(node)));
    assertThat(url(node)).isEqualTo(url);
  }
}
