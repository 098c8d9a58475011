package salons.faults;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A WebSocket of the native protocol. */
final class NativeLine implements Line {
  private final Vertx vertx;
  private final WebSocketClient client;
  private final Random random;
  private final Listener listener;
  private @Nullable WebSocket socket;

  /** Rises with each connection, so that one that comes too late is not taken for the next. */
  private int attempt;

  NativeLine(Vertx vertx, WebSocketClient client, Random random, Listener listener) {
    this.vertx = vertx;
    this.client = client;
    this.random = random;
    this.listener = listener;
  }

  @Override
  public void connect(int port) {
    int mine = ++attempt;
    client
        .connect(new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/ws")
            .setTimeout(2_000))
        .onSuccess(connected -> {
          if (mine == attempt) {
            connected(connected);
          } else {
            connected.close().onFailure(gone -> {});
          }
        })
        .onFailure(failure -> {
          if (mine == attempt) {
            listener.onLost();
          }
        });
  }

  private void connected(WebSocket connected) {
    socket = connected;
    connected.textMessageHandler(text -> {
      if (connected == socket) {
        listener.onFrame(new JsonObject(Buffer.buffer(text)));
      }
    });
    connected.exceptionHandler(failure -> lost(connected));
    connected.closeHandler(closed -> lost(connected));
    listener.onConnected(false);
  }

  private void lost(WebSocket which) {
    if (which == socket) {
      socket = null;
      listener.onLost();
    }
  }

  @Override
  public void send(JsonObject frame) {
    WebSocket to = socket;
    if (to != null && !to.isClosed()) {
      to.writeTextMessage(frame.encode()).onFailure(failure -> lost(to));
    }
  }

  @Override
  public boolean isBuffering() {
    return false;
  }

  @Override
  public void ask(String room) {
    send(new JsonObject().put("type", "ping"));
  }

  @Override
  public void cut() {
    WebSocket old = leave();
    if (old != null) {
      old.close().onFailure(gone -> {});
    }
  }

  @Override
  public void vanish() {
    WebSocket old = leave();
    if (old != null) {
      old.pause();
    }
  }

  private @Nullable WebSocket leave() {
    attempt++;
    WebSocket old = socket;
    socket = null;
    return old;
  }

  @Override
  public void stopReading(long ms) {
    WebSocket slow = socket;
    if (slow != null) {
      slow.pause();
      vertx.setTimer(ms, timer -> slow.resume());
    }
  }

  @Override
  public long backoffMs(int attempts) {
    return 20L + random.nextInt(300);
  }
}
