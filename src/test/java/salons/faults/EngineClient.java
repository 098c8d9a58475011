package salons.faults;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of Engine.IO as stock clients make it: one poll and one post at a time, everything that waits in one post, over to a
 * WebSocket when that answers the probe. Any request that fails ends it. All on one context.
 */
final class EngineClient {
  /** How it is carried. */
  enum Way {
    POLLING,
    WEBSOCKET,
    UPGRADING
  }

  /** Hears what comes in. */
  interface Listener {
    void onOpen();

    /** A message, without the digit of its packet. */
    void onText(String text);

    /** Not called for one that was left. */
    void onClosed();
  }

  private static final String SEPARATOR = "\u001e";

  private final Vertx vertx;
  private final HttpClient http;
  private final WebSocketClient sockets;
  private final int port;
  private final Way way;
  private final Listener listener;
  private final Queue<String> waiting = new ArrayDeque<>();
  private final Set<HttpClientRequest> running = new HashSet<>();
  private String sid = "";
  private @Nullable WebSocket socket;
  private @Nullable WebSocket probed;
  private boolean isPolling;
  private boolean isPosting;

  /** The WebSocket has answered: no further poll or post begins. */
  private boolean isMoving;

  private boolean isDeaf;
  private boolean isClosed;
  private long pingTimer = -1;
  private long patienceMs;

  EngineClient(
      Vertx vertx, HttpClient http, WebSocketClient sockets, int port, Way way, Listener listener) {
    this.vertx = vertx;
    this.http = http;
    this.sockets = sockets;
    this.port = port;
    this.way = way;
    this.listener = listener;
  }

  void open() {
    if (way == Way.WEBSOCKET) {
      connectSocket()
          .onSuccess(connected -> {
            socket = connected;
            listen(connected, this::packet);
          })
          .onFailure(failure -> closed());
    } else {
      poll();
    }
  }

  void send(String text) {
    waiting.add("4" + text);
    flush();
  }

  /** Ends it without a word, whatever is under way. */
  void cut() {
    leave();
    List.copyOf(running).forEach(HttpClientRequest::reset);
    for (WebSocket each : new WebSocket[] {socket, probed}) {
      if (each != null) {
        each.close().onFailure(gone -> {});
      }
    }
  }

  /** Neither polls nor reads nor answers again, and leaves open what is. */
  void vanish() {
    leave();
    for (WebSocket each : new WebSocket[] {socket, probed}) {
      if (each != null) {
        each.pause();
      }
    }
  }

  private void leave() {
    isClosed = true;
    vertx.cancelTimer(pingTimer);
  }

  /** Reads nothing for so long. */
  void stopReading(long ms) {
    isDeaf = true;
    if (socket != null) {
      socket.pause();
    }
    vertx.setTimer(ms, timer -> {
      isDeaf = false;
      if (socket != null) {
        socket.resume();
      }
      poll();
    });
  }

  private void closed() {
    if (!isClosed) {
      cut();
      listener.onClosed();
    }
  }

  // What comes in

  private void packet(String packet) {
    if (isClosed) {
      return;
    }
    String rest = packet.substring(1);
    switch (packet.charAt(0)) {
      case '0' -> opened(new JsonObject(rest));
      case '1' -> closed();
      case '2' -> {
        awaitPing();
        waiting.add("3");
        flush();
      }
      case '4' -> listener.onText(rest);
      case '6' -> {}
      default -> throw new AssertionError("a packet of no kind: " + packet);
    }
  }

  private void opened(JsonObject handshake) {
    sid = handshake.getString("sid");
    patienceMs = handshake.getLong("pingInterval") + handshake.getLong("pingTimeout");
    awaitPing();
    if (way == Way.UPGRADING) {
      upgrade();
    }
    listener.onOpen();
  }

  private void awaitPing() {
    vertx.cancelTimer(pingTimer);
    pingTimer = vertx.setTimer(patienceMs, timer -> closed());
  }

  // Polling

  private void poll() {
    if (isClosed || isPolling || isMoving || isDeaf || socket != null) {
      return;
    }
    isPolling = true;
    request(HttpMethod.GET, "")
        .onSuccess(payload -> {
          isPolling = false;
          for (String packet : payload.split(SEPARATOR, -1)) {
            packet(packet);
          }
          poll();
          move();
        })
        .onFailure(failure -> closed());
  }

  private void flush() {
    if (isClosed || waiting.isEmpty() || isMoving) {
      return;
    }
    WebSocket to = socket;
    if (to != null) {
      waiting.forEach(packet -> write(to, packet));
      waiting.clear();
    } else if (!isPosting && !sid.isEmpty()) {
      isPosting = true;
      String payload = String.join(SEPARATOR, waiting);
      waiting.clear();
      request(HttpMethod.POST, payload)
          .onSuccess(ok -> {
            isPosting = false;
            flush();
            move();
          })
          .onFailure(failure -> closed());
    }
  }

  private Future<String> request(HttpMethod method, String body) {
    return http.request(method, port, "127.0.0.1", path("polling")).compose(request -> {
      if (isClosed) {
        request.reset();
      }
      running.add(request);
      return request
          .send(Buffer.buffer(body))
          .compose(response -> response
              .body()
              .compose(answer -> response.statusCode() == 200
                  ? Future.succeededFuture(answer.toString())
                  : Future.failedFuture(answer.toString())))
          .onComplete(done -> running.remove(request));
    });
  }

  private String path(String transport) {
    return "/socket.io/?EIO=4&transport=" + transport + (sid.isEmpty() ? "" : "&sid=" + sid);
  }

  // WebSocket

  private Future<WebSocket> connectSocket() {
    return sockets
        .connect(new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI(path("websocket"))
            .setTimeout(2_000))
        .compose(connected -> {
          if (isClosed) {
            connected.close().onFailure(gone -> {});
            return Future.failedFuture("left meanwhile");
          }
          return Future.succeededFuture(connected);
        });
  }

  private void listen(WebSocket to, Consumer<String> hear) {
    to.textMessageHandler(hear::accept);
    to.exceptionHandler(failure -> gone(to));
    to.closeHandler(ended -> gone(to));
  }

  private void write(WebSocket to, String packet) {
    if (!to.isClosed()) {
      to.writeTextMessage(packet).onFailure(failure -> gone(to));
    }
  }

  private void gone(WebSocket which) {
    if (which == socket || which == probed && isMoving) {
      closed();
    } else if (which == probed) {
      probed = null;
    }
  }

  private void upgrade() {
    connectSocket()
        .onSuccess(connected -> {
          probed = connected;
          listen(connected, packet -> {
            if (socket == connected) {
              packet(packet);
            } else if (packet.equals("3probe") && !isClosed) {
              isMoving = true;
              move();
            }
          });
          write(connected, "2probe");
        })
        .onFailure(goesOnPolling -> {});
  }

  /** Once nothing is under way any more by polling. */
  private void move() {
    WebSocket next = probed;
    if (isMoving && !isClosed && !isPolling && !isPosting && next != null) {
      socket = next;
      probed = null;
      write(next, "5");
      isMoving = false;
      if (isDeaf) {
        next.pause();
      }
      flush();
    }
  }
}
