package salons.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import salons.engineio.EngineError;
import salons.engineio.EngineRequest;
import salons.protocol.Refusal;
import salons.web.Addresses.Address;

/**
 * Answers {@code /socket.io/}: handshakes, polls, posts and WebSockets. The requests of a client come on any event loop; each is handed to
 * the client's own one, and answered on that which it came on. Those of clients of other instances are handed on to these.
 */
final class SocketIoRequests {
  private static final Refusal STOPPING =
      new Refusal(Refusal.Code.UNAVAILABLE, "This instance is stopping.");

  private final LoopContext loop;
  private final HttpConnections http;
  private final HostGuard hosts;
  private final SocketIoSessions sessions;
  private final SocketIoUpgrade upgrade;
  private final SocketIoRelay relay;
  private final Budget bodies;

  /**
   * @param bodies for what all clients have on its way in
   */
  SocketIoRequests(
      LoopContext loop,
      HttpConnections http,
      HostGuard hosts,
      SocketIoSessions sessions,
      SocketIoUpgrade upgrade,
      SocketIoRelay relay,
      Budget bodies) {
    this.loop = loop;
    this.http = http;
    this.hosts = hosts;
    this.sessions = sessions;
    this.upgrade = upgrade;
    this.relay = relay;
    this.bodies = bodies;
  }

  void handle(HttpServerRequest request) {
    SecurityHeaders.set(request.response());
    boolean relayed = http.isRelayed(request);
    if (!relayed && !hosts.admit(request)) {
      return;
    }
    if (!relayed && !hosts.welcomesPage(request)) {
      new EngineAnswer(request).refuse(EngineError.FORBIDDEN);
    } else {
      CrossOrigin.allow(request);
      if (HttpMethod.OPTIONS.equals(request.method())) {
        CrossOrigin.preflight(request);
      } else {
        answer(request);
      }
    }
  }

  private void answer(HttpServerRequest request) {
    EngineRequest asked = read(request);
    if (asked == null) {
      new EngineAnswer(request).refuse(EngineError.BAD_REQUEST);
      return;
    }
    EngineError error = asked.refusal();
    if (error == EngineError.UNSUPPORTED_VERSION) {
      sessions
          .log()
          .warn(http.client(request)
              + " does not speak version 4 of Engine.IO: Socket.IO 2 or older");
    }
    if (error != null) {
      new EngineAnswer(request).refuse(error);
    } else if (asked.sid() == null || asked.isHandshake()) {
      begin(request, asked);
    } else {
      goOn(request, asked, asked.sid());
    }
  }

  private static @Nullable EngineRequest read(HttpServerRequest request) {
    try {
      return new EngineRequest(
          request.method().name(),
          "websocket".equalsIgnoreCase(request.getHeader("Upgrade")),
          request.getParam("EIO"),
          request.getParam("transport"),
          request.getParam("sid"));
    } catch (IllegalArgumentException notPercentEncoded) {
      return null;
    }
  }

  private void begin(HttpServerRequest request, EngineRequest asked) {
    long wait = http.request(request);
    if (loop.connections.isDraining()) {
      new EngineAnswer(request).refuse(503, STOPPING);
    } else if (wait > 0) {
      new EngineAnswer(request).refuse(429, Refusal.rateLimited("requests", wait));
    } else if (asked.webSocket()) {
      upgrade.begin(request);
    } else {
      beginPolling(request);
    }
  }

  private void beginPolling(HttpServerRequest request) {
    Address address = http.polling(request);
    if (address == null) {
      new EngineAnswer(request).refuse(429, Addresses.TOO_MANY_CONNECTIONS);
      return;
    }
    SocketIoEndpoint client = sessions.open(loop, address, address::disconnected);
    client.engine().openByPoll(new EngineAnswer(request));
  }

  private void goOn(HttpServerRequest request, EngineRequest asked, String sid) {
    SocketIoEndpoint client = sessions.find(sid);
    if (client == null) {
      relay.handOn(request, sid, asked.webSocket());
    } else if (asked.webSocket()) {
      upgrade.goOn(request, client);
    } else if (HttpMethod.POST.equals(request.method())) {
      post(request, client);
    } else {
      poll(request, client);
    }
  }

  private void poll(HttpServerRequest request, SocketIoEndpoint client) {
    EngineAnswer answer = new EngineAnswer(request);
    answer.whenGone(() -> client.loop().run(() -> client.engine().pollGone(answer)));
    client
        .loop()
        .run(() -> client.engine().poll(answer, client.loop().connections.nowMs()));
  }

  private void post(HttpServerRequest request, SocketIoEndpoint client) {
    EngineAnswer answer = new EngineAnswer(request);
    answer.whenGone(() -> client.loop().run(() -> client.engine().postGone(answer)));
    if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
      request.response().writeContinue();
    }
    // Not paused until it may begin: Vert.x would keep each chunk as an object of its own.
    RequestBody body = new RequestBody(request, loop.settings.engine().maxPayload(), bodies);
    answer.whenOver(body::done);
    body.read(
        whole -> client.loop().run(() -> client.engine().post(whole, answer)),
        () -> client.loop().run(() -> client.engine().postTooLarge(answer)));
    client.loop().run(() -> {
      if (!client.engine().postBegins(answer)) {
        loop.run(body::done);
      }
    });
  }
}
