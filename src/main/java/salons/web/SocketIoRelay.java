package salons.web;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import salons.engineio.EngineError;
import salons.engineio.EngineSettings;
import salons.engineio.SessionIds;
import salons.room.ClusterStatus;
import salons.room.ClusterStatus.Relay;

/**
 * Hands what a client of another instance asks on to that one, so that a balancer may send it anywhere: once, and a client whose instance
 * is gone or not to be reached hears at once that its session is unknown. Polls and posts go by Vert.x' proxy. WebSockets do not: that
 * one reads on while the other side cannot write. Confined to one event loop.
 */
final class SocketIoRelay {
  /** Connections to one other instance; a client that polls has one nearly always, a WebSocket one as long as it lasts. */
  private static final int MOST_CONNECTIONS = 10_000;

  /** Who waits for one of them. */
  private static final int MOST_WAITING = 1_000;

  private static final int CONNECT_WITHIN_MS = 2_000;

  /** Less than the other side keeps one that does nothing, so that none is used that is about to be closed. */
  private static final int KEPT_S = 30;

  private static final ProxyOptions NO_WEBSOCKETS = new ProxyOptions().setSupportWebSocket(false);

  private final Vertx vertx;
  private final String self;
  private final EngineSettings engine;
  private final HttpConnections http;
  private final Peers peers;
  private final HttpClient plain;
  private final HttpClient introduced;
  private final RefusalLog log;

  /** How long a client may take nothing of what waits for it, and has for the rest when its instance has ended. */
  private final long stuckMs;

