package salons.web;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import salons.protocol.Authority;
import salons.protocol.HostName;

/**
 * Whose page it is (RFC 6454): {@code http} or {@code https}, a host and a port.
 *
 * @param port 1 to 65535, the usual one of the scheme where none was named
 */
public record Origin(String scheme, HostName host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final Pattern URL =
      Pattern.compile("(https?://[^/]+)(?:/[^\\s?#\\\\\"<>]*)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern FORM =
      Pattern.compile("(https?)://([^/?#@\\\\\\s]+)", Pattern.CASE_INSENSITIVE);

  /** Empty for what is none, and for pages that did not come over HTTP: {@code null}, those of extensions, files and others. */
  public static Optional<Origin> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    return Authority.parse(parts.group(2))
        .map(authority -> new Origin(
            scheme, authority.host(), authority.hasPort() ? authority.port() : usualPort(scheme)));
  }

  /** That of the page at this URL, which has neither query nor fragment; empty for what is none that a browser could open. */
  public static Optional<Origin> ofUrl(String url) {
    Matcher parts = URL.matcher(url);
    return parts.matches() ? parse(parts.group(1)) : Optional.empty();
  }

  /** Whether the port is the one that nobody writes. */
  boolean hasUsualPort() {
    return port == usualPort(scheme);
  }

  private static int usualPort(String scheme) {
    return scheme.equals("https") ? HTTPS : HTTP;
  }
}
