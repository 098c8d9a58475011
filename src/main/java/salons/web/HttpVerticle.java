package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import salons.async.OutOfMemory;
import salons.auth.Access;
import salons.engineio.EngineSettings;
import salons.protocol.HostName;
import salons.room.Bus;
import salons.room.RoomMeters;
import salons.room.Rooms;

/**
 * One event loop's share of the port: serves the page, upgrades {@code /ws} to WebSocket, and owns the sockets that it took. Several
 * instances of it share the port.
 */
public final class HttpVerticle extends VerticleBase {
  /** Digits of the length of a body that is passed over: less than 100 KB. */
  private static final int LONGEST_LENGTH = 5;

  private static final int ACCEPT_BACKLOG = 4_096;

  /** Bytes that any of the endpoints may take at once. */
  private static final int LONGEST_MESSAGE = EngineSettings.DEFAULT.maxPayload();

  private static final long NAMES_WITHIN_MS = 1_000;

  /** Where only those are let in who name this instance: see {@link HostGuard}. The page and health are for everybody. */
  private static final List<String> GUARDED = List.of("/api/*", "/socket.io/*");

  private final Bus bus;
  private final WebSettings settings;
  private final Access access;
  private final WebMeters meters;
  private final RoomMeters roomMeters;
  private final Shared shared;

  // Owned by this verticle's event loop.
  private @Nullable Connections connections;
  private boolean throttled;

  /** What all instances of it share, of any thread. */
  public static final class Shared {
    private final PageFiles page;
    private final Contract contract;
    private final HostGuard hosts;
    private final boolean takesChannels;
    final Addresses addresses;
    private final SocketIoSessions socketIo;
    private final DrainBarrier barrier = new DrainBarrier();
    private final Budget budget = Budget.ofDirectMemory();
    private final Budget drafts = Budget.ofHeap();
    private final Budget bodies = Budget.ofHeap();

    private Shared(
        PageFiles page,
        Contract contract,
        HostGuard hosts,
        boolean takesChannels,
        Addresses addresses,
        SocketIoSessions socketIo) {
      this.page = page;
      this.contract = contract;
      this.socketIo = socketIo;
      this.hosts = hosts;
      this.takesChannels = takesChannels;
      this.addresses = addresses;
    }
  }

  public HttpVerticle(
      Bus bus,
      WebSettings settings,
      Access access,
      WebMeters meters,
      RoomMeters roomMeters,
      Shared shared) {
    this.bus = bus;
    this.settings = settings;
    this.access = access;
    this.meters = meters;
    this.roomMeters = roomMeters;
    this.shared = shared;
  }

  /**
   * To be called once before the first is deployed. A name server that is slow is not waited for.
   *
   * @param takesChannels whether sockets are taken from Vert.x where that can be; else its public interface is used, which is slower
   */
  public static Future<Shared> prepare(Vertx vertx, WebSettings settings, boolean takesChannels) {
    Future<Set<HostName>> machine = vertx.executeBlocking(HostGuard::namesOfThisMachine, false);
    Future<PageFiles> page =
        vertx.executeBlocking(() -> PageFiles.load(settings.socketIoBundle()), false);
    HostGuard hosts = new HostGuard(settings.hosts(), machine);
    return Future.join(page, machine.timeout(NAMES_WITHIN_MS, TimeUnit.MILLISECONDS))
        .transform(done -> page)
        .map(files -> new Shared(
            files,
            new Contract(vertx),
            hosts,
            takesChannels,
            new Addresses(settings.limits()),
            new SocketIoSessions(settings.instance())));
  }

  @Override
  public Future<?> start() {
    LoopContext loop = new LoopContext(
        context, bus, settings, access, meters, roomMeters, shared.budget, shared.drafts);
    connections = loop.connections;
    HttpTimeouts timeouts = new HttpTimeouts(settings.http(), connections::seconds, loop.backlog);
    HttpConnections http = new HttpConnections(settings, shared.addresses, timeouts, loop.turns);
    vertx.setPeriodic(Rooms.SWEEP_MS, timer -> {
      loop.rooms.sweep();
      shared.addresses.sweep();
    });
    vertx.setPeriodic(Rooms.EXPIRE_TYPING_MS, timer -> loop.rooms.expireTyping());
    vertx.setPeriodic(Connections.CHECK_EVERY_MS, timer -> {
      loop.connections.checkLiveness();
      loop.backlog.recount();
      timeouts.check();
    });
    return vertx
        .createHttpServer(options())
        .requestHandler(requests(loop, http))
        .invalidRequestHandler(HttpVerticle::refuseUnreadable)
        .connectionHandler(connection -> {
          connection.exceptionHandler(OutOfMemory::endIf);
          throttle(connection);
          http.accepted(connection);
        })
        .listen(settings.port(), settings.host())
        .onSuccess(listening -> shared.barrier.serves())
        .recover(failure -> Future.failedFuture(new IllegalStateException(unusable(failure))));
  }

