package salons.faults;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A stock client of Socket.IO 4: keeps {@code pid} and the last offset for when it comes back, says first then what was said without a
 * connection, and waits longer from one attempt to the next.
 */
final class SocketIoLine implements Line {
  private static final long FIRST_DELAY_MS = 1_000;
  private static final long LONGEST_DELAY_MS = 5_000;

  /** Between the first request and the answer to the connect. */
  private static final long CONNECT_WITHIN_MS = 4_000;

  private final Vertx vertx;
  private final HttpClient http;
  private final WebSocketClient sockets;
  private final EngineClient.Way way;
  private final Random random;
  private final Listener listener;
  /** What was said without a connection, by its acknowledgement. */
  private final Map<Long, String> buffer = new LinkedHashMap<>();

  private final Map<Long, JsonObject> asked = new HashMap<>();
  private long nextAck;
  private @Nullable EngineClient engine;
  private boolean connected;
  private @Nullable String pid;
  private @Nullable String offset;

  SocketIoLine(
      Vertx vertx,
      HttpClient http,
      WebSocketClient sockets,
      EngineClient.Way way,
      Random random,
      Listener listener) {
    this.vertx = vertx;
    this.http = http;
    this.sockets = sockets;
    this.way = way;
    this.random = random;
    this.listener = listener;
  }

  @Override
  public void connect(int port) {
    EngineClient[] mine = new EngineClient[1];
    EngineClient made =
        new EngineClient(vertx, http, sockets, port, way, new EngineClient.Listener() {
          @Override
          public void onOpen() {
            begin();
          }

          @Override
          public void onText(String text) {
            if (engine == mine[0]) {
              packet(text);
            }
          }

          @Override
          public void onClosed() {
            if (engine == mine[0]) {
              leave();
              listener.onLost();
            }
          }
        });
    mine[0] = made;
    engine = made;
    made.open();
    vertx.setTimer(CONNECT_WITHIN_MS, timer -> {
      if (engine == made && !connected) {
        cut();
        listener.onLost();
      }
    });
  }

  private void begin() {
    JsonObject auth = new JsonObject();
    if (pid != null) {
      auth.put("pid", pid).put("offset", offset);
    }
    write("0" + (auth.isEmpty() ? "" : auth.encode()));
  }

  private void write(String packet) {
    if (engine != null) {
      engine.send(packet);
    }
  }

  private void leave() {
    engine = null;
    connected = false;
    asked.keySet().retainAll(buffer.keySet());
  }

  // What is said

  @Override
  public void send(JsonObject frame) {
    JsonObject argument = frame.copy();
    String event = (String) argument.remove("type");
    long ack = nextAck++;
    String packet = "2" + ack + new JsonArray().add(event).add(argument).encode();
    if (connected) {
      asked.put(ack, frame);
      write(packet);
    } else if (event.equals("message")) {
      asked.put(ack, frame);
      buffer.put(ack, packet);
    }
  }

  @Override
  public boolean isBuffering() {
    return true;
  }

  @Override
  public void ask(String room) {
    if (connected) {
      send(new JsonObject().put("type", "typing").put("room", room).put("on", false));
    }
  }

  // What is heard

  private void packet(String packet) {
    int json = 1;
    while (json < packet.length() && Character.isDigit(packet.charAt(json))) {
      json++;
    }
    String text = packet.substring(json);
    switch (packet.charAt(0)) {
      case '0' -> accepted(new JsonObject(text));
      case '2' -> event(new JsonArray(text));
      case '3' -> acknowledged(Long.parseLong(packet.substring(1, json)), new JsonArray(text));
      default -> listener.onBroken("a packet that keeps stock clients away: " + packet);
    }
  }

  private void accepted(JsonObject answer) {
    boolean recovered = answer.getString("pid", "").equals(pid);
    pid = answer.getString("pid");
    connected = true;
    buffer.values().forEach(this::write);
    buffer.clear();
    listener.onConnected(recovered);
  }

  private void event(JsonArray arguments) {
    String event = arguments.getString(0);
    if (arguments.getValue(arguments.size() - 1) instanceof String last && arguments.size() > 1) {
      offset = last;
    }
    if (event.equals("chat:error")) {
      listener.onBroken("an error that was to be an acknowledgement: " + arguments.encode());
    } else if (arguments.size() > 1 && arguments.getValue(1) instanceof JsonObject argument) {
      listener.onFrame(argument.put("type", event));
    }
  }

  private void acknowledged(long ack, JsonArray arguments) {
    JsonObject of = asked.remove(ack);
    JsonObject answer = arguments.getJsonObject(0);
    if (of == null) {
      listener.onBroken("an acknowledgement of nothing: " + arguments.encode());
      return;
    }
    String type = of.getString("type");
    if (type.equals("typing")) {
      answer.put("type", "pong");
    } else if (answer.containsKey("code")) {
      answer.put("type", "error");
    } else {
      answer.put("type", type.equals("join") ? "joined" : "ack");
    }
    listener.onFrame(answer.put("id", of.getString("id")).put("room", of.getString("room")));
  }

  // Its ends

  @Override
  public void cut() {
    EngineClient old = engine;
    leave();
    if (old != null) {
      old.cut();
    }
  }

  @Override
  public void vanish() {
    EngineClient old = engine;
    leave();
    if (old != null) {
      old.vanish();
    }
  }

  @Override
  public void stopReading(long ms) {
    if (engine != null) {
      engine.stopReading(ms);
    }
  }

  @Override
  public long backoffMs(int attempts) {
    long delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS << Math.min(attempts, 8));
    return Math.min(LONGEST_DELAY_MS, delay / 2 + random.nextLong(delay + 1));
  }
}
