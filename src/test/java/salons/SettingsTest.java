package salons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.auth.JwksLocation;
import salons.auth.RoomPatterns;
import salons.auth.TokenSettings;
import salons.auth.TokenTimes;
import salons.web.KnownHosts;
import salons.web.RateLimits;
import salons.web.TrustedProxies;

final class SettingsTest {
  private static final String SECRET = "a secret of thirty-two bytes, at least";

  /** What excludes another one. */
  private static final Map<String, String> INSTEAD =
      Map.of("auth.jwt.jwks", "src/test/resources/jwks.json");

  private static final Map<String, String> ALL = Map.ofEntries(
      Map.entry("port", "3456"),
      Map.entry("host", "127.0.0.1"),
      Map.entry("redis.url", "rediss://:secret@redis.example:6380/2"),
      Map.entry("redis.tls.ca", "src/test/resources/ca.pem"),
      Map.entry("instance", "a-1"),
      Map.entry("instance.address", "ten.example:3457"),
      Map.entry("loops", "3"),
      Map.entry("data.dir", "elsewhere"),
      Map.entry("data.redis", "bundled"),
      Map.entry("data.memory", "64MB"),
      Map.entry("history.messages", "17"),
      Map.entry("history.bytes", "99"),
      Map.entry("history.days", "2"),
      Map.entry("edit.hours", "3"),
      Map.entry("rooms.per.socket", "9"),
      Map.entry("messages.per.second", "21"),
      Map.entry("messages.burst", "22"),
      Map.entry("bytes.per.second", "23"),
      Map.entry("joins.per.second", "24"),
      Map.entry("pages.per.second", "25"),
      Map.entry("frames.per.second", "26"),
      Map.entry("rooms.per.minute", "27"),
      Map.entry("requests.per.second", "28"),
      Map.entry("connections.per.address", "29"),
      Map.entry("rooms.open", "lobby, team-*"),
      Map.entry("auth.required", "true"),
      Map.entry("auth.jwt.secret", SECRET),
      Map.entry("auth.jwt.issuer", "https://id.example"),
      Map.entry("auth.jwt.audience", "salons"),
      Map.entry("admin.token", "a-token-of-thirty-two-bytes-at-least"),
      Map.entry("origins", " Friend.example, other.example:8443 "),
      Map.entry("proxy.trusted", "127.0.0.1, 10.0.0.0/8"),
      Map.entry("proxy.protocol", "true"),
      Map.entry("public.url", "https://chat.example/one"),
      Map.entry("socketio.bundle", "webroot/sw.js"),
      Map.entry(
          "webhooks.url", "https://bot:pass@hooks.example/T0/x?key=k, http://other.example:81"),
      Map.entry("webhooks.secret", "0123456789abcdef"),
      Map.entry("log.level", "debug"));

