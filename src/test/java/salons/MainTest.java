package salons;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
  void a_misspelt_setting_ends_it_with_2_and_one_line() {
    try (Program property = start(Map.of("redis.ulr", "redis://localhost"));
        Program variable =
            Program.start(folder, Map.of(), Map.of("HISTORY_MESAGES", "10"), "salons.Main")) {
      assertThat(property.awaitExit()).isEqualTo(2);
      assertThat(property.errors())
          .containsExactly("Setting redis.ulr is not known; did you mean `redis.url`?");
      assertThat(variable.awaitExit()).isEqualTo(2);
      assertThat(variable.errors())
          .singleElement()
          .asString()
          .contains("HISTORY_MESAGES", "`HISTORY_MESSAGES`");
    }
  }

  @Test
  void whatever_a_start_throws_ends_it_with_1_and_one_line() {
    try (Program program = Program.start(
        folder, Map.of("port", "0", "host", "127.0.0.1"), Map.of(), Broken.class.getName())) {
      assertThat(program.awaitExit()).isEqualTo(1);
      assertThat(program.errors()).containsExactly("This cannot be started.");
    }
  }

  /** The program on a system that it does not understand. */
  static final class Broken {
    private Broken() {}

    public static void main(String[] arguments) {
      Main.run(settings -> {
        throw new NoClassDefFoundError("This cannot\n  be started.");
      });
    }
  }

  @Test
  void help_lists_the_settings_and_version_tells_it_on_one_line() {
    try (Program help = ask("--help");
        Program version = ask("--version")) {
      assertThat(help.awaitExit()).isZero();
      assertThat(String.join("\n", help.output()) + "\n").isEqualTo(SettingsHelp.text());
      assertThat(version.awaitExit()).isZero();
      assertThat(version.output()).containsExactly("Salons " + Node.version());
      assertThat(help.errors()).isEmpty();
      assertThat(version.errors()).isEmpty();
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

  @ParameterizedTest
  @ValueSource(strings = {"not.a.host.invalid", "192.0.2.1", "[2001:db8::1]"})
  void a_host_that_is_none_of_its_own_ends_it_with_1_and_one_line(String host) {
    try (Program program = start(Map.of("host", host))) {
      assertThat(program.awaitExit()).isEqualTo(1);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .startsWith("host: ")
          .contains(host.replaceAll("[\\[\\]]", ""));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:",
    "[::1],     http://[::1]:",
    "::1,       http://[::1]:",
    "0.0.0.0,   http://localhost:",
    "::,        http://localhost:",
    "localhost, http://localhost:"
  })
  void says_where_a_browser_opens_the_page(String host, String page) throws Exception {
    try (Program program = start(Map.of("host", host))) {
      String address = page + program.awaitReady() + "/";
      assertThat(program.awaitLine(line -> line.contains(" listens ")))
          .endsWith(" open " + address);
      HttpURLConnection opened = (HttpURLConnection) URI.create(address).toURL().openConnection();
      assertThat(opened.getResponseCode()).isEqualTo(200);
    }
  }

  @Test
  void names_the_public_address_where_there_is_one() {
    try (Program program = start(Map.of("public.url", "https://chat.example/one"))) {
      assertThat(program.awaitReady()).isPositive();
      assertThat(program.awaitLine(line -> line.contains(" listens ")))
          .endsWith(" open https://chat.example/one");
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
  void says_with_what_it_starts_where_it_listens_and_when_it_is_ready() {
    try (RedisServer mine = RedisServer.start("--appendonly", "yes");
        Program program =
            start(Map.of("instance", "the-one", "history.days", "7", "redis.url", mine.url()))) {
      int port = program.awaitReady();
      assertThat(program.output())
          .hasSize(3)
          .allSatisfy(
              line -> assertThat(line)
                  .matches(
                      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO .*"));
      assertThat(program.output().get(0))
          .endsWith("Settings: port=" + port + " instance=the-one host=127.0.0.1 redis.url="
              + mine.url());
      assertThat(program.output().get(1)).contains("Instance the-one listens on port " + port);
      assertThat(program.output().get(2)).endsWith("Instance the-one is ready");
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
      assertThat(program.output().get(0)).contains(" instance=the-one host=127.0.0.1 ");
    }
  }

  @Test
  void an_empty_property_hides_no_variable_and_is_no_level_of_the_log() {
    Map<String, String> properties = Map.of("port", "", "log.level", "", "redis.url", redis.url());
    Map<String, String> environment =
        Map.of("PORT", "0", "HOST", "127.0.0.1", "LOG_LEVEL", "debug");
    try (Program program = Program.start(folder, properties, environment, "salons.Main")) {
      assertThat(program.awaitReady()).isNotEqualTo(3000);
      assertThat(program.output().get(0)).endsWith(" log.level=debug");
    }
    try (Program program = Program.start(
        folder, properties, Map.of("PORT", "0", "HOST", "127.0.0.1"), "salons.Main")) {
      assertThat(program.awaitReady()).isNotEqualTo(3000);
      assertThat(program.output()).noneMatch(line -> line.contains("DEBUG"));
    }
  }

  @Test
  void says_that_file_descriptors_are_few() throws Exception {
    List<String> command = List.of(
        "sh",
        "-c",
        "ulimit -n 512; exec \"$0\" -XX:TieredStopAtLevel=1 -Dport=0 -Dhost=127.0.0.1 -Dlogback.configurationFile=logback.xml"
            + " -Dredis.url=\"$1\" -cp \"$2\" salons.Main",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        redis.url(),
        System.getProperty("java.class.path"));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).contains("Settings: ");
      assertThat(output.readLine()).contains("WARN").contains("Only 512 file descriptors");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void says_that_another_instance_has_the_same_name() {
    Map<String, String> settings =
        Map.of("port", "0", "host", "127.0.0.1", "redis.url", redis.url(), "instance", "twin");
    try (Program one = Program.start(folder, settings, Map.of(), "salons.TestNode");
        Program two = Program.start(folder, settings, Map.of(), "salons.TestNode")) {
      assertThat(two.awaitLine(line -> line.contains("Another instance is called twin as well")))
          .contains(" WARN ");
      assertThat(one.isAlive()).isTrue();
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
      Tab ana = tabs.connect(program.awaitListening());
      JsonObject refused =
          ana.ask(new JsonObject().put("type", "join").put("room", "general").put("user", "Ana"));
      assertThat(refused.getString("code")).isEqualTo("unavailable");
      assertThat(refused.getLong("retryAfterMs")).isPositive();
      assertThat(program.awaitLine(line -> line.contains("Redis is out of reach")))
          .isNotEmpty();
      assertThat(program.output()).noneMatch(line -> line.endsWith(" is ready"));
      late.restart();
      program.awaitLine(line -> line.contains("Redis is back"));
      JsonObject answer = refused;
      while ("unavailable".equals(answer.getString("code"))) {
        answer =
            ana.ask(new JsonObject().put("type", "join").put("room", "general").put("user", "Ana"));
      }
      assertThat(answer.getString("type")).isEqualTo("joined");
      assertThat(program.awaitReady()).isPositive();
    }
  }

  private Program ask(String argument) {
    return Program.start(folder, Map.of(), Map.of(), "salons.Main", argument);
  }

  private Program start(Map<String, String> properties) {
    Map<String, String> all =
        new HashMap<>(Map.of("port", "0", "host", "127.0.0.1", "redis.url", redis.url()));
    all.putAll(properties);
    return Program.start(folder, all);
  }
}
