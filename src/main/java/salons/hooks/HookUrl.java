package salons.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a receiver is: {@code http[s]://[user:password@]host[:port][/path][?query]}. All but scheme, host and port may be a secret, so
 * nothing else is told of it.
 */
public record HookUrl(URI uri) {
  public static final String ACCEPTED =
      "http://host[:port][/path] or https://…, up to " + HookUrl.MOST + " separated by commas";

  /** Each costs a write with whatever is said. */
  private static final int MOST = 4;

  private static final int LONGEST = 2_000;
  private static final int ID_BYTES = 8;
  private static final int MOST_PORT = 65_535;

  /**
   * @throws IllegalArgumentException that says what is wrong, without the URL
   */
  public HookUrl {
    if (!isHttp(uri.getScheme())) {
      throw new IllegalArgumentException("one begins with neither http:// nor https://");
    }
    if (uri.getHost() == null || uri.getPort() > MOST_PORT || uri.getPort() == 0) {
      throw new IllegalArgumentException("one has no host, or no port that there is");
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException("one has a #, which is never sent");
    }
    if (uri.toString().length() > LONGEST) {
      throw new IllegalArgumentException("one is longer than " + LONGEST + " characters");
    }
  }

  /**
   * One or several, separated by commas.
   *
   * @throws IllegalArgumentException that says what is wrong, without any URL
   */
  public static List<HookUrl> parseAll(String text) {
    List<HookUrl> urls = Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .map(HookUrl::parse)
        .toList();
    if (urls.size() > MOST) {
      throw new IllegalArgumentException("they are " + urls.size());
    }
    if (urls.stream().distinct().count() < urls.size()) {
      throw new IllegalArgumentException("one is there twice");
    }
    return urls;
  }

  private static HookUrl parse(String text) {
    try {
      return new HookUrl(new URI(text));
    } catch (URISyntaxException e) {
      // Its message has the URL in it.
      throw new IllegalArgumentException("one is no URL", null);
    }
  }

  private static boolean isHttp(@Nullable String scheme) {
    return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
  }

  /** By which it is known in Redis: the same as long as the URL is. */
  public String id() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(uri.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isTls() {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** A POST to it; redirects are not followed. */
  RequestOptions request() {
    RequestOptions request = new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost(uri.getHost().replaceAll("[\\[\\]]", ""))
        .setPort(uri.getPort() > 0 ? uri.getPort() : isTls() ? 443 : 80)
        .setSsl(isTls())
        .setURI(path())
        .setFollowRedirects(false);
    String credentials = uri.getUserInfo();
    return credentials == null ? request : request.putHeader("Authorization", basic(credentials));
  }

  private String path() {
    String path = Objects.requireNonNullElse(uri.getRawPath(), "");
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return (path.isEmpty() ? "/" : path) + query;
  }

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  /** For logs. */
  @Override
  public String toString() {
    String port = uri.getPort() > 0 ? ":" + uri.getPort() : "";
    return uri.getScheme() + "://" + uri.getHost() + port + "/…";
  }
}