  private static void assertRead(Settings settings) {
    assertThat(settings.port()).isEqualTo(3456);
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.redisUrl()).contains("rediss://:secret@redis.example:6380/2");
    assertThat(settings.redisTlsCa()).contains(Path.of("src/test/resources/ca.pem"));
    assertThat(settings.instance()).isEqualTo("a-1");
    assertThat(settings.reachedHost()).isEqualTo("ten.example");
    assertThat(settings.reachedPort()).isEqualTo(3457);
    assertThat(settings.loops()).isEqualTo(3);
    assertThat(settings.dataDir()).isEqualTo(Path.of("elsewhere"));
    assertThat(settings.dataRedis()).contains("bundled");
    assertThat(settings.dataMemory()).contains(64L << 20);
    assertThat(settings.historyMessages()).isEqualTo(17);
    assertThat(settings.historyBytes()).isEqualTo(99);
    assertThat(settings.historyDays()).isEqualTo(2);
    assertThat(settings.roomsPerSocket()).isEqualTo(9);
    assertThat(settings.limits()).isEqualTo(new RateLimits(21, 22, 23, 24, 25, 26, 27, 28, 29));
    assertThat(settings.trustedProxies()).isNotSameAs(TrustedProxies.NONE);
    assertThat(settings.proxyProtocol()).isTrue();
    assertThat(settings.openRooms()).hasToString("lobby,team-*");
    assertThat(settings.authRequired()).isTrue();
    assertThat(settings.tokens())
        .isEqualTo(new TokenSettings(
            Optional.of(SECRET),
            Optional.empty(),
            Optional.of("https://id.example"),
            Optional.of("salons"),
            TokenTimes.DEFAULT));
    assertThat(settings.hosts())
        .isEqualTo(KnownHosts.parse("friend.example,other.example:8443")
            .with(Optional.of("https://chat.example/one")));
    assertThat(settings.publicUrl()).contains("https://chat.example/one");
    assertThat(settings.socketIoBundle()).contains(Path.of("webroot/sw.js"));
    assertThat(settings.webhooks())
        .hasToString("[https://hooks.example/…, http://other.example:81/…]");
    assertThat(settings.webhooksSecret()).contains("0123456789abcdef");
    assertThat(settings.logLevel()).isEqualTo("debug");
  }

  private static void assertDefaults(Settings settings) {
    assertThat(settings.port()).isEqualTo(3000);
    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.redisUrl()).isEmpty();
    assertThat(settings.redisTlsCa()).isEmpty();
    assertThat(settings.instance()).matches("3000-[0-9a-z]{4}");
    assertThat(settings.reachedHost()).isEmpty();
    assertThat(settings.reachedPort()).isEqualTo(3000);
    assertThat(settings.loops()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(settings.dataDir()).isEqualTo(Path.of("data"));
    assertThat(settings.dataRedis()).isEmpty();
    assertThat(settings.dataMemory()).isEmpty();
    assertThat(settings.historyMessages()).isEqualTo(1_000);
    assertThat(settings.historyBytes()).isEqualTo(4 << 20);
    assertThat(settings.historyDays()).isEqualTo(7);
    assertThat(settings.roomsPerSocket()).isEqualTo(100);
    assertThat(settings.limits()).isEqualTo(RateLimits.DEFAULT);
    assertThat(settings.trustedProxies()).isSameAs(TrustedProxies.NONE);
    assertThat(settings.proxyProtocol()).isFalse();
    assertThat(settings.openRooms()).isSameAs(RoomPatterns.ALL);
    assertThat(settings.authRequired()).isFalse();
    assertThat(settings.tokens().verify()).isFalse();
    assertThat(settings.hosts()).isEqualTo(KnownHosts.NONE);
    assertThat(settings.publicUrl()).isEmpty();
    assertThat(settings.socketIoBundle()).isEmpty();
    assertThat(settings.webhooks()).isEmpty();
    assertThat(settings.webhooksSecret()).isEmpty();
    assertThat(settings.logLevel()).isEqualTo("INFO");
  }

  @Test
  void the_defaults_are_these() {
    assertDefaults(Settings.of(Map.of()));
  }

  @Test
  void two_instances_are_called_differently() {
    assertThat(java.util.stream.IntStream.range(0, 50)
            .mapToObj(i -> Settings.of(Map.of()).instance())
            .distinct())
        .hasSizeGreaterThan(45);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.7, ten.example, ten.example, 3000",
    "10.0.0.7, [fd00::7]:9, fd00:0:0:0:0:0:0:7, 9",
    "0.0.0.0, 10.0.0.8:9, 10.0.0.8, 9",
    "10.0.0.7, '', 10.0.0.7, 3000",
    "[fd00::7], '', fd00::7, 3000",
    "::, '', '', 3000",
  })
  void other_instances_reach_one_where_they_are_told_or_where_it_listens(
      String host, String address, String reachedHost, int reachedPort) {
    Settings settings = Settings.of(Map.of("host", host, "instance.address", address));
    assertThat(settings.reachedHost()).isEqualTo(reachedHost);
    assertThat(settings.reachedPort()).isEqualTo(reachedPort);
  }

  @Test
  void every_name_is_read() {
    assertRead(Settings.of(ALL));
  }

  @Test
  void a_secret_may_stand_in_a_file(@TempDir Path folder) throws IOException {
    String file =
        Files.writeString(folder.resolve("secret"), "fedcba9876543210\n").toString();
    assertThat(Settings.of(Map.of("webhooks.secret.file", file)).webhooksSecret())
        .contains("fedcba9876543210");
    assertThat(Settings.read(property -> null, Map.of("WEBHOOKS_SECRET_FILE", file)::get)
            .webhooksSecret())
        .contains("fedcba9876543210");
    assertThat(Settings.of(
                Map.of("webhooks.secret.file", "/nowhere", "webhooks.secret", "0123456789abcdef"))
            .webhooksSecret())
        .as("itself goes first")
        .contains("0123456789abcdef");
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> {
          Settings read = Settings.of(Map.of("webhooks.secret.file", "/nowhere"));
          throw new AssertionError("taken: " + read);
        })
        .withMessageContaining("webhooks.secret.file is '/nowhere'");
  }

  @Test
  void every_setting_is_named_here() {
    assertThat(SettingsTable.all())
        .extracting(Setting::name)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ALL, INSTEAD).flatMap(each -> each.keySet().stream()).toList());
  }

  @Test
  void tokens_are_verified_by_a_secret_also_in_a_file_or_by_keys() {
    assertThat(Settings.of(Map.of("auth.jwt.secret.file", "src/test/resources/token-secret.txt"))
            .tokens()
            .secret())
        .contains(SECRET);
    assertThat(of("auth.jwt.jwks").tokens().jwks())
        .contains(new JwksLocation(null, Path.of("src/test/resources/jwks.json")));
    assertThat(Settings.of(Map.of("auth.jwt.jwks", "https://id.example/keys"))
            .tokens()
            .jwks())
        .contains(new JwksLocation(URI.create("https://id.example/keys"), null));
  }

  private static Settings of(String instead) {
    return Settings.of(Map.of(instead, INSTEAD.get(instead)));
  }

  @Test
  void a_secret_is_not_given_beside_keys() {
    INSTEAD.forEach((name, value) -> assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> {
          Settings taken = Settings.of(Map.of("auth.jwt.secret", SECRET, name, value));
          throw new AssertionError("taken: " + taken);
        })
        .withMessageContaining("auth.jwt.secret and " + name));
  }

  @Test
  void a_secret_that_is_too_short_is_refused_and_not_told() {
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> {
          Settings taken = Settings.of(Map.of("auth.jwt.secret", "x".repeat(31)));
          throw new AssertionError("taken: " + taken);
        })
        .satisfies(bad -> assertThat(bad.getMessage())
            .contains("auth.jwt.secret", "at least 32 bytes")
            .doesNotContain("xx"));
  }

  @Test
  void what_is_empty_counts_as_not_given() {
    Map<String, String> empty = new HashMap<>(ALL);
    empty.replaceAll((name, value) -> " ");
    assertDefaults(Settings.of(empty));
  }

  @Test
  void every_name_is_read_from_the_environment() {
    assertRead(Settings.read(property -> null, environment()::get));
  }

  @Test
  void properties_win_over_the_environment() {
    assertRead(Settings.read(
        ALL::get, variable -> environment().containsKey(variable) ? "no such value!" : null));
  }

  @Test
  void an_empty_property_does_not_hide_a_variable() {
    assertThat(
            Settings.read(Map.of("port", " ")::get, Map.of("PORT", "3456")::get).port())
        .isEqualTo(3456);
  }

  @Test
  void what_differs_from_the_defaults_is_told_on_one_line_without_secrets() {
    Map<String, String> given = new HashMap<>(ALL);
    given.put("loops", Integer.toString(Runtime.getRuntime().availableProcessors()));
    given.put("history.days", "7");
    given.put("data.dir", "a\nb");
    assertThat(Settings.of(given))
        .hasToString(
            "port=3456 instance=a-1 host=127.0.0.1 redis.url=rediss://…@redis.example:6380/2"
                + " redis.tls.ca=src/test/resources/ca.pem instance.address=ten.example:3457 data.dir=a?b data.redis=bundled data.memory=64MB"
                + " history.messages=17 history.bytes=99 edit.hours=3 rooms.per.socket=9 messages.per.second=21 messages.burst=22 bytes.per.second=23"
                + " joins.per.second=24 pages.per.second=25 frames.per.second=26 rooms.per.minute=27"
                + " requests.per.second=28 connections.per.address=29 rooms.open=lobby, team-* auth.required=true"
                + " auth.jwt.secret=… auth.jwt.issuer=https://id.example auth.jwt.audience=salons admin.token=… origins=Friend.example, other.example:8443"
                + " proxy.trusted=127.0.0.1, 10.0.0.0/8 proxy.protocol=true"
                + " public.url=https://chat.example/one socketio.bundle=webroot/sw.js webhooks.url=… webhooks.secret=… log.level=debug");
    assertThat(Settings.of(Map.of("instance", "a-1"))).hasToString("port=3000 instance=a-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"proxy.secret", "redis.password", "admin.token", "token", "tokens", "cookie.key"})
  void a_setting_that_is_a_secret_by_its_name_is_not_told(String name) {
    Setting<String> secret =
        new Setting<>(name, "none", "", ValueFormat.text("[0-9]+", "digits"), "a secret");
    assertThat(secret.withoutSecrets("123")).isEqualTo("…");
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> {
          String read = secret.read(Optional.of("abc"));
          throw new AssertionError("taken: " + read);
        })
        .satisfies(
            bad -> assertThat(bad.getMessage()).contains(name, "digits").doesNotContain("abc"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      public.url       | chat.example        | http://host[:port][/path]
      public.url       | javascript:alert(1) | http://host[:port][/path]
      public.url       | http://[::1         | http://host[:port][/path]
      public.url       | http://a:99999/     | http://host[:port][/path]
      public.url       | http://…@a.example/ | http://host[:port][/path]
      public.url       | http://a..b/        | http://host[:port][/path]
      port             | 70000               | a whole number from 0 to 65535
      port             | -1                  | a whole number from 0 to 65535
      port             | http                | a whole number from 0 to 65535
      port             | 3000.5              | a whole number from 0 to 65535
      port             | 99999999999         | a whole number from 0 to 65535
      host             | a b                 | a host name or address
      redis.url        | localhost:6379      | redis://
      redis.url        | http://localhost    | redis://
      redis.url        | redis://            | redis://
      redis.url        | redis://a b         | redis://
      redis.url        | redis://host:port   | redis://
      redis.tls.ca     | no.such.file        | (there is no such file)
      redis.tls.ca     | src                 | (it is no file)
      redis.tls.ca     | pom.xml             | (no certificate in PEM form is in it)
      redis.tls.ca     | src/test/resources/ca.pem | only beside a redis.url that begins with rediss://
      socketio.bundle  | no.such.file        | (there is no such file)
      socketio.bundle  | src                 | (it is no file)
      data.memory      | 1mb                 | at least 16mb
      data.memory      | much                | a size such as 512mb
      data.memory      | -1                  | a size such as 512mb
      data.memory      | 99999999999gb       | a size such as 512mb
      instance         | a b                 | 1 to 64 of A-Z a-z 0-9 . _ -
      instance         | é                   | 1 to 64 of A-Z a-z 0-9 . _ -
      loops            | 0                   | a whole number from 1 to 1024
      loops            | many                | a whole number from 1 to 1024
      history.messages | 0                   | a whole number from 1 to 10000
      history.bytes    | -1                  | a whole number from 0 to 1073741824
      history.days     | 0                   | a whole number from 1 to 3650
      rooms.per.socket | 0                   | a whole number from 1 to 10000
      messages.per.second | -1               | a whole number from 0 to 1000000000
      messages.burst   | 0                   | a whole number from 1 to 1000000000
      rooms.open       | a b                 | names of rooms in which *
      rooms.open       | a,,b                | names of rooms in which *
      auth.required    | true                | only beside auth.jwt.secret or auth.jwt.jwks
      auth.required    | yes                 | true or false
      auth.jwt.jwks    | no.such.file        | it cannot be read
      auth.jwt.jwks    | pom.xml             | it is no JSON object with an array 'keys'
      auth.jwt.jwks    | https://            | an http or https URL
      auth.jwt.jwks    | ftp://a.example/    | an http or https URL
      proxy.trusted    | proxy.example       | IP addresses and ranges
      proxy.trusted    | 10.0.0.0/33         | IP addresses and ranges
      proxy.protocol   | yes                 | true or false
      origins          | http://a.example    | hosts
      origins          | a.example,,b        | hosts
      origins          | *.example           | hosts
      origins          | a.example,*         | hosts
      origins          | a.example/          | hosts
      origins          | 256.1.1.1           | hosts
      origins          | a.example:0         | hosts
      """)
  void a_bad_value_is_told_in_one_line_that_names_setting_value_and_what_is_accepted(
      String name, String value, String accepted) {
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> {
          Settings taken = Settings.of(Map.of(name, value));
          throw new AssertionError("taken: " + taken);
        })
        .satisfies(bad -> assertThat(bad.getMessage())
            .contains(name)
            .contains("'" + value.replaceFirst("//.*@", "//…@").replace(":port", ":…") + "'")
            .contains(accepted)
            .hasLineCount(1));
  }

  @Test
  void a_line_break_in_a_value_does_not_make_a_second_line() {
    assertThatExceptionOfType(BadSetting.class)
        .isThrownBy(() -> {
          Settings taken = Settings.of(Map.of("instance", "a\nb"));
          throw new AssertionError("taken: " + taken);
        })
        .satisfies(bad -> assertThat(bad.getMessage()).hasLineCount(1));
  }

  private static Map<String, String> environment() {
    return ALL.entrySet().stream()
        .collect(Collectors.toMap(
            setting -> setting.getKey().replace('.', '_').toUpperCase(java.util.Locale.ROOT),
            Map.Entry::getValue,
            (one, two) -> one,
            HashMap::new));
  }
}
