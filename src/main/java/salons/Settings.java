package salons;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import salons.embedded.FreePort;

/**
 * Every knob. System properties win over environment variables, whose names are the same in capitals with {@code _} for the dot:
 * {@code redis.url} is {@code REDIS_URL}.
 *
 * @param port where to listen; given as 0, any free port
 * @param redisUrl where Redis is; empty to bring one along
 * @param instance how this instance is called
 * @param loops event loops, which is cores used
 * @param dataDir where the Redis that is brought along keeps its files
 * @param historyMessages messages that a room's log keeps at least
 * @param historyDays days that a room is kept in which nothing is said
 * @param roomsPerSocket rooms that one socket may be in
 * @param publicUrl where browsers reach this instance, if the others are to link to it
 * @param logLevel how much is logged; read by logback itself
 * @param origins hosts whose pages may open a socket, besides the request's own
 */
public record Settings(
    int port,
    String host,
    Optional<String> redisUrl,
    String instance,
    int loops,
    Path dataDir,
    int historyMessages,
    int historyDays,
    int roomsPerSocket,
    Set<String> origins,
    Optional<String> publicUrl,
    String logLevel) {

  /** A value that cannot be used; its message is one line that names the setting, the value and what is accepted. */
  public static final class BadSetting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadSetting(String name, String value, String accepted) {
      super("Setting " + name + " is '" + onOneLine(value) + "'; accepted: " + accepted + ".");
    }

    private static String onOneLine(String value) {
      return value.replaceAll("\\p{Cntrl}", "?");
    }
  }

  /** Reads system properties and environment. */
  public static Settings load() {
    return read(System::getProperty, System::getenv);
  }

  /** Reads these properties alone: two instances in one process need two. */
  public static Settings of(Map<String, String> properties) {
    return read(properties::get, variable -> null);
  }

  static Settings read(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    Reader read = new Reader(properties, environment);
    int asked = read.number("port", 3000, 0, 65_535);
    int port = asked == 0 ? freePort() : asked;
    return new Settings(
        port,
        read.text("host", "0.0.0.0", "[^\\s/]+", "a host name or address"),
        read.redisUrl("redis.url"),
        instance(read, port),
        read.number("loops", Runtime.getRuntime().availableProcessors(), 1, 1024),
        Path.of(read.text("data.dir", "data", ".+", "a folder")),
        read.number("history.messages", 1_000, 1, 10_000),
        read.number("history.days", 7, 1, 3_650),
        read.number("rooms.per.socket", 100, 1, 10_000),
        read.hosts("origins"),
        read.pageUrl("public.url"),
        logLevel(read));
  }

  private static String instance(Reader read, int port) {
    String otherwise = port + "-" + fourRandom();
    return read.text("instance", otherwise, "[A-Za-z0-9._-]{1,64}", "1 to 64 of A-Z a-z 0-9 . _ -");
  }

  private static String logLevel(Reader read) {
    return read.text(
        "log.level",
        "INFO",
        "(?i)TRACE|DEBUG|INFO|WARN|ERROR|OFF",
        "TRACE, DEBUG, INFO, WARN, ERROR, OFF");
  }

  /** Chosen here, since the instance is called by it. */
  private static int freePort() {
    try {
      return FreePort.reserve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fourRandom() {
    int fourDigits = 36 * 36 * 36 * 36;
    String random = Integer.toString(ThreadLocalRandom.current().nextInt(fourDigits), 36);
    return "0".repeat(4 - random.length()) + random;
  }

  private record Reader(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    private static final Pattern REDIS_URL = Pattern.compile(
        "rediss?://([^/]*@)?([^@/:\\[\\]\\s]+|\\[[0-9a-fA-F:]+])(:(?<port>\\d{1,5}))?(/\\d{0,5})?");

    int number(String name, int otherwise, int least, int most) {
      Optional<String> given = given(name);
      try {
        int value = given.map(Integer::parseInt).orElse(otherwise);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new BadSetting(name, given.orElse(""), "a whole number from " + least + " to " + most);
    }

    String text(String name, String otherwise, String pattern, String accepted) {
      String value = given(name).orElse(otherwise);
      if (!value.matches(pattern)) {
        throw new BadSetting(name, value, accepted);
      }
      return value;
    }

    Optional<String> redisUrl(String name) {
      Optional<String> url = given(name);
      if (url.isPresent() && !isRedisUrl(url.get())) {
        throw new BadSetting(
            name,
            withoutPassword(url.get()),
            "redis://[:password@]host[:port][/number] or rediss://…");
      }
      return url;
    }

    Optional<String> pageUrl(String name) {
      Optional<String> url = given(name);
      if (url.isPresent()
          && !url.get().matches("https?://[^\\s/?#@\\\\\"<>]+(/[^\\s?#\\\\\"<>]*)?")) {
        throw new BadSetting(name, url.get(), "http://host[:port][/path] or https://…");
      }
      return url;
    }

    Set<String> hosts(String name) {
      Set<String> hosts = given(name).stream()
          .flatMap(list -> Arrays.stream(list.split(",")))
          .map(host -> host.strip().toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());
      hosts.stream()
          .filter(host -> !host.matches("[a-z0-9.-]+(:\\d+)?|\\[[0-9a-f:]+](:\\d+)?"))
          .forEach(host -> {
            throw new BadSetting(
                name,
                host,
                "hosts, each with a port if it is not the usual one, separated by commas");
          });
      return hosts;
    }

    private Optional<String> given(String name) {
      String property = properties.apply(name);
      String value = property != null ? property : environment.apply(variable(name));
      return Optional.ofNullable(value).map(String::strip).filter(given -> !given.isEmpty());
    }

    private static String variable(String name) {
      return name.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static String withoutPassword(String url) {
      return url.replaceFirst("(?<=://).*@", "…@");
    }

    private static boolean isRedisUrl(String url) {
      Matcher parts = REDIS_URL.matcher(url);
      return parts.matches()
          && (parts.group("port") == null || Integer.parseInt(parts.group("port")) <= 65_535);
    }
  }
}
