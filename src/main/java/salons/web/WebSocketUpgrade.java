package salons.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;

/** Answers {@code /ws}: makes a WebSocket with a session of a request, by the faster transport where that can be. */
final class WebSocketUpgrade {
  private final LoopContext loop;
  private final HostGuard hosts;

  WebSocketUpgrade(LoopContext loop, HostGuard hosts) {
    this.loop = loop;
    this.hosts = hosts;
  }

  void handle(HttpServerRequest request) {
    if (loop.connections.isDraining()) {
      Problem.end(request.response(), 503, "This instance is stopping.");
      return;
    }
    if (!hosts.admitSocket(request)) {
      return;
    }
    if (!request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
      request.response().putHeader(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET);
      Problem.end(
          request.response(), 426, "Here is a WebSocket, and this is no handshake for one.");
      return;
    }
    Transport taken = NettyTransport.takeOver(request, loop.scratch);
    if (taken != null) {
      open(taken);
    } else {
      request.toWebSocket().onSuccess(socket -> open(new VertxTransport(socket)));
    }
  }

  private void open(Transport transport) {
    String connection =
        Long.toString(ThreadLocalRandom.current().nextLong(1L << 52), Character.MAX_RADIX);
    loop.connections.add(new WebSocketEndpoint(transport, loop, connection));
  }
}
