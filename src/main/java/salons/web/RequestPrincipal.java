package salons.web;

import io.vertx.core.http.HttpServerRequest;
import salons.auth.Principal;

/** Who makes a request that is answered without a session. */
final class RequestPrincipal {
  private RequestPrincipal() {}

  /** A guest: nobody has to show who they are. */
  static Principal of(HttpServerRequest request) {
    return Principal.GUEST;
  }
}
