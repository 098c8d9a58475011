package salons.engineio;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of sessions: {@code <instance>.<16 letters>}, so that whoever is asked about a session knows who holds it. Whoever knows an id is the
 * client: the letters are 96 random bits, and neither logged nor told to others.
 */
public final class SessionIds {
  private static final int RANDOM_BYTES = 12;

  /** What needs no escape in a query: clients put it in as it is. */
  private static final Pattern SID = Pattern.compile("([A-Za-z0-9._~-]+)\\.[A-Za-z0-9_-]{16}");

  private final String prefix;
  private final SecureRandom random;

  /**
   * @param instance letters, digits, {@code .}, {@code _}, {@code ~} and {@code -} only
   * @throws IllegalArgumentException if there is something else in it, or nothing
   */
  public SessionIds(String instance, SecureRandom random) {
    this.prefix = instance + ".";
    this.random = random;
    if (!instance.equals(owner(next()))) {
      throw new IllegalArgumentException("An id of a session cannot begin with " + instance);
    }
  }

  public String next() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return prefix + Base64.getUrlEncoder().encodeToString(bytes);
  }

  /** The instance that made it; null when none did. */
  public static @Nullable String owner(String sid) {
    Matcher matcher = SID.matcher(sid);
    return matcher.matches() ? matcher.group(1) : null;
  }
}
