package salons;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import salons.auth.RoomPatterns;
import salons.auth.TokenSettings;
import salons.auth.TokenTimes;
import salons.embedded.FreePort;
import salons.hooks.HookUrl;
import salons.protocol.Authority;
import salons.redis.RedisUrl;
import salons.web.KnownHosts;
import salons.web.RateLimits;
import salons.web.TrustedProxies;

/**
 * The values of all settings; what they mean stands in {@link SettingsTable}. System properties win over environment variables, whose
 * names are the same in capitals with {@code _} for the dot: {@code redis.url} is {@code REDIS_URL}. Immutable.
 */
public final class Settings {
  private static final Pattern ANY_ADDRESS = Pattern.compile("0+(\\.0+){0,3}|[0:]*:[0:]*");

  /** By name, each of the type that the table says. */
  private final Map<String, Object> values = new HashMap<>();

  /** What was given that is not the default: as given, without secrets, in the order of the table. */
  private final Map<String, String> chosen = new LinkedHashMap<>();

  private final int port;
  private final String instance;

  private Settings(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    for (Setting<?> setting : SettingsTable.all()) {
      Optional<String> text = setting.given(properties, environment);
      Object value = setting.read(text);
      values.put(setting.name(), value);
      text.filter(told -> !value.equals(setting.otherwise()))
          .ifPresent(told -> chosen.put(setting.name(), setting.withoutSecrets(told)));
    }
    int asked = value(SettingsTable.PORT);
    port = asked == 0 ? freePort() : asked;
    instance = value(SettingsTable.INSTANCE).orElseGet(() -> port + "-" + fourRandom());
    if (redisTlsCa().isPresent()
        && !redisUrl().map(RedisUrl::parse).map(RedisUrl::tls).orElse(false)) {
      throw new BadSetting(
          SettingsTable.REDIS_TLS_CA.name(),
          redisTlsCa().get().toString(),
          "only beside a redis.url that begins with rediss://");
    }
    checkTokens();
  }

  private void checkTokens() {
    List<String> given = Stream.of(SettingsTable.AUTH_JWT_SECRET, SettingsTable.AUTH_JWT_JWKS)
        .filter(setting -> value(setting).isPresent())
        .map(Setting::name)
        .toList();
    if (given.size() > 1) {
      throw new BadSetting("Settings " + String.join(" and ", given)
          + " exclude each other: tokens are verified by one secret, or by a key set.");
    }
    if (authRequired() && given.isEmpty()) {
      throw new BadSetting(
          SettingsTable.AUTH_REQUIRED.name(),
          "true",
          "only beside auth.jwt.secret or auth.jwt.jwks, by which tokens are verified");
    }
  }

  /**
   * Reads system properties and environment.
   *
   * @throws BadSetting if one cannot be used
   */
  public static Settings load() {
    return read(System::getProperty, System::getenv);
  }

  /** As {@link UnknownSettings#check}, of this process. */
  static List<String> doubts() {
    return UnknownSettings.check(
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        System.getenv().keySet(),
        variable -> SettingsTable.all().stream()
            .filter(setting -> setting.variable().equals(variable))
            .anyMatch(
                setting -> setting.given(System::getProperty, System::getenv).isPresent()));
  }

  /** Reads these properties alone: two instances in one process need two. */
  public static Settings of(Map<String, String> properties) {
    return read(properties::get, variable -> null);
  }

  static Settings read(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    return new Settings(properties, environment);
  }

  /** Where to listen; never 0: given as 0, it is any port that is free. */
  public int port() {
    return port;
  }

  public String host() {
    return value(SettingsTable.HOST);
  }

  /** Where other instances reach this one; an empty host where that is the address by which it reaches Redis. */
  String reachedHost() {
    String told =
        value(SettingsTable.INSTANCE_ADDRESS).map(at -> at.host().value()).orElse(host());
    return ANY_ADDRESS.matcher(told).matches() ? "" : told.replaceAll("[\\[\\]]", "");
  }

  int reachedPort() {
    return value(SettingsTable.INSTANCE_ADDRESS)
        .filter(Authority::hasPort)
        .map(Authority::port)
        .orElse(port);
  }

  /** Empty to bring a Redis along. */
  public Optional<String> redisUrl() {
    return value(SettingsTable.REDIS_URL);
  }

  /** Empty for those whom Java trusts; else the URL asks for TLS. */
  public Optional<Path> redisTlsCa() {
    return value(SettingsTable.REDIS_TLS_CA);
  }

  public String instance() {
    return instance;
  }

  public int loops() {
    return value(SettingsTable.LOOPS);
  }

