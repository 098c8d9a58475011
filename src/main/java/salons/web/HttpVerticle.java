package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import salons.protocol.Limits;
import salons.room.Bus;
import salons.room.Rooms;

/**
 * One event loop's share of the port: serves the page, upgrades {@code /ws} to WebSocket, and owns the sockets that it took. Several
 * instances of it share the port.
 */
public final class HttpVerticle extends VerticleBase {
  private static final int ACCEPT_BACKLOG = 4_096;

  /** Sockets are sent away in so many parts, so that not all come back at once. */
  private static final int DRAIN_ROUNDS = 40;

  private static final long DRAIN_EVERY_MS = 50;
  private static final long DRAIN_AT_MOST_NS = 5_000_000_000L;

  private final Bus bus;
  private final WebSettings settings;
  private final OriginCheck origins;

  // Owned by this verticle's event loop.
  private @Nullable LoopContext loop;
  private @Nullable Router router;
  private boolean draining;
  private boolean guarded;

  public HttpVerticle(Bus bus, WebSettings settings) {
    this.bus = bus;
    this.settings = settings;
    this.origins = new OriginCheck(settings.origins());
  }

  /** To be called once before the first is deployed. */
  public static Future<Void> prepare(Vertx vertx) {
    return StaticPage.unpack(vertx, StaticPage.ROOT);
  }

  @Override
  public Future<?> start() {
    LoopContext started = new LoopContext(context, bus, settings);
    loop = started;
    router = routes();
    vertx.setPeriodic(Rooms.SWEEP_MS, timer -> started.rooms.sweep());
    vertx.setPeriodic(Rooms.TICK_MS, timer -> started.rooms.tick());
    vertx.setPeriodic(1_000, timer -> started.tend());
    return vertx
        .createHttpServer(options())
        .requestHandler(this::request)
        .connectionHandler(this::guard)
        .listen(settings.port(), settings.host())
        .recover(failure -> Future.failedFuture(new IllegalStateException(unusable(failure))));
  }

  private String unusable(Throwable failure) {
    if (failure instanceof UnknownHostException) {
      return "host: \"" + settings.host() + "\" is no address of this machine.";
    }
    return "port: " + settings.port() + " of " + settings.host() + " cannot be used ("
        + failure.getMessage() + "). If another program has it, choose another one with -Dport.";
  }

  /**
   * Is not ready any more, takes no new sockets, and sends those it has away, a few at a time, when what they said is settled: to
   * come back later or elsewhere.
   */
  @Override
  public Future<?> stop() {
    draining = true;
    Promise<Void> drained = Promise.promise();
    Queue<Session> staying = new ArrayDeque<>(loop().sessions);
    int some = 1 + staying.size() / DRAIN_ROUNDS;
    long deadline = System.nanoTime() + DRAIN_AT_MOST_NS;
    vertx.setPeriodic(1, DRAIN_EVERY_MS, timer -> {
      for (int i = 0; i < some && !staying.isEmpty(); i++) {
        staying.remove().restart();
      }
      if (loop().sessions.isEmpty() || System.nanoTime() > deadline) {
        vertx.cancelTimer(timer);
        drained.tryComplete();
      }
    });
    return drained.future();
  }

  static HttpServerOptions options() {
    return new HttpServerOptions()
        .setMaxWebSocketFrameSize(Limits.FRAME)
        .setMaxWebSocketMessageSize(Limits.FRAME)
        .setWebSocketSubProtocols(List.of(Handshake.SUBPROTOCOL))
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setAcceptBacklog(ACCEPT_BACKLOG)
        .setTcpNoDelay(true)
        .setCompressionSupported(false)
        .setHttp2ClearTextEnabled(false);
  }

  /** A route for those who read, be it the head alone. */
  static Route reading(Router routes, String path) {
    return routes.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  private Router routes() {
    Router routes = Router.router(vertx);
    Health.mount(routes, vertx, bus, () -> draining);
    new Api(bus).mount(routes);
    new StaticPage(vertx).mount(routes);
    Problem.answerFor(routes, 400, 404, 405);
    return routes;
  }

  private void guard(HttpConnection connection) {
    if (!guarded) {
      guarded = true;
      AcceptThrottle.guard(connection);
    }
  }

  private void request(HttpServerRequest request) {
    if (request.path().equals("/ws")) {
      upgrade(request);
    } else if (router != null) {
      router.handle(request);
    }
  }

  private void upgrade(HttpServerRequest request) {
    if (draining) {
      Problem.end(request.response(), 503, "This instance is stopping.");
      return;
    }
    if (!origins.allow(request)) {
      Problem.end(request.response(), 403, "This Origin may not open a socket here.");
      return;
    }
    Transport taken = NettyTransport.takeOver(request, loop().scratch);
    if (taken != null) {
      opened(taken);
    } else {
      request.toWebSocket().onSuccess(socket -> opened(new VertxTransport(socket)));
    }
  }

  private void opened(Transport transport) {
    String connection =
        Long.toString(ThreadLocalRandom.current().nextLong(1L << 52), Character.MAX_RADIX);
    Session session = new Session(transport, loop(), connection);
    loop().sessions.add(session);
    if (draining) {
      session.restart();
    }
  }

  private LoopContext loop() {
    if (loop == null) {
      throw new IllegalStateException("not started");
    }
    return loop;
  }
}
