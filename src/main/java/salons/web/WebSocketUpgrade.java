package salons.web;

import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import salons.protocol.Limits;
import salons.room.NewRooms;
import salons.web.Addresses.Address;

/** Answers {@code /ws}: makes a WebSocket with a session of a request, by the faster transport where that can be. */
final class WebSocketUpgrade {
  private static final WebSocketDecoderConfig DECODING = NettyTransport.decoding(Limits.FRAME);

  private final LoopContext loop;
  private final HttpConnections http;
  private final HostGuard hosts;
  private final boolean takesChannels;

  /**
   * @param takesChannels whether {@link NettyTransport} is used where that can be
   */
  WebSocketUpgrade(LoopContext loop, HttpConnections http, HostGuard hosts, boolean takesChannels) {
    this.loop = loop;
    this.http = http;
    this.hosts = hosts;
    this.takesChannels = takesChannels;
  }

  void handle(HttpServerRequest request) {
    if (loop.connections.isDraining()) {
      Problem.end(request.response(), 503, "This instance is stopping.");
      return;
    }
    if (!hosts.admitSocket(request)) {
      return;
    }
    int status = Handshake.status(request);
    if (status != 101) {
      Handshake.refuse(request, status);
      return;
    }
    Address address = http.lasting(request);
    if (address == null) {
      Problem.end(request.response(), 429, Addresses.TOO_MANY_CONNECTIONS);
      return;
    }
    Optional<String> token = Bearer.inHeader(request);
    WebSocketTransport taken =
        takesChannels ? NettyTransport.takeOver(request, loop.scratch, DECODING) : null;
    if (taken != null) {
      open(taken, address, token);
    } else {
      request.toWebSocket().onSuccess(socket -> {
        http.upgraded(request);
        open(new VertxTransport(socket, Limits.FRAME, loop::run), address, token);
      });
    }
  }

  private void open(WebSocketTransport transport, NewRooms newRooms, Optional<String> token) {
    long connection = ThreadLocalRandom.current().nextLong(1L << 52);
    loop.connections.add(new WebSocketEndpoint(transport, loop, newRooms, connection, token));
  }
}
