package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.auth.Policy;
import salons.protocol.Limits;
import salons.room.Bus;
import salons.room.RoomMeters;
import salons.room.Rooms;

/**
 * One event loop's share of the port: serves the page, upgrades {@code /ws} to WebSocket, and owns the sockets that it took. Several
 * instances of it share the port.
 */
public final class HttpVerticle extends VerticleBase {
  private static final int ACCEPT_BACKLOG = 4_096;

  private final Bus bus;
  private final Addresses addresses;
  private final WebSettings settings;
  private final Policy policy;
  private final WebMeters meters;
  private final RoomMeters roomMeters;

  // Owned by this verticle's event loop.
  private @Nullable Connections connections;
  private boolean throttled;

  /**
   * @param addresses one an instance
   */
  public HttpVerticle(
      Bus bus,
      WebSettings settings,
      Addresses addresses,
      Policy policy,
      WebMeters meters,
      RoomMeters roomMeters) {
    this.bus = bus;
    this.addresses = addresses;
    this.settings = settings;
    this.policy = policy;
    this.meters = meters;
    this.roomMeters = roomMeters;
  }

  /** To be called once before the first is deployed. */
  public static Future<Void> prepare(Vertx vertx) {
    return StaticPage.unpack(vertx, StaticPage.ROOT);
  }

  @Override
  public Future<?> start() {
    LoopContext loop = new LoopContext(context, bus, settings, policy, meters, roomMeters);
    connections = loop.connections;
    HttpTimeouts timeouts = new HttpTimeouts(settings.http(), connections::seconds);
    HttpConnections http = new HttpConnections(settings, addresses, timeouts);
    vertx.setPeriodic(Rooms.SWEEP_MS, timer -> {
      loop.rooms.sweep();
      addresses.sweep();
    });
    vertx.setPeriodic(Rooms.EXPIRE_TYPING_MS, timer -> loop.rooms.expireTyping());
    vertx.setPeriodic(Connections.CHECK_EVERY_MS, timer -> {
      loop.connections.checkLiveness();
      timeouts.check();
    });
    return vertx
        .createHttpServer(options())
        .requestHandler(requests(loop, http))
        .connectionHandler(connection -> {
          throttle(connection);
          http.accepted(connection);
        })
        .listen(settings.port(), settings.host())
        .recover(failure -> Future.failedFuture(new IllegalStateException(unusable(failure))));
  }

  private Handler<HttpServerRequest> requests(LoopContext loop, HttpConnections http) {
    WebSocketUpgrade upgrade = new WebSocketUpgrade(loop, http);
    Router routes = Router.router(vertx);
    Health.mount(routes, vertx, bus.log(), loop.connections::isDraining);
    new Api(bus.status(), http).mount(routes);
    new StaticPage(vertx).mount(routes);
    Problem.answerFor(routes, 400, 404, 405);
    return request -> {
      if (request.path().equals("/ws")) {
        upgrade.handle(request);
      } else {
        routes.handle(request);
      }
    };
  }

  private String unusable(Throwable failure) {
    if (failure instanceof UnknownHostException) {
      return "host: \"" + settings.host() + "\" is no address of this machine.";
    }
    return "port: " + settings.port() + " of " + settings.host() + " cannot be used ("
        + failure.getMessage() + "). If another program has it, choose another one with -Dport.";
  }

  /**
   * Is not ready any more, takes no new connections, and sends those it has away, a few at a time, when what they said is answered: to
   * come back later or elsewhere.
   */
  @Override
  public Future<?> stop() {
    return connections == null ? Future.succeededFuture() : connections.drain(vertx);
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

  private void throttle(HttpConnection connection) {
    if (!throttled) {
      throttled = true;
      AcceptThrottle.guard(connection);
    }
  }
}
