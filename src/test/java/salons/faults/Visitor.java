package salons.faults;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A client that does as the protocol says: talks, keeps what is not acknowledged and sends it again under the same id, notices dead
 * connections, comes back to any instance with {@code since}. Checks that every message comes in its turn. All on one context.
 */
final class Visitor {
  private static final long ASK_EVERY_MS = 1_000;
  private static final long GONE_AFTER_MS = 4_000;
  private static final int MOST_UNACKNOWLEDGED = 10;

  private final Vertx vertx;
  private final WebSocketClient client;
  private final List<Integer> ports;
  private final Ledger ledger;
  private final Random random;
  private final String name;
  private final Map<String, Stay> stays = new HashMap<>();
  private final Map<String, Long> own = new HashMap<>();
  private @Nullable WebSocket socket;
  private boolean connecting;
  private boolean talking = true;
  private boolean ended;
  private long lastHeard;
  private int made;

  /** When the newest of its messages that was acknowledged, and that came back, was first sent; read by other threads. */
  private volatile long acknowledgedOf;

  private volatile long heardOf;

  private volatile boolean settled;

  /** One room: where the visitor is in it, and what it said that is not acknowledged. */
  private static final class Stay {
    @Nullable
    String epoch;

    long seq;
    boolean joined;
    final Map<String, Long> unacknowledged = new LinkedHashMap<>();
  }

  Visitor(
      Vertx vertx,
      WebSocketClient client,
      List<Integer> ports,
      Ledger ledger,
      long seed,
      String name,
      List<String> rooms) {
    this.vertx = vertx;
    this.client = client;
    this.ports = ports;
    this.ledger = ledger;
    this.random = new Random(seed);
    this.name = name;
    rooms.forEach(room -> stays.put(room, new Stay()));
  }

  /** Connects and begins to talk. */
  void start(long everyMs) {
    connect();
    vertx.setPeriodic(1 + random.nextInt((int) everyMs), everyMs, timer -> talk());
    vertx.setPeriodic(ASK_EVERY_MS, timer -> tend());
  }

  /** Says nothing new from now on; what is not acknowledged is still sent again. */
  void fallSilent() {
    talking = false;
  }

  void end() {
    ended = true;
    cut();
  }

  /** Whether something that it first said after {@code nanos} is acknowledged, and something of its own has come back. */
  boolean talksSince(long nanos) {
    return acknowledgedOf > nanos && heardOf > nanos;
  }

  /** Whether all that it said is acknowledged, and it is in all its rooms. */
  boolean isSettled() {
    return settled;
  }

  /** Where it is in a room. */
  long seq(String room) {
    Stay stay = stays.get(room);
    return stay == null ? -1 : stay.seq;
  }

  @Nullable
  String epoch(String room) {
    Stay stay = stays.get(room);
    return stay == null ? null : stay.epoch;
  }

  /** Loses its connection. */
  void cut() {
    WebSocket old = socket;
    lost(old);
    if (old != null) {
      old.close().onFailure(gone -> {});
    }
  }

  /** Leaves its connection open without ever reading or answering on it again, and makes another. */
  void vanish() {
    WebSocket old = socket;
    if (old != null) {
      old.pause();
    }
    lost(old);
  }

  /** Reads nothing for a while. */
  void stopReading(long ms) {
    WebSocket slow = socket;
    if (slow != null) {
      slow.pause();
      lastHeard = System.currentTimeMillis() + ms;
      vertx.setTimer(ms, timer -> slow.resume());
    }
  }

  private void connect() {
    if (connecting || ended || socket != null) {
      return;
    }
    connecting = true;
    int port = ports.get(random.nextInt(ports.size()));
    client
        .connect(new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/ws")
            .setTimeout(2_000))
        .onSuccess(this::connected)
        .onFailure(failure -> {
          connecting = false;
          later();
        });
  }

  private void later() {
    vertx.setTimer(20 + random.nextInt(300), timer -> connect());
  }

  private void connected(WebSocket connected) {
    connecting = false;
    if (ended) {
      connected.close().onFailure(gone -> {});
      return;
    }
    socket = connected;
    lastHeard = System.currentTimeMillis();
    connected.textMessageHandler(text -> {
      if (connected == socket) {
        hear(new JsonObject(Buffer.buffer(text)));
      }
    });
    connected.exceptionHandler(failure -> lost(connected));
    connected.closeHandler(closed -> lost(connected));
    stays.keySet().forEach(this::join);
  }

  private void lost(@Nullable WebSocket which) {
    if (which != null && which == socket) {
      socket = null;
      settled = false;
      stays.values().forEach(stay -> stay.joined = false);
      later();
    }
  }

  private void join(String room) {
    Stay stay = stay(room);
    JsonObject join = new JsonObject()
        .put("type", "join")
        .put("id", "join-" + room)
        .put("room", room)
        .put("user", name);
    if (stay.epoch != null) {
      join.put("since", new JsonObject().put("epoch", stay.epoch).put("seq", stay.seq));
    }
    write(join);
  }

