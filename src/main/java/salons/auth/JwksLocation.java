package salons.auth;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys are by which tokens are verified, as a JSON Web Key Set (RFC 7517): one of the two.
 *
 * @param url of http or https
 */
public record JwksLocation(@Nullable URI url, @Nullable Path file) {
  /**
   * Reads a URL, or the path of a file, which is looked at.
   *
   * @throws IllegalArgumentException that says what is wrong, but for a text that is neither
   */
  public static JwksLocation parse(String text) {
    if (text.matches("(?i)https?://.*")) {
      URI url = URI.create(text);
      if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
        throw new IllegalArgumentException("it is a URL with a host, without user or fragment");
      }
      return new JwksLocation(url, null);
    }
    return new JwksLocation(null, withKeys(Path.of(text)));
  }

  private static Path withKeys(Path file) {
    try {
      JwksKeys.check(Buffer.buffer(Files.readAllBytes(file)));
      return file;
    } catch (IOException e) {
      throw new IllegalArgumentException("it cannot be read: " + e, e);
    }
  }

  @Override
  public String toString() {
    return url == null ? String.valueOf(file) : url.toString();
  }
}
