package salons.suite;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import salons.e2e.CanIgnoreReturnValue;
import salons.engineio.EngineSettings;
import salons.socketio.SocketSettings;

/**
 * The server that the official test suites of Engine.IO v4 and Socket.IO v5 talk to. They are not part of the project; to run them, take
 * {@code docs/engine.io-protocol/v4-test-suite} and {@code docs/socket.io-protocol/v5-test-suite} from the repository {@code
 * socketio/socket.io}, {@code npm install}, start this class with a port (3000 is what they ask for) and say {@code npm test}.
 */
public final class OfficialSuiteServer extends VerticleBase {
  /** What the suites expect. */
  static final EngineSettings SETTINGS =
      new EngineSettings(300, 200, 10_000, 1_000_000, 16, 256 * 1024);

  static final SocketSettings SOCKET_SETTINGS = new SocketSettings(1000, 10, 32, 1_000_000, true);

  private static final int TICK_MS = 5;

  private final int port;
  private final Map<String, EngineEndpoint> endpoints;
  private @Nullable HttpServer server;

  /** 0 for any port. */
  OfficialSuiteServer(int port) {
    this(port, SETTINGS, SOCKET_SETTINGS);
  }

  /** In no hurry: what is late on a busy machine is not wrong. */
  static OfficialSuiteServer patient() {
    return new OfficialSuiteServer(
        0, EngineSettings.DEFAULT, new SocketSettings(45_000, 10, 32, 1_000_000, true));
  }

  private OfficialSuiteServer(int port, EngineSettings engine, SocketSettings sockets) {
    this.port = port;
    endpoints = Map.of(
        "/engine.io/", new EngineEndpoint(engine, Echo::new),
        "/socket.io/", new EngineEndpoint(engine, () -> new SocketIo(sockets)));
  }

  public static void main(String[] args) {
    new OfficialSuiteServer(Integer.parseInt(args[0])).deploy(Vertx.vertx());
  }

  /** Returns when it listens. */
  @CanIgnoreReturnValue
  OfficialSuiteServer deploy(Vertx vertx) {
    vertx.deployVerticle(this).toCompletionStage().toCompletableFuture().join();
    return this;
  }

  /** The port it listens on. */
  int port() {
    return server == null ? port : server.actualPort();
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(TICK_MS, due -> endpoints.values().forEach(EngineEndpoint::tick));
    HttpServerOptions options = new HttpServerOptions()
        .setHost("localhost")
        .setMaxWebSocketFrameSize(SETTINGS.maxPayload())
        .setMaxWebSocketMessageSize(SETTINGS.maxPayload());
    server = vertx.createHttpServer(options).requestHandler(this::handle);
    return server.listen(port);
  }

  private void handle(HttpServerRequest request) {
    EngineEndpoint endpoint = endpoints.get(request.path());
    if (endpoint == null) {
      request.response().setStatusCode(404).end();
    } else {
      endpoint.handle(request);
    }
  }
}
