package salons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  private static final Map<String, String> ALL = Map.ofEntries(
      Map.entry("port", "3456"),
      Map.entry("host", "127.0.0.1"),
      Map.entry("redis.url", "rediss://:secret@redis.example:6380/2"),
      Map.entry("instance", "a-1"),
      Map.entry("loops", "3"),
      Map.entry("data.dir", "elsewhere"),
      Map.entry("history.messages", "17"),
      Map.entry("history.days", "2"),
      Map.entry("rooms.per.socket", "9"),
      Map.entry("origins", " Friend.example, other.example:8443 "),
      Map.entry("public.url", "https://chat.example/one"),
      Map.entry("log.level", "debug"));

  private static final Settings READ = new Settings(
      3456,
      "127.0.0.1",
      Optional.of("rediss://:secret@redis.example:6380/2"),
      "a-1",
      3,
      Path.of("elsewhere"),
      17,
      2,
      9,
      Set.of("friend.example", "other.example:8443"),
      Optional.of("https://chat.example/one"),
      "debug");

  @Test
  void the_defaults_are_these() {
    Settings defaults = Settings.of(Map.of());
    assertThat(defaults.instance()).matches("3000-[0-9a-z]{4}");
    assertThat(defaults)
        .isEqualTo(new Settings(
            3000,
            "0.0.0.0",
            Optional.empty(),
            defaults.instance(),
            Runtime.getRuntime().availableProcessors(),
            Path.of("data"),
            1_000,
            7,
            100,
            Set.of(),
            Optional.empty(),
            "INFO"));
  }

  @Test
  void two_instances_are_called_differently() {
    assertThat(java.util.stream.IntStream.range(0, 50)
            .mapToObj(i -> Settings.of(Map.of()).instance())
            .distinct())
        .hasSizeGreaterThan(45);
  }

  @Test
  void every_name_is_read() {
    assertThat(Settings.of(ALL)).isEqualTo(READ);
  }

  @Test
  void every_setting_is_named_here() {
    assertThat(ALL).hasSize(Settings.class.getRecordComponents().length);
  }

  @Test
  void what_is_empty_counts_as_not_given() {
    Map<String, String> empty = new HashMap<>(ALL);
    empty.replaceAll((name, value) -> " ");
    Settings settings = Settings.of(empty);
    Settings defaults = Settings.of(Map.of("instance", settings.instance()));
    assertThat(settings).isEqualTo(defaults);
  }

  @Test
  void every_name_is_read_from_the_environment() {
    assertThat(Settings.read(property -> null, environment()::get)).isEqualTo(READ);
  }

  @Test
  void properties_win_over_the_environment() {
    assertThat(Settings.read(ALL::get, variable -> "no such value!")).isEqualTo(READ);
  }

  @Test
  void an_empty_property_wins_too() {
    assertThat(
            Settings.read(Map.of("port", "")::get, Map.of("PORT", "3456")::get).port())
        .isEqualTo(3000);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      public.url       | chat.example        | http://host[:port][/path]
      public.url       | javascript:alert(1) | http://host[:port][/path]
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
      instance         | a b                 | 1 to 64 of A-Z a-z 0-9 . _ -
      instance         | é                   | 1 to 64 of A-Z a-z 0-9 . _ -
      loops            | 0                   | a whole number from 1 to 1024
      loops            | many                | a whole number from 1 to 1024
      history.messages | 0                   | a whole number from 1 to 10000
      history.days     | 0                   | a whole number from 1 to 3650
      rooms.per.socket | 0                   | a whole number from 1 to 10000
      origins          | http://a.example    | hosts
      origins          | a.example,,b        | hosts
      origins          | *                   | hosts
      """)
  void a_bad_value_is_told_in_one_line_that_names_setting_value_and_what_is_accepted(
      String name, String value, String accepted) {
    assertThatExceptionOfType(Settings.BadSetting.class)
        .isThrownBy(() -> {
          Settings taken = Settings.of(Map.of(name, value));
          throw new AssertionError("taken: " + taken);
        })
        .satisfies(bad -> assertThat(bad.getMessage())
            .contains(name)
            .contains(name.equals("origins") ? "'" : "'" + value + "'")
            .contains(accepted)
            .hasLineCount(1));
  }

  @Test
  void a_line_break_in_a_value_does_not_make_a_second_line() {
    assertThatExceptionOfType(Settings.BadSetting.class)
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
