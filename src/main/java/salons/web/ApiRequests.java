package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.auth.Principal;
import salons.protocol.Limits;
import salons.protocol.Refusal;

/**
 * Answers {@code /api}: who may ask, how often, and with what body is judged here; the rest is as the {@link Contract} has it, by routes that
 * are made from it when the first request comes. Confined to one event loop.
 */
final class ApiRequests {
  private static final Logger log = LoggerFactory.getLogger(ApiRequests.class);
  private static final String ROOT = "/api/";
  private static final Pattern WITH_BODY = Pattern.compile("/api/rooms/[^/]+/messages");
  private static final Pattern STREAM = Pattern.compile("/api/rooms/[^/]+/events");
  private static final Pattern JSON =
      Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

  private final Vertx vertx;
  private final LoopContext loop;
  private final HttpConnections http;
  private final HostGuard hosts;
  private final Contract contract;
  private final Budget bodies;
  private final Map<String, Handler<RoutingContext>> operations;
  private final AdminAccess administrators;

  /** Null until the first request. */
  private @Nullable Router routes;

  /**
   * @param bodies for what all clients have on its way in
   * @param operations what answers each operation of the contract, by its id
   */
  ApiRequests(
      Vertx vertx,
      LoopContext loop,
      HttpConnections http,
      HostGuard hosts,
      Contract contract,
      Budget bodies,
      AdminAccess administrators,
      Map<String, Handler<RoutingContext>> operations) {
    this.vertx = vertx;
    this.loop = loop;
    this.http = http;
    this.hosts = hosts;
    this.contract = contract;
    this.bodies = bodies;
    this.administrators = administrators;
    this.operations = operations;
  }

  static boolean isFor(HttpServerRequest request) {
    String path = request.path();
    return path != null && (path.startsWith(ROOT) || ROOT.equals(path + '/'));
  }

  /** Whether a body of any length is read here; a long one is refused elsewhere. */
  static boolean takesBody(HttpServerRequest request) {
    return HttpMethod.POST.equals(request.method())
        && isFor(request)
        && WITH_BODY.matcher(request.path()).matches();
  }

  void handle(HttpServerRequest request) {
    SecurityHeaders.set(request.response());
    if (!hosts.admit(request)) {
      return;
    }
    boolean isPage = request.headers().contains(HttpHeaders.ORIGIN);
    if (isPage && hosts.comesFromWelcomePage(request)) {
      CrossOrigin.allow(request);
    } else if (isPage && !onlyReads(request) && !hosts.admitPage(request, act(request))) {
      return;
    }
    long wait = http.request(request);
    if (wait > 0) {
      Problem.end(request.response(), Refusal.rateLimited("requests", wait));
    } else if (isPage && HttpMethod.OPTIONS.equals(request.method())) {
      CrossOrigin.preflight(request);
    } else {
      route(request);
    }
  }

  /** What a page of any origin may ask for: its browser does not let it see the answer. */
  private static boolean onlyReads(HttpServerRequest request) {
    boolean reads =
        HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
    return reads && !STREAM.matcher(request.path()).matches();
  }

  private static String act(HttpServerRequest request) {
    return STREAM.matcher(request.path()).matches() ? "listen" : "act";
  }

  private void route(HttpServerRequest request) {
    if (routes != null) {
      routes.handle(request);
      return;
    }
    request.pause();
    contract
        .read()
        .onComplete(read -> loop.run(() -> {
          request.resume();
          if (read.succeeded()) {
            routes = routes == null ? routes(read.result()) : routes;
            routes.handle(request);
          } else {
            log.error("The contract cannot be read", read.cause());
            Problem.end(request.response(), 500, "");
          }
        }));
  }

  private Router routes(OpenAPIContract read) {
    RouterBuilder builder = RouterBuilder.create(vertx, read, ApiRequest::of);
    builder.rootHandler(this::identify);
    builder.rootHandler(this::takeBody);
    operations.forEach((id, operation) -> builder.getRoute(id).addHandler(operation));
    Router made = builder.createRouter();
    made.getRoutes().stream()
        .filter(ApiRequests::isRead)
        .forEach(route -> route.method(HttpMethod.HEAD));
    Problem.answerFor(made, 404);
    made.errorHandler(400, BadRequest::answer);
    made.errorHandler(
        405, context -> Problem.notAllowed(context.response(), methods(read, context)));
    made.errorHandler(500, ApiRequests::failed);
    return made;
  }

  private static boolean isRead(Route route) {
    return route.methods() != null && route.methods().contains(HttpMethod.GET);
  }

  private static String methods(OpenAPIContract contract, RoutingContext context) {
    Path path = contract.findPath(context.normalizedPath());
    List<String> methods = new ArrayList<>(List.of("GET", "HEAD"));
    if (path != null) {
      path.getOperations().stream()
          .map(Operation::getHttpMethod)
          .map(HttpMethod::name)
          .filter(method -> !methods.contains(method))
          .forEach(methods::add);
    }
    return String.join(", ", methods);
  }

  private static void failed(RoutingContext context) {
    log.error("A request to {} failed", context.currentRoute(), context.failure());
    if (!context.response().headWritten()) {
      Problem.end(context.response(), 500, "");
    }
  }

  /** What follows knows {@linkplain ApiRequest#principal who asks}. A body waits meanwhile. */
  private void identify(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean isAdmin = AdminAccess.isFor(context);
    if (isAdmin && !administrators.isPossible()) {
      context.fail(404);
      return;
    }
    request.pause();
    Future<Principal> principal =
        isAdmin ? administrators.principal(request) : Bearer.principal(loop.access, request);
    principal.onComplete(known -> {
      request.resume();
      if (known.succeeded()) {
        context.put(ApiRequest.PRINCIPAL, known.result());
        context.next();
      } else {
        Problem.end(request.response(), Refusal.of(known.cause()));
        if (takesBody(request)) {
          request.connection().close().onFailure(gone -> {});
        }
      }
    });
  }

  /** Before it is validated. */
  private void takeBody(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!takesBody(request)) {
      context.next();
      return;
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !JSON.matcher(type).matches()) {
      refuse(request, 415, "The body has to be application/json.");
      return;
    }
    if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
      request.response().writeContinue();
    }
    RequestBody body = new RequestBody(request, Limits.FRAME, bodies);
    context.addEndHandler(answered -> body.done());
    body.read(
        whole -> {
          context.put(ApiRequest.BODY, Buffer.buffer(whole));
          context.next();
        },
        () -> refuse(request, 413, "The body has " + Limits.FRAME + " bytes at most."));
  }

  /** What else comes on the connection is not read. */
  private static void refuse(HttpServerRequest request, int status, String why) {
    HttpServerResponse response = request.response();
    Problem.end(response, status, why);
    request.connection().close().onFailure(gone -> {});
  }
}
