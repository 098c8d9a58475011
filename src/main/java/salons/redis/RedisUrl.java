package salons.redis;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and as whom to enter, as the setting {@code redis.url} says it. {@link #parse} is the only one that reads such a URL:
 * what it takes is connected to as it stands here.
 *
 * @param socket the path of a unix socket; null when Redis is reached by host and port
 * @param host a name or an address, IPv6 without brackets; empty with a {@code socket}
 * @param user null for Redis' own {@code default}
 * @param password null for none
 */
public record RedisUrl(
    boolean tls,
    @Nullable String socket,
    String host,
    int port,
    @Nullable String user,
    @Nullable String password,
    int database) {
  /** What {@link #parse} takes, in one phrase. */
  public static final String ACCEPTED =
      "redis://[[user]:password@]host[:port][/number], rediss://… for TLS, or unix://[[user]:password@]/path[?db=number]";

  static final int DEFAULT_PORT = 6379;

  /** What every system takes, with the zero behind it. */
  private static final int LONGEST_PATH = 103;

  /** RFC 3986, appendix B, for what has an authority and no fragment. */
  private static final Pattern FORM = Pattern.compile(
      "(?<scheme>\\w+)://(?<authority>[^/?#]*)(?<path>/[^?#]*)?(\\?(?<query>[^#]*))?");

  private static final Pattern DATABASE = Pattern.compile("\\d{1,9}");

  /**
   * Reads one URL. User name, password and path are percent-encoded as in RFC 3986, where a {@code +} is a plus.
   *
   * @throws IllegalArgumentException whose message is one phrase that says what is wrong, without a secret
   */
  public static RedisUrl parse(String url) {
    if (url.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      throw new IllegalArgumentException("blanks and control characters are percent-encoded");
    }
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          url.contains("#") ? "a # is written %23" : "it does not begin with redis://");
    }
    String authority = form.group("authority");
    int at = authority.indexOf('@');
    if (at != authority.lastIndexOf('@')) {
      throw new IllegalArgumentException("an @ in a user name or password is written %40");
    }
    String path = Objects.requireNonNullElse(form.group("path"), "");
    Map<String, String> query = UrlText.query(form.group("query"));
    UrlText.Credentials as = UrlText.credentials(authority.substring(0, Math.max(0, at)), query);
    String place = authority.substring(at + 1);
    return switch (form.group("scheme").toLowerCase(java.util.Locale.ROOT)) {
      case "redis" -> inet(false, place, as, database(path, query));
      case "rediss" -> inet(true, place, as, database(path, query));
      case "unix" -> unix(place, path, as, database("", query));
      default -> throw new IllegalArgumentException("it does not begin with redis://");
    };
  }

  private static RedisUrl inet(boolean tls, String place, UrlText.Credentials as, int database) {
    UrlText.HostAndPort at = UrlText.hostAndPort(place, DEFAULT_PORT);
    return new RedisUrl(tls, null, at.host(), at.port(), as.user(), as.password(), database);
  }

  private static RedisUrl unix(String place, String path, UrlText.Credentials as, int database) {
    String file = UrlText.decode(path);
    if (!place.isEmpty() || file.length() < 2) {
      throw new IllegalArgumentException("the path of a unix socket stands behind three slashes");
    }
    if (file.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_PATH
        || file.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "the path of a unix socket has at most " + LONGEST_PATH + " bytes, and no zero");
    }
    return new RedisUrl(false, file, "", 0, as.user(), as.password(), database);
  }

  private static int database(String path, Map<String, String> query) {
    String inPath = path.length() > 1 ? path.substring(1) : null;
    String inQuery = query.get("db");
    if (inPath != null && inQuery != null) {
      throw new IllegalArgumentException("it has two numbers of a database");
    }
    String number = inPath != null ? inPath : Objects.requireNonNullElse(inQuery, "0");
    if (!DATABASE.matcher(number).matches()) {
      throw new IllegalArgumentException("the database is a number");
    }
    return Integer.parseInt(number);
  }

  /** A URL, good or not, for a line that everybody may read. */
  public static String masked(String url) {
    int scheme = url.indexOf("://");
    int start = scheme < 0 ? 0 : scheme + 3;
    int at = url.lastIndexOf('@');
    String rest = url.substring(start);
    if (at >= start) {
      rest = "…" + url.substring(at);
    } else if (scheme > 0 && !rest.startsWith("[")) {
      // What looks like a port and is none may be a password with the host forgotten.
      rest = rest.replaceFirst(":(?!\\d{0,5}([/?#].*)?$).*", ":…");
    }
    return url.substring(0, start) + rest.replaceAll("(?i)(password=)[^&#]*", "$1…");
  }

  /** For logs: where it is, but neither user nor password. */
  @Override
  public String toString() {
    if (socket != null) {
      return "unix://" + socket + (database == 0 ? "" : "?db=" + database);
    }
    String inBrackets = host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "rediss://" : "redis://") + inBrackets + ":" + port
        + (database == 0 ? "" : "/" + database);
  }
}
