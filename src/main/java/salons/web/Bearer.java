package salons.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import salons.auth.Access;
import salons.auth.Principal;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;

/** The token of a request (RFC 6750). It stands in a header, or in the query, which nobody may log. */
final class Bearer {
  private static final Pattern CREDENTIALS = Pattern.compile("(?i)Bearer +([^ ]+)");
  private static final String PARAMETER = "access_token";

  private Bearer() {}

  /** The token in the header; empty where there is none, or something else. */
  static Optional<String> inHeader(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    Matcher credentials = CREDENTIALS.matcher(header == null ? "" : header);
    return credentials.matches() ? Optional.of(credentials.group(1)) : Optional.empty();
  }

  /**
   * Who makes the request. A body that comes meanwhile is not waited for: whoever reads it pauses the request first.
   *
   * @return completes at once where tokens mean nothing, else later on the event loop of the caller; fails with a {@link RefusedException}
   *     that {@link Problem} tells
   */
  static Future<Principal> principal(Access access, HttpServerRequest request) {
    if (!access.verifies()) {
      return access.principal(Optional.empty());
    }
    Optional<String> header = inHeader(request);
    String query = inQuery(request);
    if (header.isPresent() && query != null) {
      return Future.failedFuture(RefusedException.because(
          Refusal.Code.BAD_REQUEST, "A token is given once: in the header or in the query."));
    }
    return access.principal(header.or(() -> Optional.ofNullable(query)));
  }

  private static @Nullable String inQuery(HttpServerRequest request) {
    try {
      return request.getParam(PARAMETER);
    } catch (IllegalArgumentException notPercentEncoded) {
      return null;
    }
  }
}
