package salons.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import salons.auth.Access;
import salons.auth.Principal;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.web.Addresses.Address;

/** Who is let in to {@code /api/admin}: who has the operator's token, and those whose own says {@code admin}. Confined to one event loop. */
final class AdminAccess {
  private static final String ROOT = "/api/admin/";

  private final Access access;
  private final Optional<AdminToken> token;
  private final HttpConnections http;

  AdminAccess(LoopContext loop, HttpConnections http) {
    this.access = loop.access;
    this.token = loop.settings.adminToken();
    this.http = http;
  }

  /** Whether a request is for administrators, however its path is spelled. */
  static boolean isFor(RoutingContext context) {
    String path = context.normalizedPath();
    return path.startsWith(ROOT) || ROOT.equals(path + '/');
  }

  /** Whether there can be any administrators. */
  boolean isPossible() {
    return token.isPresent() || access.verifies();
  }

  /**
   * The administrator who makes the request. A token is taken from the header alone, since addresses are logged on the way; who shows wrong
   * ones has to wait, whatever they show then.
   *
   * @return completes at once, or later on the event loop of the caller; fails with a {@link RefusedException}
   */
  Future<Principal> principal(HttpServerRequest request) {
    Address address = http.address(request);
    long wait = address.untilNextSecret();
    if (wait > 0) {
      return refuse(Refusal.rateLimited("wrong tokens", wait));
    }
    Optional<String> shown = Bearer.inHeader(request);
    if (shown.isEmpty()) {
      return refuse(Refusal.unauthorized("An administrator's token is needed here."));
    }
    if (token.isPresent() && token.get().is(shown.get())) {
      return Future.succeededFuture(Principal.OPERATOR);
    }
    return verified(shown.get()).onFailure(failure -> {
      if (Refusal.of(failure).code() == Refusal.Code.UNAUTHORIZED) {
        address.wrongSecret();
      }
    });
  }

  private Future<Principal> verified(String shown) {
    if (!access.verifies()) {
      return refuse(Refusal.unauthorized("This is not an administrator's token."));
    }
    return access
        .principal(Optional.of(shown))
        .compose(known -> known.isAdmin()
            ? Future.succeededFuture(known)
            : refuse(
                new Refusal(Refusal.Code.FORBIDDEN, "This takes a token with the claim 'admin'.")));
  }

  private static <T> Future<T> refuse(Refusal why) {
    return Future.failedFuture(new RefusedException(why));
  }
}