  private Handler<HttpServerRequest> requests(LoopContext loop, HttpConnections http) {
    WebSocketUpgrade upgrade = new WebSocketUpgrade(loop, http, shared.hosts, shared.takesChannels);
    SocketIoRequests socketIo = new SocketIoRequests(
        loop,
        http,
        shared.hosts,
        shared.socketIo,
        new SocketIoUpgrade(loop, http, shared.socketIo, shared.takesChannels),
        new SocketIoRelay(vertx, settings, bus.status(), http, shared.socketIo.log()),
        shared.bodies);
    Router routes = Router.router(vertx);
    GUARDED.forEach(path -> routes.route(path).handler(this::admit));
    Health.mount(routes, vertx, bus.status(), loop.connections::isDraining);
    SocketIoBundle.open(routes, shared.hosts);
    new StaticPage(shared.page).mount(routes);
    SocketIoBundle.missing(routes);
    Problem.answerFor(routes, 400, 404);
    ApiRequests api = api(loop, http);
    return request -> {
      String path = request.path();
      if ("/socket.io/".equals(path) || "/socket.io".equals(path)) {
        socketIo.handle(request);
      } else if (hasLongBody(request) && !ApiRequests.takesBody(request)) {
        Problem.end(request.response(), 413, "Nothing here takes a body.");
        closeBehindAnswer(request);
      } else if ("/ws".equals(path)) {
        upgrade.handle(request);
      } else if (ApiRequests.isFor(request)) {
        api.handle(request);
      } else {
        SecurityHeaders.set(request.response());
        routes.handle(request);
      }
    };
  }

  private ApiRequests api(LoopContext loop, HttpConnections http) {
    Api api = new Api(bus, access.policy());
    MessagesApi messages = new MessagesApi(loop, http, bus.log());
    Map<String, Handler<RoutingContext>> operations = new HashMap<>(Map.of(
        "listRooms", api::rooms,
        "getRoom", api::room,
        "getMessages", messages::read,
        "postMessage", messages::publish,
        "getEvents", new EventsApi(loop, http)::read,
        "getCluster", api::cluster,
        "getContract", api::contract));
    operations.putAll(AdminApi.operations(loop, http, bus));
    return new ApiRequests(
        vertx,
        loop,
        http,
        shared.hosts,
        shared.contract,
        shared.bodies,
        new AdminAccess(loop, http),
        operations);
  }

  /** Whether it would have to be read on before the next request can be; a short one is passed over. */
  private static boolean hasLongBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || length != null && length.length() > LONGEST_LENGTH;
  }

  /** What else comes on the connection is not read. */
  private static void closeBehindAnswer(HttpServerRequest request) {
    request.connection().close().onFailure(gone -> {});
  }

  private void admit(RoutingContext context) {
    if (shared.hosts.admit(context.request())) {
      context.next();
    }
  }

  /** What is no HTTP, or too long. */
  private static void refuseUnreadable(HttpServerRequest request) {
    if (HttpTimeouts.isOfAnotherVersion(request)) {
      Problem.end(request.response(), 505, "HTTP/1.1 is spoken here.");
      closeBehindAnswer(request);
    } else {
      SecurityHeaders.set(request.response());
      HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }
  }

  private String unusable(Throwable failure) {
    if (failure instanceof UnknownHostException || !canBind(settings.host())) {
      return "host: \"" + settings.host() + "\" is no address of this machine.";
    }
    return "port: " + settings.port() + " of " + settings.host() + " cannot be used ("
        + failure.getMessage() + "). If another program has it, choose another one with -Dport.";
  }

  /** Whether any port of it could be listened on. */
  private static boolean canBind(String host) {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return any.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Is not ready any more, takes no new connections, and sends those it has away, a few at a time, when what they said is answered: to
   * come back later or elsewhere.
   */
  @Override
  public Future<?> stop() {
    return connections == null
        ? Future.succeededFuture()
        : connections.drain(vertx).compose(gone -> shared.barrier.drained());
  }

  static HttpServerOptions options() {
    return new HttpServerOptions()
        .setMaxWebSocketFrameSize(LONGEST_MESSAGE)
        .setMaxWebSocketMessageSize(LONGEST_MESSAGE)
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
