package salons.web;

import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import salons.engineio.EngineError;
import salons.web.Addresses.Address;

/**
 * Makes a WebSocket of a request, for a new client of Socket.IO or for one that polls: its channel goes over to the event loop that the
 * client is on, where it can be had.
 */
final class SocketIoUpgrade {
  private final LoopContext loop;
  private final HttpConnections http;
  private final SocketIoSessions sessions;
  private final boolean takesChannels;
  private final WebSocketDecoderConfig decoding;

  /**
   * @param takesChannels whether {@link NettyTransport} is used where that can be
   */
  SocketIoUpgrade(
      LoopContext loop, HttpConnections http, SocketIoSessions sessions, boolean takesChannels) {
    this.loop = loop;
    this.http = http;
    this.sessions = sessions;
    this.takesChannels = takesChannels;
    this.decoding = NettyTransport.decoding(longest());
  }

  /** For a new client. */
  void begin(HttpServerRequest request) {
    Address address = admit(request);
    if (address == null) {
      return;
    }
    NettyTransport taken = take(request, loop);
    if (taken != null) {
      open(taken, address);
    } else {
      request.toWebSocket().onSuccess(socket -> {
        http.upgraded(request);
        open(new VertxTransport(socket, longest(), Runnable::run), address);
      });
    }
  }

  /** Null, with an answer, when the request gets no WebSocket. */
  private @Nullable Address admit(HttpServerRequest request) {
    if (Handshake.status(request) != 101) {
      new EngineAnswer(request).refuse(EngineError.BAD_REQUEST);
      return null;
    }
    Address address = http.lasting(request);
    if (address == null) {
      new EngineAnswer(request).refuse(429, Addresses.TOO_MANY_CONNECTIONS);
    }
    return address;
  }

  private @Nullable NettyTransport take(HttpServerRequest request, LoopContext home) {
    return takesChannels ? NettyTransport.takeOver(request, home.scratch, decoding) : null;
  }

  private int longest() {
    return loop.settings.engine().maxPayload();
  }

  private void open(WebSocketTransport transport, Address address) {
    sessions.open(loop, address, () -> {}).beginOn(transport);
  }

  /** For a client that has begun, on whatever event loop. */
  void goOn(HttpServerRequest request, SocketIoEndpoint client) {
    if (admit(request) == null) {
      return;
    }
    LoopContext home = client.loop();
    NettyTransport taken = take(request, home);
    if (taken != null && home == loop) {
      client.moveTo(taken);
    } else if (taken != null) {
      taken.moveTo(home.context(), () -> client.moveTo(taken));
    } else {
      Consumer<Runnable> hop = home == loop ? Runnable::run : home::run;
      request.toWebSocket().onSuccess(socket -> {
        http.upgraded(request);
        // What comes before somebody hears it would be lost.
        socket.pause();
        hop.accept(() -> client.moveTo(new VertxTransport(socket, longest(), hop)));
      });
    }
  }
}
