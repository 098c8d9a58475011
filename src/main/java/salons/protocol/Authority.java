package salons.protocol;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and perhaps a port, as in a URL or the header {@code Host}.
 *
 * @param port 1 to 65535, or {@link #NO_PORT}
 */
public record Authority(HostName host, int port) {
  public static final int NO_PORT = -1;

  private static final int LAST_PORT = 65_535;
  private static final Pattern FORM =
      Pattern.compile("(\\[[^\\[\\]]*]|[^\\[\\]:]*)(?::(\\d{1,5}))?");

  /** Empty for what is none; user and password are no part of it. */
  public static Optional<Authority> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int port = parts.group(2) == null ? NO_PORT : Integer.parseInt(parts.group(2));
    if (port == 0 || port > LAST_PORT) {
      return Optional.empty();
    }
    return HostName.parse(parts.group(1)).map(host -> new Authority(host, port));
  }

  public boolean hasPort() {
    return port != NO_PORT;
  }

  @Override
  public String toString() {
    return hasPort() ? host + ":" + port : host.toString();
  }
}
