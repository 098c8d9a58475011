package salons;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes its value.
 *
 * @param accepted what can be read, as it is told to who gave something else
 * @param parse given a text that is neither empty nor starts or ends with blanks; throws an {@link IllegalArgumentException} if it
 *     cannot be read
 */
record ValueFormat<T>(String accepted, Function<String, T> parse) {
  private static final Pattern REDIS_URL = Pattern.compile(
      "rediss?://([^/]*@)?([^@/:\\[\\]\\s]+|\\[[0-9a-fA-F:]+])(:(?<port>\\d{1,5}))?(/\\d{0,5})?");

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

  /** A text that matches {@code pattern} as a whole. */
  static ValueFormat<String> text(String pattern, String accepted) {
    return checked(accepted, text -> text.matches(pattern));
  }

  /** Hosts as browsers name them in {@code Origin}, in lower case. */
  static ValueFormat<Set<String>> hosts() {
    Pattern host = Pattern.compile("[a-z0-9.-]+(:\\d+)?|\\[[0-9a-f:]+](:\\d+)?");
    return new ValueFormat<>(
        "hosts, each with a port if it is not the usual one, separated by commas",
        list -> Arrays.stream(list.split(",", -1))
            .map(part -> part.strip().toLowerCase(Locale.ROOT))
            .map(part -> require(part, host.matcher(part).matches()))
            .collect(Collectors.toUnmodifiableSet()));
  }

  static ValueFormat<String> pageUrl() {
    return text(
        "https?://[^\\s/?#@\\\\\"<>]+(/[^\\s?#\\\\\"<>]*)?",
        "http://host[:port][/path] or https://…");
  }

  static ValueFormat<String> redisUrl() {
    return checked(
        "redis://[:password@]host[:port][/number] or rediss://…", ValueFormat::isRedisUrl);
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

  private static boolean isRedisUrl(String url) {
    Matcher parts = REDIS_URL.matcher(url);
    return parts.matches()
        && (parts.group("port") == null || Integer.parseInt(parts.group("port")) <= 65_535);
  }
}