  private void talk() {
    if (talking && random.nextInt(4) != 0) {
      String room = List.copyOf(stays.keySet()).get(random.nextInt(stays.size()));
      Stay stay = stay(room);
      if (stay.unacknowledged.size() < MOST_UNACKNOWLEDGED) {
        String id = name + "-" + made++;
        stay.unacknowledged.put(id, System.nanoTime());
        own.put(id, System.nanoTime());
        ledger.sent();
        if (stay.joined) {
          say(room, id);
        }
      }
    }
  }

  private void tend() {
    if (socket != null && System.currentTimeMillis() - lastHeard > GONE_AFTER_MS) {
      cut();
    } else {
      write(new JsonObject().put("type", "ping"));
    }
    settled = socket != null
        && stays.values().stream().allMatch(stay -> stay.joined && stay.unacknowledged.isEmpty());
  }

  private void say(String room, String id) {
    write(new JsonObject()
        .put("type", "message")
        .put("id", id)
        .put("room", room)
        .put("text", "text of " + id));
  }

  private void write(JsonObject frame) {
    WebSocket to = socket;
    if (to != null && !to.isClosed()) {
      to.writeTextMessage(frame.encode()).onFailure(failure -> lost(to));
    }
  }

  private void hear(JsonObject frame) {
    lastHeard = Math.max(lastHeard, System.currentTimeMillis());
    switch (frame.getString("type")) {
      case "joined" -> joined(frame);
      case "message" -> message(frame.getString("room"), frame);
      case "resync" -> resync(frame);
      case "ack" -> acknowledged(frame);
      case "error" -> refused(frame);
      default -> {}
    }
  }

  private void joined(JsonObject frame) {
    String room = frame.getString("room");
    Stay stay = stay(room);
    String epoch = frame.getString("epoch");
    boolean recovered = frame.getBoolean("recovered");
    if (stay.epoch != null && recovered != epoch.equals(stay.epoch)) {
      ledger.broken("recovery: " + name + " came back to " + room + " at " + stay.seq + " of "
          + stay.epoch + " and was told recovered:" + recovered + " at " + frame.getLong("seq")
          + " of " + epoch);
    }
    if (!epoch.equals(stay.epoch)) {
      startOver(stay, epoch, frame);
    }
    catchUp(room, stay, frame);
    stay.joined = true;
    stay.unacknowledged.keySet().forEach(id -> say(room, id));
  }

  private void resync(JsonObject frame) {
    Stay stay = stay(frame.getString("room"));
    if (frame.getString("epoch").equals(stay.epoch)) {
      ledger.broken("recovery: " + name + " was told to resync within an epoch");
    }
    startOver(stay, frame.getString("epoch"), frame);
    catchUp(frame.getString("room"), stay, frame);
  }

  private static void startOver(Stay stay, String epoch, JsonObject frame) {
    JsonArray messages = frame.getJsonArray("messages");
    stay.epoch = epoch;
    stay.seq =
        messages.isEmpty() ? frame.getLong("seq") : messages.getJsonObject(0).getLong("seq") - 1;
  }

  private void catchUp(String room, Stay stay, JsonObject frame) {
    for (Object message : frame.getJsonArray("messages")) {
      message(room, (JsonObject) message);
    }
    if (stay.seq != frame.getLong("seq")) {
      ledger.outOfTurn(name, room, stay.seq, frame.getLong("seq"));
      stay.seq = frame.getLong("seq");
    }
  }

  private void message(String room, JsonObject frame) {
    Stay stay = stay(room);
    long seq = frame.getLong("seq");
    if (seq != stay.seq + 1) {
      ledger.outOfTurn(name, room, stay.seq + 1, seq);
    }
    stay.seq = seq;
    ledger.heard(room, String.valueOf(stay.epoch), seq, frame.getString("id"));
    Long sentAt = own.remove(frame.getString("id"));
    if (sentAt != null) {
      heardOf = Math.max(heardOf, sentAt);
    }
  }

  private void acknowledged(JsonObject frame) {
    String room = frame.getString("room");
    Long sentAt = stay(room).unacknowledged.remove(frame.getString("id"));
    ledger.acknowledged(
        room, String.valueOf(stay(room).epoch), frame.getString("id"), frame.getLong("seq"));
    if (sentAt != null) {
      acknowledgedOf = Math.max(acknowledgedOf, sentAt);
    }
  }

  private void refused(JsonObject frame) {
    String id = frame.getString("id", "");
    if (id.startsWith("join-")) {
      vertx.setTimer(200 + random.nextInt(300), timer -> join(id.substring("join-".length())));
    } else if (frame.getString("code").equals("unavailable")) {
      vertx.setTimer(
          frame.getLong("retryAfterMs") / 2,
          timer -> stays.forEach((room, stay) -> {
            if (stay.joined && stay.unacknowledged.containsKey(id)) {
              say(room, id);
            }
          }));
    } else {
      ledger.broken("answers: " + name + " was told " + frame.encode());
    }
  }

  private Stay stay(String room) {
    Stay stay = stays.get(room);
    if (stay == null) {
      throw new AssertionError(name + " was told of " + room + ", where it is not");
    }
    return stay;
  }
}
