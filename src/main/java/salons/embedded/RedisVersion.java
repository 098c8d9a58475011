package salons.embedded;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a redis-server says of itself. {@code product} is Redis or Valkey. */
record RedisVersion(String product, int major, int minor, int patch) {
  private static final Pattern SAID =
      Pattern.compile("(Redis|Valkey) server v=(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})\\b");

  /** From the answer to {@code --version}; empty if it is none. */
  static Optional<RedisVersion> parse(String answer) {
    Matcher said = SAID.matcher(answer);
    return said.find()
        ? Optional.of(new RedisVersion(
            said.group(1),
            Integer.parseInt(said.group(2)),
            Integer.parseInt(said.group(3)),
            Integer.parseInt(said.group(4))))
        : Optional.empty();
  }

  /** Whether the scripts and the configuration are meant for it: 6.2 to 9. */
  boolean isSupported() {
    return isAtLeast(6, 2) && major <= 9;
  }

  boolean isAtLeast(int thatMajor, int thatMinor) {
    return major > thatMajor || major == thatMajor && minor >= thatMinor;
  }

  String number() {
    return major + "." + minor + "." + patch;
  }

  @Override
  public String toString() {
    return product + " " + number();
  }
}
