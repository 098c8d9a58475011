package salons.web;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import java.util.List;
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
  private static final String SUBPROTOCOL = "salons.v1";
  private static final int ACCEPT_BACKLOG = 4_096;

  /** Those who were shown the door by a restart come back spread over this time. */
  private static final long COME_BACK_WITHIN_MS = 3_000;

  private final Bus bus;
  private final WebSettings settings;
  private final Origins origins;

  // Owned by this verticle's event loop.
  private @Nullable Loop loop;
  private @Nullable Router router;

  public HttpVerticle(Bus bus, WebSettings settings) {
    this.bus = bus;
    this.settings = settings;
    this.origins = new Origins(settings.origins());
  }

  @Override
  public Future<?> start() {
    Loop started = new Loop(context, bus, settings);
    loop = started;
    router = routes();
    vertx.setPeriodic(Rooms.SWEEP_MS, timer -> started.rooms.sweep());
    return vertx
        .createHttpServer(options())
        .requestHandler(this::request)
        .listen(settings.port(), settings.host());
  }

  /** Sends every socket away, to come back later or elsewhere. */
  @Override
  public Future<?> stop() {
    for (Conversation conversation : List.copyOf(loop().conversations)) {
      long delay = ThreadLocalRandom.current().nextLong(COME_BACK_WITHIN_MS);
      conversation.close(CloseCode.RESTARTING, "restarting; come back in " + delay + " ms");
    }
    return Future.succeededFuture();
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setMaxWebSocketFrameSize(Limits.FRAME)
        .setMaxWebSocketMessageSize(Limits.FRAME)
        .setWebSocketSubProtocols(List.of(SUBPROTOCOL))
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setAcceptBacklog(ACCEPT_BACKLOG)
        .setTcpNoDelay(true)
        .setCompressionSupported(false);
  }

  private Router routes() {
    Router routes = Router.router(vertx);
    Health.mount(routes, vertx, bus);
    new StaticPage(vertx).mount(routes);
    return routes;
  }

  private void request(HttpServerRequest request) {
    if (request.path().equals("/ws")) {
      upgrade(request);
    } else if (router != null) {
      router.handle(request);
    }
  }

  private void upgrade(HttpServerRequest request) {
    if (!origins.allow(request)) {
      request.response().setStatusCode(403).end("This Origin may not open a socket here.\n");
      return;
    }
    request.toWebSocket().onSuccess(this::opened);
  }

  private void opened(ServerWebSocket socket) {
    String connection =
        Long.toString(ThreadLocalRandom.current().nextLong(1L << 52), Character.MAX_RADIX);
    loop().conversations.add(new Conversation(socket, loop(), connection));
  }

  private Loop loop() {
    if (loop == null) {
      throw new IllegalStateException("not started");
    }
    return loop;
  }
}
