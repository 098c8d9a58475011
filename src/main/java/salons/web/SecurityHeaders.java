package salons.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/**
 * What every answer says to browsers, be it the page, data or a refusal: that it is what its type says, belongs to this origin alone,
 * and is kept by nobody. The page takes back what it must: see {@link #setForPage}.
 */
final class SecurityHeaders {
  private static final CharSequence CONTENT_SECURITY_POLICY =
      HttpHeaders.createOptimized("Content-Security-Policy");
  private static final Map<CharSequence, CharSequence> EVERYWHERE = Map.of(
      CONTENT_SECURITY_POLICY,
      HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'"),
      HttpHeaders.createOptimized("X-Content-Type-Options"),
      HttpHeaders.createOptimized("nosniff"),
      HttpHeaders.createOptimized("Referrer-Policy"),
      HttpHeaders.createOptimized("no-referrer"),
      HttpHeaders.createOptimized("Cross-Origin-Opener-Policy"),
      HttpHeaders.createOptimized("same-origin"),
      HttpHeaders.createOptimized("Cross-Origin-Resource-Policy"),
      HttpHeaders.createOptimized("same-origin"),
      HttpHeaders.CACHE_CONTROL,
      HttpHeaders.createOptimized("no-store"));

  private static final CharSequence PAGE =
      HttpHeaders.createOptimized("default-src 'none'; script-src 'self'; style-src 'self';"
          + " img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types worker");

  private SecurityHeaders() {}

  static void set(HttpServerResponse response) {
    MultiMap headers = response.headers();
    EVERYWHERE.forEach((name, value) -> headers.set(name, value));
  }

  /** The same as lines, for an answer that is written by hand. */
  static String lines() {
    StringBuilder lines = new StringBuilder();
    EVERYWHERE.forEach(
        (name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
    return lines.toString();
  }

  /**
   * Beside what was {@linkplain #set set}: a file of the page may load the others, and be kept by who asks each time whether it is still the
   * same.
   */
  static void setForPage(HttpServerResponse response) {
    response
        .headers()
        .set(CONTENT_SECURITY_POLICY, PAGE)
        .set(HttpHeaders.CACHE_CONTROL, "no-cache");
  }
}
