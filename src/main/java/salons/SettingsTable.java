package salons;

import static salons.ValueFormat.number;
import static salons.ValueFormat.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import salons.auth.JwksLocation;
import salons.auth.RoomPatterns;
import salons.protocol.Authority;
import salons.web.KnownHosts;
import salons.web.TrustedProxies;

/**
 * Every setting, once: what is read, what {@code --help} prints and the table of README come from here. The values are asked of {@link
 * Settings}.
 */
final class SettingsTable {
  /** In the order in which they are shown; must stand before the settings. */
  private static final List<Setting<?>> ALL = new ArrayList<>();

  private static final int MOST = 1_000_000_000;

  static final Setting<Integer> PORT =
      add("port", 3000, number(0, 65_535), "where to listen; `0` for any free port");

  static final Setting<String> HOST =
      add("host", "0.0.0.0", ValueFormat.host(), "the address to listen on");

  static final Setting<Optional<String>> REDIS_URL = addOptional(
      "redis.url",
      "none: a Redis is brought along",
      ValueFormat.redisUrl(),
      "`redis://[[user]:password@]host[:port][/number]`, `rediss://…` for TLS, or `unix://[[user]:password@]/path[?db=number]`; what is"
          + " no letter or digit in user and password is percent-encoded. Two deployments need two servers: channels are shared by all"
          + " numbers of one");

  static final Setting<Optional<Path>> REDIS_TLS_CA = addOptional(
      "redis.tls.ca",
      "those that Java trusts",
      ValueFormat.authorities(),
      "a PEM file with the authorities that may have issued the certificate of Redis");

  static final Setting<Optional<String>> INSTANCE = addOptional(
      "instance",
      "`<port>-<4 random>`",
      text("[A-Za-z0-9._-]{1,64}", "1 to 64 of A-Z a-z 0-9 . _ -"),
      "how this instance is called");

  static final Setting<Optional<Authority>> INSTANCE_ADDRESS = addOptional(
      "instance.address",
      "`host` where that is one address, else the one towards Redis",
      new ValueFormat<>(
          "a host, with a port if it is not that of the instance",
          text -> Authority.parse(text).orElseThrow(IllegalArgumentException::new)),
      "where other instances reach this one, to hand on what a balancer sent elsewhere: `host` or `host:port`");

  static final Setting<Integer> LOOPS = add(
      "loops",
      "one a core",
      Runtime.getRuntime().availableProcessors(),
      number(1, 1024),
      "event loops");

  static final Setting<Path> DATA_DIR = add(
      "data.dir",
      Path.of("data"),
      new ValueFormat<>("a folder", Path::of),
      "where the Redis that is brought along keeps its files");

  static final Setting<Optional<String>> DATA_REDIS = addOptional(
      "data.redis",
      "the first fit one",
      text(".+", "a path, a name on PATH, or bundled"),
      "the program of that Redis: `redis-server` or `valkey-server` of 6.2 to 9 on `PATH`, else the 7.0.15 that is in the jar. A path or name"
          + " chooses another one, `bundled` that of the jar");

  static final Setting<Optional<Long>> DATA_MEMORY = addOptional(
      "data.memory",
      "a quarter of the machine's",
      ValueFormat.bytes("16mb"),
      "memory that the data of that Redis may take, as in `512mb`; `0` for any. When it is full, senders hear `unavailable`");

  static final Setting<Integer> HISTORY_MESSAGES = add(
      "history.messages",
      1_000,
      number(1, 10_000),
      "messages that a room's log keeps at least; 10,000 at most");

  static final Setting<Integer> HISTORY_BYTES = add(
      "history.bytes",
      4 << 20,
      number(0, 1 << 30),
      "bytes that a room's log has at most, though it keeps fewer messages then; `0` for any number");

  static final Setting<Integer> HISTORY_DAYS =
      add("history.days", 7, number(1, 3_650), "days that a room is kept in which nothing is said");

  static final Setting<Integer> EDIT_HOURS = limit(
      "edit.hours", 24, "hours for which people may edit and delete what they said themselves");

  static final Setting<Integer> ROOMS_PER_SOCKET =
      add("rooms.per.socket", 100, number(1, 10_000), "rooms that one connection may be in");

  static final Setting<Integer> MESSAGES_PER_SECOND =
      limit("messages.per.second", 20, "messages that a connection may send a second");

  static final Setting<Integer> MESSAGES_BURST =
      add("messages.burst", 100, number(1, MOST), "messages that it may send at once");

  static final Setting<Integer> BYTES_PER_SECOND = limit(
      "bytes.per.second",
      65_536,
      "bytes of all frames that it may send a second; at once as many, 65,536 at least");

  static final Setting<Integer> JOINS_PER_SECOND = limit(
      "joins.per.second",
      10,
      "rooms that it may join a second, under whatever name; at once ten times as many");

  static final Setting<Integer> PAGES_PER_SECOND = limit(
      "pages.per.second",
      10,
      "pages of older messages that it may ask for a second; at once twice as many");

  static final Setting<Integer> FRAMES_PER_SECOND = limit(
      "frames.per.second", 100, "other frames that it may send a second; at once twice as many");

  static final Setting<Integer> ROOMS_PER_MINUTE =
      limit("rooms.per.minute", 60, "rooms that nobody knows yet an address may join a minute");

  static final Setting<Integer> REQUESTS_PER_SECOND = limit(
      "requests.per.second",
      200,
      "requests to `/api` and handshakes of Socket.IO that an address may make a second;"
          + " at once five times as many");

