package salons.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Lets the pages of other origins read the answers to their requests (CORS, Fetch standard 3.2), once it is known that they may ask. */
final class CrossOrigin {
  static final String RESOURCE_POLICY = "Cross-Origin-Resource-Policy";
  static final String ANYWHERE = "cross-origin";
  private static final String A_DAY_S = "86400";

  private CrossOrigin() {}

  /** To be called before anything is answered, errors too: without these headers the browser hides what they say. */
  static void allow(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    HttpServerResponse response = request.response().putHeader(HttpHeaders.VARY, "Origin");
    if (origin != null) {
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
          .putHeader(RESOURCE_POLICY, ANYWHERE);
    }
  }

  /** What a browser asks before it sends something unusual. */
  static void preflight(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (headers != null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
    response
        .setStatusCode(204)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST")
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, A_DAY_S)
        .end();
  }
}
