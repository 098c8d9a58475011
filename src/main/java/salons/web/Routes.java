package salons.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

/** The kinds of routes that there are. */
final class Routes {
  private Routes() {}

  /** A route for those who read, be it the head alone. */
  static Route reading(Router routes, String path) {
    return routes.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }
}
