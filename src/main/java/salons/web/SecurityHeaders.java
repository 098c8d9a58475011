package salons.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * What every answer says to browsers, be it the page, data or a refusal: that it is what its type says, belongs to this origin alone,
 * and is kept by nobody. The page takes back what it must: see {@link #setForPage}.
 */
final class SecurityHeaders {
  private static final CharSequence CONTENT_SECURITY_POLICY =
      HttpHeaders.createOptimized("Content-Security-Policy");
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence REFERRER_POLICY =
      HttpHeaders.createOptimized("Referrer-Policy");
  private static final CharSequence OPENER_POLICY =
      HttpHeaders.createOptimized("Cross-Origin-Opener-Policy");
  private static final CharSequence RESOURCE_POLICY =
      HttpHeaders.createOptimized("Cross-Origin-Resource-Policy");

  private static final CharSequence NOTHING =
      HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
  private static final CharSequence PAGE =
      HttpHeaders.createOptimized("default-src 'none'; script-src 'self'; style-src 'self';"
          + " img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types worker");

  private SecurityHeaders() {}

  static void set(HttpServerResponse response) {
    set(response.headers());
  }

  static void set(MultiMap headers) {
    headers
        .set(CONTENT_SECURITY_POLICY, NOTHING)
        .set(CONTENT_TYPE_OPTIONS, "nosniff")
        .set(REFERRER_POLICY, "no-referrer")
        .set(OPENER_POLICY, "same-origin")
        .set(RESOURCE_POLICY, "same-origin")
        .set(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /** A file of the page may load the others, and be kept by who asks each time whether it is still the same. */
  static void setForPage(HttpServerResponse response) {
    set(response);
    response
        .headers()
        .set(CONTENT_SECURITY_POLICY, PAGE)
        .set(HttpHeaders.CACHE_CONTROL, "no-cache");
  }
}