  static final Setting<Integer> CONNECTIONS_PER_ADDRESS = limit(
      "connections.per.address",
      1_000,
      "connections of one address at a time; of this machine's own as many as it likes");

  static final Setting<RoomPatterns> ROOMS_OPEN = add(
      "rooms.open",
      RoomPatterns.ALL,
      new ValueFormat<>(
          "names of rooms in which * stands for anything, separated by commas, or none",
          RoomPatterns::parse),
      "rooms in which everybody may read and write, separated by commas; `*` stands for anything, `none` for no room. The others are private:"
          + " they take a token that names them, and are listed nowhere");

  static final Setting<Boolean> AUTH_REQUIRED = add(
      "auth.required",
      false,
      ValueFormat.trueOrFalse(),
      "`true` where nobody is let in without a token");

  static final Setting<Optional<String>> AUTH_JWT_SECRET = addOptional(
      "auth.jwt.secret",
      "none",
      ValueFormat.tokenSecret(),
      "verifies tokens by HS256: the secret that their issuer has, 32 bytes at least; or `auth.jwt.secret.file` (`AUTH_JWT_SECRET_FILE`), a file that holds it");

  static final Setting<Optional<JwksLocation>> AUTH_JWT_JWKS = addOptional(
      "auth.jwt.jwks",
      "none",
      ValueFormat.jwks(),
      "verifies tokens by RS256, ES256 or EdDSA: the public keys of their issuer, a JSON Web Key Set at a URL or in a file");

  static final Setting<Optional<String>> AUTH_JWT_ISSUER = addOptional(
      "auth.jwt.issuer", "anybody", text(".+", "a text"), "the `iss` that tokens must have");

  static final Setting<Optional<String>> AUTH_JWT_AUDIENCE = addOptional(
      "auth.jwt.audience",
      "anything",
      text(".+", "a text"),
      "the `aud` that tokens must have; to be set where their issuer also issues those of others");

  static final Setting<Optional<String>> ADMIN_TOKEN = addOptional(
      "admin.token",
      "none",
      text("[!-~]{32,1024}", "32 to 1,024 printable characters without blanks"),
      "lets administrators in, by `/api/admin`, beside those whose token says `admin`; or `admin.token.file` (`ADMIN_TOKEN_FILE`), a file that holds it");

  static final Setting<KnownHosts> ORIGINS = add(
      "origins",
      "none",
      KnownHosts.NONE,
      ValueFormat.hosts(),
      "other hosts that this instance goes by, and whose pages may connect, separated by commas: `chat.example,other.example:8443`; `*`"
          + " for all");

  static final Setting<TrustedProxies> PROXY_TRUSTED = add(
      "proxy.trusted",
      "none",
      TrustedProxies.NONE,
      new ValueFormat<>(
          "IP addresses and ranges like 10.0.0.0/8, separated by commas", TrustedProxies::parse),
      "proxies whose `X-Forwarded-For` tells where a client is: addresses and ranges, separated by commas");

  static final Setting<Boolean> PROXY_PROTOCOL = add(
      "proxy.protocol",
      false,
      ValueFormat.trueOrFalse(),
      "`true` where a proxy begins every connection with a header of the PROXY protocol; of those in `proxy.trusted` only, if any are");

  static final Setting<Optional<String>> PUBLIC_URL = addOptional(
      "public.url",
      "none",
      ValueFormat.pageUrl(),
      "where browsers reach this instance: its host is let in, and `/api/cluster` tells it");

  static final Setting<Optional<Path>> SOCKETIO_BUNDLE = addOptional(
      "socketio.bundle",
      "none",
      ValueFormat.script(),
      "Socket.IO's client for browsers, to be served as `/socket.io/socket.io.js`: the file `dist/socket.io.min.js` of the npm package"
          + " `socket.io-client`");

  static final Setting<Optional<String>> WEBHOOKS_URL = addOptional(
      "webhooks.url",
      "none",
      ValueFormat.hookUrls(),
      "who is told by HTTP what happens in rooms: one URL or several, separated by commas; on every instance the same");

  static final Setting<Optional<String>> WEBHOOKS_SECRET = addOptional(
      "webhooks.secret",
      "none: nothing is signed",
      text(".{16,1024}", "16 to 1,024 characters"),
      "by which receivers know that a webhook comes from here; or `webhooks.secret.file` (`WEBHOOKS_SECRET_FILE`), a file that holds it");

  static final Setting<String> LOG_LEVEL = add(
      "log.level",
      "INFO",
      text("(?i)TRACE|DEBUG|INFO|WARN|ERROR|OFF", "TRACE, DEBUG, INFO, WARN, ERROR, OFF"),
      "how much is logged");

  private SettingsTable() {}

  /** A limit, which 0 lifts. */
  private static Setting<Integer> limit(String name, int otherwise, String meaning) {
    return add(name, otherwise, number(0, MOST), meaning);
  }

  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  /** The default is shown as it is. */
  private static <T> Setting<T> add(
      String name, T otherwise, ValueFormat<T> format, String meaning) {
    return add(name, "`" + otherwise + "`", otherwise, format, meaning);
  }

  private static <T> Setting<Optional<T>> addOptional(
      String name, String shownDefault, ValueFormat<T> format, String meaning) {
    return add(name, shownDefault, Optional.empty(), format.optional(), meaning);
  }

  private static <T> Setting<T> add(
      String name, String shownDefault, T otherwise, ValueFormat<T> format, String meaning) {
    Setting<T> setting = new Setting<>(name, shownDefault, otherwise, format, meaning);
    ALL.add(setting);
    return setting;
  }
}
