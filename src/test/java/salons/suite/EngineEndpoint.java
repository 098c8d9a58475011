package salons.suite;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.engineio.EngineError;
import salons.engineio.EngineRequest;
import salons.engineio.EngineSession;
import salons.engineio.EngineSettings;
import salons.engineio.EngineSocket;
import salons.engineio.Payload;
import salons.engineio.PollRequest;
import salons.engineio.PostRequest;
import salons.engineio.SessionIds;

/** The sessions of one path, by the public API of Vert.x. Confined to one event loop. */
final class EngineEndpoint {
  private record Client(EngineSession session, Application application) {}

  private final EngineSettings settings;
  private final Supplier<Application> applications;
  private final SessionIds ids = new SessionIds("suite", new SecureRandom());
  private final Map<String, Client> clients = new HashMap<>();

  EngineEndpoint(EngineSettings settings, Supplier<Application> applications) {
    this.settings = settings;
    this.applications = applications;
  }

  void tick() {
    long now = now();
    for (Client client : List.copyOf(clients.values())) {
      client.application().tick(now);
      client.session().tick(now);
      client.session().flush();
    }
    clients.values().removeIf(client -> client.session().isClosed());
  }

  void handle(HttpServerRequest request) {
    boolean webSocket = request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    String sid = request.getParam("sid");
    EngineRequest asked = new EngineRequest(
        request.method().name(),
        webSocket,
        request.getParam("EIO"),
        request.getParam("transport"),
        sid);
    EngineError error = asked.refusal();
    Client client = asked.isHandshake() ? null : clients.get(sid);
    if (error == null && !asked.isHandshake() && client == null) {
      error = EngineError.UNKNOWN_SESSION;
    }
    if (error != null) {
      refuse(request.response(), error);
    } else if (webSocket) {
      request.toWebSocket().onSuccess(socket -> attach(socket, client));
    } else {
      onPolling(request, client);
    }
  }

  private void onPolling(HttpServerRequest request, @Nullable Client client) {
    if (client == null) {
      open().session().openByPoll(new Poll(request.response()));
    } else if (request.method().name().equals("GET")) {
      Poll poll = new Poll(request.response());
      request.response().closeHandler(gone -> client.session().pollGone(poll));
      client.session().poll(poll, now());
    } else {
      onPost(request, client.session());
    }
  }

  private void onPost(HttpServerRequest request, EngineSession session) {
    Post post = new Post(request.response());
    if (!session.postBegins(post)) {
      return;
    }
    Buffer body = Buffer.buffer();
    request.response().closeHandler(gone -> session.postGone(post));
    request.handler(part -> {
      if (body.length() + part.length() > settings.maxPayload()) {
        session.postTooLarge(post);
        request.handler(null);
      } else {
        body.appendBuffer(part);
      }
    });
    request.endHandler(whole -> {
      if (!request.response().ended()) {
        session.post(body.getBytes(), post);
        session.flush();
      }
    });
  }

  private void attach(ServerWebSocket webSocket, @Nullable Client client) {
    Socket socket = new Socket(webSocket);
    EngineSession session = client == null ? open().session() : client.session();
    webSocket.textMessageHandler(text -> {
      byte[] bytes = Buffer.buffer(text).getBytes();
      session.socketText(socket, bytes, bytes.length);
    });
    webSocket.binaryMessageHandler(data -> session.socketBinary(socket, data.getBytes()));
    webSocket.closeHandler(gone -> session.socketGone(socket));
    if (client == null) {
      session.openBySocket(socket);
    } else {
      boolean probed = session.probe(socket, now());
      if (!probed) {
        webSocket.textMessageHandler(null);
      }
    }
  }

  private Client open() {
    Application application = applications.get();
    EngineSession session = new EngineSession(ids.next(), settings, application, now());
    Client client = new Client(session, application);
    clients.put(session.sid(), client);
    application.opened(session);
    return client;
  }

  static long now() {
    return System.nanoTime() / 1_000_000;
  }

  private static void refuse(HttpServerResponse response, EngineError error) {
    response
        .setStatusCode(error.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(Buffer.buffer(error.json()));
  }

  private record Poll(HttpServerResponse response) implements PollRequest {
    @Override
    public void answer(List<byte[]> packets) {
      Buffer body = Buffer.buffer();
      for (byte[] packet : packets) {
        if (body.length() > 0) {
          body.appendByte(Payload.SEPARATOR);
        }
        body.appendBytes(packet);
      }
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(body);
    }

    @Override
    public void refuse(EngineError error) {
      EngineEndpoint.refuse(response, error);
    }
  }

  private record Post(HttpServerResponse response) implements PostRequest {
    @Override
    public void ok() {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html").end("ok");
    }

    @Override
    public void refuse(EngineError error) {
      EngineEndpoint.refuse(response, error);
    }
  }

  private record Socket(ServerWebSocket webSocket) implements EngineSocket {
    @Override
    public void send(byte[] packet) {
      webSocket.writeTextMessage(Buffer.buffer(packet).toString());
    }

    @Override
    public void sendBinary(byte[] data) {
      webSocket.writeBinaryMessage(Buffer.buffer(data));
    }

    @Override
    public void close(int status) {
      webSocket.close((short) status);
    }

    @Override
    public void hangUp() {
      close(NORMAL);
    }
  }
}