  public Path dataDir() {
    return value(SettingsTable.DATA_DIR);
  }

  /** A path or {@code bundled}; empty to choose. */
  public Optional<String> dataRedis() {
    return value(SettingsTable.DATA_REDIS);
  }

  /** Bytes; 0 for any number, empty for what fits the machine. */
  public Optional<Long> dataMemory() {
    return value(SettingsTable.DATA_MEMORY);
  }

  public int historyMessages() {
    return value(SettingsTable.HISTORY_MESSAGES);
  }

  /** 0 for any number. */
  public int historyBytes() {
    return value(SettingsTable.HISTORY_BYTES);
  }

  public int historyDays() {
    return value(SettingsTable.HISTORY_DAYS);
  }

  public int editHours() {
    return value(SettingsTable.EDIT_HOURS);
  }

  public int roomsPerSocket() {
    return value(SettingsTable.ROOMS_PER_SOCKET);
  }

  public RateLimits limits() {
    return new RateLimits(
        value(SettingsTable.MESSAGES_PER_SECOND),
        value(SettingsTable.MESSAGES_BURST),
        value(SettingsTable.BYTES_PER_SECOND),
        value(SettingsTable.JOINS_PER_SECOND),
        value(SettingsTable.PAGES_PER_SECOND),
        value(SettingsTable.FRAMES_PER_SECOND),
        value(SettingsTable.ROOMS_PER_MINUTE),
        value(SettingsTable.REQUESTS_PER_SECOND),
        value(SettingsTable.CONNECTIONS_PER_ADDRESS));
  }

  /** Whose word is taken for where a client is. */
  public TrustedProxies trustedProxies() {
    return value(SettingsTable.PROXY_TRUSTED);
  }

  /** Whether every connection begins with a header of the PROXY protocol. */
  public boolean proxyProtocol() {
    return value(SettingsTable.PROXY_PROTOCOL);
  }

  /** Where everybody may read and write. */
  public RoomPatterns openRooms() {
    return value(SettingsTable.ROOMS_OPEN);
  }

  /** Whether nobody is let in without a token; then there is something by which tokens are verified. */
  public boolean authRequired() {
    return value(SettingsTable.AUTH_REQUIRED);
  }

  public TokenSettings tokens() {
    return new TokenSettings(
        value(SettingsTable.AUTH_JWT_SECRET),
        value(SettingsTable.AUTH_JWT_JWKS),
        value(SettingsTable.AUTH_JWT_ISSUER),
        value(SettingsTable.AUTH_JWT_AUDIENCE),
        TokenTimes.DEFAULT);
  }

  /** By which administrators are known; empty where only their own tokens say it. */
  Optional<String> adminToken() {
    return value(SettingsTable.ADMIN_TOKEN);
  }

  /** By {@code origins} and {@code public.url}. */
  public KnownHosts hosts() {
    return value(SettingsTable.ORIGINS).with(publicUrl());
  }

  public Optional<String> publicUrl() {
    return value(SettingsTable.PUBLIC_URL);
  }

  /** Who is told what happens in rooms; empty for nobody. */
  List<HookUrl> webhooks() {
    return value(SettingsTable.WEBHOOKS_URL).map(HookUrl::parseAll).orElse(List.of());
  }

  /** Empty to sign nothing. */
  Optional<String> webhooksSecret() {
    return value(SettingsTable.WEBHOOKS_SECRET);
  }

  /** A file that there is; empty where none is to be served. */
  public Optional<Path> socketIoBundle() {
    return value(SettingsTable.SOCKETIO_BUNDLE);
  }

  /** Where a browser opens the page: as others are told, else on this machine. */
  String page() {
    return publicUrl().orElseGet(() -> {
      String reached = ANY_ADDRESS.matcher(host()).matches() ? "localhost" : host();
      return "http://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port + "/";
    });
  }

  /** Read by logback itself. */
  public String logLevel() {
    return value(SettingsTable.LOG_LEVEL);
  }

  /** Port and instance, and what is not the default, on one line without secrets. */
  @Override
  public String toString() {
    Map<String, String> told = new LinkedHashMap<>();
    told.put(SettingsTable.PORT.name(), Integer.toString(port));
    told.put(SettingsTable.INSTANCE.name(), instance);
    chosen.forEach(told::putIfAbsent);
    return told.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue().replaceAll("\\p{Cntrl}", "?"))
        .collect(Collectors.joining(" "));
  }

  @SuppressWarnings("unchecked")
  private <T> T value(Setting<T> setting) {
    return (T) Objects.requireNonNull(values.get(setting.name()));
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
}