  SocketIoRelay(
      Vertx vertx,
      WebSettings settings,
      ClusterStatus status,
      HttpConnections http,
      RefusalLog log) {
    this.vertx = vertx;
    this.self = settings.instance();
    this.engine = settings.engine();
    this.stuckMs = TimeUnit.SECONDS.toMillis(settings.liveness().behindS());
    this.http = http;
    this.log = log;
    this.peers = new Peers(status, System::nanoTime);
    HttpClientOptions options = new HttpClientOptions()
        .setConnectTimeout(CONNECT_WITHIN_MS)
        .setKeepAliveTimeout(KEPT_S)
        .setTcpKeepAlive(true)
        .setDecompressionSupported(false);
    PoolOptions pool =
        new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS).setMaxWaitQueueSize(MOST_WAITING);
    this.plain = vertx.createHttpClient(options, pool);
    this.introduced = vertx
        .httpClientBuilder()
        .with(options)
        .with(pool)
        .withConnectHandler(HttpConnections::introduce)
        .build();
  }

  /** Answers a request of a session that is none of this instance. */
  void handOn(HttpServerRequest request, String sid, boolean webSocket) {
    String owner = SessionIds.owner(sid);
    if (owner == null || owner.equals(self) || RelaySecret.isClaimedIn(request)) {
      refuse(request);
      return;
    }
    request.pause();
    peers.find(owner).onSuccess(found -> handOn(request, found, webSocket));
  }

  private void handOn(HttpServerRequest request, Optional<Relay> owner, boolean webSocket) {
    if (owner.isEmpty()) {
      refuse(request);
    } else if (webSocket) {
      upgrade(request, owner.get());
    } else {
      HttpProxy.reverseProxy(NO_WEBSOCKETS, client(owner.get()))
          .origin(context -> request(request, owner.get(), false))
          .addInterceptor(new Exchange(owner.get()))
          .handle(request);
    }
  }

  private static void refuse(HttpServerRequest request) {
    request.resume();
    new EngineAnswer(request).refuse(EngineError.UNKNOWN_SESSION);
  }

  private HttpClient client(Relay owner) {
    return owner.proxyProtocol() ? introduced : plain;
  }

  private Future<HttpClientRequest> request(
      HttpServerRequest request, Relay owner, boolean webSocket) {
    // The answer to a poll is a ping, if there is nothing else.
    int answeredWithinMs = engine.pingIntervalMs() + engine.pingTimeoutMs();
    return client(owner)
        .request(new RequestOptions()
            .setHost(owner.host())
            .setPort(owner.port())
            .setMethod(request.method())
            .setURI(request.uri())
            .setConnectTimeout(CONNECT_WITHIN_MS)
            .setIdleTimeout(webSocket ? 0 : answeredWithinMs))
        .onFailure(failure -> log.warn("The instance at " + owner
            + " is not reached for what its clients ask here (setting instance.address of it): "
            + failure))
        // Whoever waits for the answer hears of it; without a handler it is logged as an error.
        .onSuccess(made -> made.exceptionHandler(toldByTheAnswer -> {}))
        .compose(made -> request.response().closed()
            ? made.reset().transform(reset -> Future.failedFuture("The client is gone."))
            : Future.succeededFuture(made));
  }

  private void sign(MultiMap headers, HttpServerRequest request, Relay owner) {
    headers.set(HttpConnections.FORWARDED_FOR, http.client(request).toString());
    RelaySecret.put(headers, owner.secret());
  }

  /** One request and its answer. */
  private final class Exchange implements ProxyInterceptor {
    private final Relay owner;

    Exchange(Relay owner) {
      this.owner = owner;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      ProxyRequest request = context.request();
      sign(request.headers(), request.proxiedRequest(), owner);
      return context.sendRequest().otherwise(gone -> unknown(request));
    }

    private ProxyResponse unknown(ProxyRequest request) {
      return request
          .release()
          .response()
          .setStatusCode(EngineError.UNKNOWN_SESSION.status())
          .setBody(Body.body(
              Buffer.buffer(EngineError.UNKNOWN_SESSION.json()), MediaType.APPLICATION_JSON));
    }

    /** Headers of which this instance has its own already are not taken a second time. */
    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
      MultiMap theirs = context.response().headers();
      context.request().proxiedRequest().response().headers().names().forEach(theirs::remove);
      return context.sendResponse();
    }
  }

  private void upgrade(HttpServerRequest request, Relay owner) {
    request.resume();
    request(request, owner, true)
        .compose(made -> {
          request.response().exceptionHandler(gone -> made.reset());
          made.headers()
              .addAll(request.headers())
              .remove(HttpHeaders.HOST)
              .set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
          sign(made.headers(), request, owner);
          return made.connect();
        })
        .onSuccess(answer -> answered(request, answer))
        .onFailure(gone -> refuse(request));
  }

  private void answered(HttpServerRequest request, HttpClientResponse answer) {
    HttpServerResponse response = request.response().setStatusCode(answer.statusCode());
    if (answer.statusCode() == 101) {
      NetSocket far = answer.netSocket().pause();
      response.headers().setAll(answer.headers());
      request
          .toNetSocket()
          .onSuccess(near -> join(request, near, answer, far))
          .onFailure(gone -> answer.request().connection().close());
    } else {
      String type = answer.getHeader(HttpHeaders.CONTENT_TYPE);
      answer
          .body()
          .compose(body -> response
              .putHeader(HttpHeaders.CONTENT_TYPE, type == null ? "" : type)
              .end(body))
          .onFailure(gone -> HttpConnections.cut(request));
    }
  }

  /** What one side says the other hears, no faster than it takes it, until one is gone. */
  private void join(
      HttpServerRequest request, NetSocket near, HttpClientResponse answer, NetSocket far) {
    http.upgraded(request);
    answer
        .request()
        .connection()
        .closeHandler(gone -> vertx.setTimer(stuckMs, timer -> HttpConnections.cut(request)));
    near.pipeTo(far).onFailure(gone -> {});
    new ToClient(request, near, answer, far).begin();
  }

  /** What the owner says to its client, who is cut when it takes nothing of it: the owner, whose end is behind all that, cannot do it. */
  private final class ToClient {
    private final HttpServerRequest request;
    private final NetSocket near;
    private final HttpClientResponse answer;
    private final NetSocket far;
    private long taken;
    private long takenBefore;

    ToClient(HttpServerRequest request, NetSocket near, HttpClientResponse answer, NetSocket far) {
      this.request = request;
      this.near = near;
      this.answer = answer;
      this.far = far;
    }

    void begin() {
      long timer = vertx.setPeriodic(stuckMs, checked -> cutIfStuck());
      near.closeHandler(gone -> {
        vertx.cancelTimer(timer);
        answer.request().connection().close();
      });
      near.drainHandler(drained -> far.resume());
      far.endHandler(end -> near.end());
      far.handler(this::write);
      far.resume();
    }

    private void write(Buffer bytes) {
      near.write(bytes).onSuccess(written -> taken += bytes.length());
      if (near.writeQueueFull()) {
        far.pause();
      }
    }

    private void cutIfStuck() {
      if (near.writeQueueFull() && taken == takenBefore) {
        HttpConnections.cut(request);
      }
      takenBefore = taken;
    }
  }
}
