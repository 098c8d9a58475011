package salons;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.Program;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** The start of the program as its operator sees it. */
@Tag("process")
final class MainTest {
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
  void a_bad_setting_ends_it_with_2_and_one_line() {
    try (Program program = start(Map.of("port", "http"))) {
      assertThat(program.awaitExit()).isEqualTo(2);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .contains("port")
          .contains("'http'")
          .contains("0 to 65535");
      assertThat(program.output()).isEmpty();
    }
  }

  @Test
  void a_port_in_use_ends_it_with_1_and_one_line() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program program = start(Map.of("port", Integer.toString(taken.getLocalPort())))) {
      assertThat(program.awaitExit()).isEqualTo(1);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .contains(Integer.toString(taken.getLocalPort()));
      assertThat(program.output()).noneMatch(line -> line.contains("ready"));
    }
  }

  @Test
  void a_port_in_use_is_all_it_complains_of_with_a_redis_of_its_own_too() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program program = Program.start(
            folder, Map.of("port", Integer.toString(taken.getLocalPort()), "host", "127.0.0.1"))) {
      assertThat(program.awaitExit()).isEqualTo(1);
      assertThat(program.output()).noneMatch(line -> line.contains("WARN"));
      assertThat(program.errors()).hasSize(1);
    }
  }

  @Test
  void a_host_that_is_none_ends_it_with_1_and_one_line() {
    try (Program program = start(Map.of("host", "not.a.host.invalid"))) {
      assertThat(program.awaitExit()).isEqualTo(1);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .startsWith("host: ")
          .contains("not.a.host.invalid");
    }
  }

  @Test
  void an_argument_that_is_not_understood_ends_it_with_2_and_one_line() {
    try (Program program =
        Program.start(folder, Map.of(), Map.of(), "salons.Main", "--port=3001")) {
      assertThat(program.awaitExit()).isEqualTo(2);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .contains("\"--port=3001\"")
          .contains("-Dport=3001");
    }
  }

  @Test
  void says_on_one_line_that_it_is_ready_and_where() {
    try (Program program = start(Map.of("instance", "the-one"))) {
      int port = program.awaitReady();
      assertThat(program.output())
          .singleElement()
          .asString()
          .contains("the-one")
          .contains("http://localhost:" + port + "/");
      assertThat(tabs.connect(port).isOpen()).isTrue();
      assertThat(program.errors()).isEmpty();
    }
  }

  @Test
  void takes_its_settings_from_properties_and_environment_and_properties_win() {
    Map<String, String> properties = Map.of("instance", "the-one", "redis.url", redis.url());
    Map<String, String> environment =
        Map.of("PORT", "0", "HOST", "127.0.0.1", "INSTANCE", "no such value!");
    try (Program program = Program.start(folder, properties, environment, "salons.Main")) {
      assertThat(program.awaitReady()).isNotEqualTo(3000);
      assertThat(program.output()).singleElement().asString().contains("the-one");
    }
  }

  @Test
  void data_of_a_newer_format_ends_it_with_1_and_one_line() {
    RedisServer newer = RedisServer.start();
    newer.cli("HSET", "salons:{instances}:meta", "format", "1000");
    try (newer;
        Program program = start(Map.of("redis.url", newer.url()))) {
      assertThat(program.awaitExit()).isEqualTo(1);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .contains("format 1000")
          .contains("redis.url");
      assertThat(program.output()).noneMatch(line -> line.contains("WARN"));
      assertThat(newer.cli("KEYS", "*")).isEqualTo("salons:{instances}:meta");
    }
  }

  @Test
  void starts_though_redis_is_not_there_and_says_so() {
    RedisServer late = RedisServer.start();
    late.kill();
    try (late;
        Program program = start(Map.of("redis.url", late.url()))) {
      Tab ana = tabs.connect(program.awaitReady());
      JsonObject refused =
          ana.ask(new JsonObject().put("type", "join").put("room", "general").put("user", "Ana"));
      assertThat(refused.getString("code")).isEqualTo("unavailable");
      assertThat(refused.getLong("retryAfterMs")).isPositive();
      assertThat(program.awaitLine(line -> line.contains("Redis is out of reach")))
          .isNotEmpty();
      late.restart();
      program.awaitLine(line -> line.contains("Redis is back"));
      JsonObject answer = refused;
      while ("unavailable".equals(answer.getString("code"))) {
        answer =
            ana.ask(new JsonObject().put("type", "join").put("room", "general").put("user", "Ana"));
      }
      assertThat(answer.getString("type")).isEqualTo("joined");
    }
  }

  private Program start(Map<String, String> properties) {
    Map<String, String> all =
        new HashMap<>(Map.of("port", "0", "host", "127.0.0.1", "redis.url", redis.url()));
    all.putAll(properties);
    return Program.start(folder, all);
  }
}
