package salons;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import salons.auth.JwksLocation;
import salons.auth.TokenSettings;
import salons.hooks.HookUrl;
import salons.redis.RedisTls;
import salons.redis.RedisUrl;
import salons.web.KnownHosts;
import salons.web.Origin;

/**
 * How the text of a setting becomes its value.
 *
 * @param accepted what can be read, as it is told to who gave something else
 * @param parse given a text that is neither empty nor starts or ends with blanks; throws an {@link IllegalArgumentException} if it
 *     cannot be read
 */
record ValueFormat<T>(String accepted, Function<String, T> parse) {
  /** What was given is refused for a reason that is worth telling; without a secret in it. */
  static final class Rejected extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private Rejected(IllegalArgumentException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmgKMG]?)[bB]?");

  static ValueFormat<Integer> number(int least, int most) {
    return new ValueFormat<>("a whole number from " + least + " to " + most, text -> {
      int value = Integer.parseInt(text);
      return require(value, value >= least && value <= most);
    });
  }

  static ValueFormat<Boolean> trueOrFalse() {
    return new ValueFormat<>(
        "true or false",
        text -> require(text.equals("true"), text.equals("true") || text.equals("false")));
  }

  /** Bytes, as in {@code 512mb}; units are powers of 1,024. */
  static ValueFormat<Long> bytes(String least) {
    return new ValueFormat<>("a size such as 512mb or 2gb, at least " + least + ", or 0", text -> {
      long value = bytesOf(text);
      return require(value, value == 0 || value >= bytesOf(least));
    });
  }

  private static long bytesOf(String text) {
    Matcher size = SIZE.matcher(text);
    String unit = require(size, size.matches()).group(2).toLowerCase(Locale.ROOT);
    return Long.parseLong(size.group(1)) << (10 * " kmg".indexOf(unit.isEmpty() ? " " : unit));
  }

  /** A text that matches {@code pattern} as a whole. */
  static ValueFormat<String> text(String pattern, String accepted) {
    return checked(accepted, text -> text.matches(pattern));
  }

  /** Without the brackets that an IPv6 address has in a URL. */
  static ValueFormat<String> host() {
    return new ValueFormat<>("a host name or address", text -> {
      String host = text.replaceFirst("^\\[([0-9a-fA-F:.]+(%[\\w.-]+)?)]$", "$1");
      return require(host, host.matches("[^\\s/\\[\\]]+"));
    });
  }

  static ValueFormat<KnownHosts> hosts() {
    return new ValueFormat<>(
        "hosts, each with a port if it is not the usual one, separated by commas, or * for all",
        KnownHosts::parse);
  }

  static ValueFormat<String> pageUrl() {
    return checked(
        "http://host[:port][/path] or https://…", url -> Origin.ofUrl(url).isPresent());
  }

  /** As it is given: whoever connects reads it again. */
  static ValueFormat<String> redisUrl() {
    return explained(RedisUrl.ACCEPTED, text -> text, RedisUrl::parse);
  }

  /** Receivers of webhooks, as they are given. */
  static ValueFormat<String> hookUrls() {
    return explained(HookUrl.ACCEPTED, text -> text, HookUrl::parseAll);
  }

  /** A file of certificates. */
  static ValueFormat<Path> authorities() {
    return explained(
        "a PEM file with the certificates of authorities", Path::of, RedisTls::authorities);
  }

  static ValueFormat<String> tokenSecret() {
    int least = TokenSettings.SHORTEST_SECRET;
    return checked(
        "at least " + least + " bytes, such as `openssl rand -base64 32` makes",
        secret -> secret.getBytes(StandardCharsets.UTF_8).length >= least);
  }

  static ValueFormat<JwksLocation> jwks() {
    return new ValueFormat<>("an http or https URL, or a file, of a JSON Web Key Set", text -> {
      try {
        return JwksLocation.parse(text);
      } catch (IllegalArgumentException e) {
        throw new Rejected(e);
      }
    });
  }

  /** A file that can be served as it is. */
  static ValueFormat<Path> script() {
    return explained(
        "a file such as node_modules/socket.io-client/dist/socket.io.min.js",
        Path::of,
        ValueFormat::readable);
  }

  private static Path readable(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          Files.exists(file) ? "it is no file" : "there is no such file");
    }
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("it cannot be read");
    }
    return file;
  }

  /**
   * @param read throws an {@link IllegalArgumentException} that says what is wrong
   */
  private static <T> ValueFormat<T> explained(
      String accepted, Function<String, T> parse, Function<T, ?> read) {
    return new ValueFormat<>(accepted, text -> {
      T value = parse.apply(text);
      try {
        return require(value, read.apply(value) != null);
      } catch (IllegalArgumentException e) {
        throw new Rejected(e);
      }
    });
  }

  ValueFormat<Optional<T>> optional() {
    return new ValueFormat<>(accepted, text -> Optional.of(parse.apply(text)));
  }

  private static ValueFormat<String> checked(String accepted, Predicate<String> isAccepted) {
    return new ValueFormat<>(accepted, text -> require(text, isAccepted.test(text)));
  }

  private static <T> T require(T value, boolean accepted) {
    if (!accepted) {
      throw new IllegalArgumentException();
    }
    return value;
  }
}
