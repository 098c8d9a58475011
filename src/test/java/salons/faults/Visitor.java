package salons.faults;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client that does as the protocol says: talks, keeps what is not acknowledged and sends it again under the same id, notices dead
 * connections, comes back to any instance with {@code since}, or as it was if its {@link Line} is brought back. Checks that every message
 * comes in its turn. All on one context.
 */
final class Visitor implements Line.Listener {
  private static final long ASK_EVERY_MS = 1_000;
  private static final long GONE_AFTER_MS = 4_000;
  private static final int MOST_UNACKNOWLEDGED = 10;

  private final Vertx vertx;
  private final Line line;
  private final List<Integer> ports;
  private final Ledger ledger;
  private final Random random;
  private final String name;
  private final Map<String, Stay> stays = new HashMap<>();
  private final Map<String, Long> own = new HashMap<>();
  private boolean connected;

  /** Rises with each connection. */
  private int connections;

  private int attempts;
  private boolean talking = true;
  private boolean ended;
  private long lastHeard;
  private int made;

  /** When the newest of its messages that was acknowledged, and that came back, was first sent; read by other threads. */
  private volatile long acknowledgedOf;

  private volatile long heardOf;

  private volatile boolean settled;

  private final AtomicLong heard = new AtomicLong();

  /** One room: where the visitor is in it, and what it said that is not acknowledged. */
  private static final class Stay {
    @Nullable
    String epoch;

    long seq;
    boolean joined;
    final Map<String, Long> unacknowledged = new LinkedHashMap<>();
  }

  /**
   * @param line makes the way to an instance, for this listener
   */
  Visitor(
      Vertx vertx,
      Function<Line.Listener, Line> line,
      List<Integer> ports,
      Ledger ledger,
      long seed,
      String name,
      List<String> rooms) {
    this.vertx = vertx;
    this.ports = ports;
    this.ledger = ledger;
    this.random = new Random(seed);
    this.name = name;
    this.line = line.apply(this);
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
    line.cut();
  }

  /** Whether something that it first said after {@code nanos} is acknowledged, and something of its own has come back. */
  boolean talksSince(long nanos) {
    return acknowledgedOf > nanos && heardOf > nanos;
  }

  /** Whether all that it said is acknowledged, and it is in all its rooms. */
  boolean isSettled() {
    return settled;
  }

  /** How many messages it was told. */
  long heard() {
    return heard.get();
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
    if (connected) {
      line.cut();
      onLost();
    }
  }

  /** Leaves its connection open without ever reading or answering on it again, and makes another. */
  void vanish() {
    if (connected) {
      line.vanish();
      onLost();
    }
  }

  /** Reads nothing for a while. */
  void stopReading(long ms) {
    if (connected) {
      line.stopReading(ms);
      lastHeard = System.currentTimeMillis() + ms;
    }
  }

  private void connect() {
    if (!ended) {
      line.connect(ports.get(random.nextInt(ports.size())));
    }
  }

  @Override
  public void onConnected(boolean recovered) {
    if (ended) {
      line.cut();
      return;
    }
    connected = true;
    connections++;
    attempts = 0;
    lastHeard = System.currentTimeMillis();
    if (recovered) {
      ledger.broughtBack();
    }
    stays.forEach((room, stay) -> {
      stay.joined &= recovered;
      if (stay.joined) {
        stay.unacknowledged.keySet().forEach(id -> say(room, id));
      } else {
        join(room);
      }
    });
  }

  @Override
  public void onLost() {
    connected = false;
    settled = false;
    vertx.setTimer(Math.max(1, line.backoffMs(attempts++)), timer -> connect());
  }

  @Override
  public void onBroken(String what) {
    ledger.broken("answers: " + name + " was told " + what);
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
    line.send(join);
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
        if (connected ? stay.joined : line.isBuffering() && stay.epoch != null) {
          say(room, id);
        }
      }
    }
  }

  private void tend() {
    if (connected && System.currentTimeMillis() - lastHeard > GONE_AFTER_MS) {
      cut();
    } else {
      line.ask(stays.keySet().iterator().next());
    }
    settled = connected
        && stays.values().stream().allMatch(stay -> stay.joined && stay.unacknowledged.isEmpty());
  }

  private void say(String room, String id) {
    line.send(new JsonObject()
        .put("type", "message")
        .put("id", id)
        .put("room", room)
        .put("text", "text of " + id));
  }

  @Override
  public void onFrame(JsonObject frame) {
    lastHeard = Math.max(lastHeard, System.currentTimeMillis());
    switch (frame.getString("type")) {
      case "joined" -> joined(frame);
      case "message" -> {
        if (isIn(frame.getString("room"))) {
          message(frame.getString("room"), frame);
        }
      }
      case "resync" -> {
        if (isIn(frame.getString("room"))) {
          resync(frame);
        }
      }
      case "ack" -> acknowledged(frame);
      case "error" -> refused(frame);
      default -> {}
    }
  }

  /** Whoever was not brought back as it was may be told of a room before its own join, which then tells the same, is answered. */
  private boolean isIn(String room) {
    return stay(room).joined || !line.isBuffering();
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
    heard.incrementAndGet();
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
      int connection = connections;
      vertx.setTimer(200 + random.nextInt(300), timer -> {
        if (connected && connection == connections) {
          join(id.substring("join-".length()));
        }
      });
    } else if (frame.getString("code").equals("unavailable")) {
      vertx.setTimer(frame.getLong("retryAfterMs") / 2, timer -> sayAgain(id));
    } else if (!frame.getString("code").equals("not_joined") || isIn(frame.getString("room"))) {
      onBroken(frame.encode());
    }
  }

  private void sayAgain(String id) {
    stays.forEach((room, stay) -> {
      if (connected && stay.joined && stay.unacknowledged.containsKey(id)) {
        say(room, id);
      }
    });
  }

  private Stay stay(String room) {
    Stay stay = stays.get(room);
    if (stay == null) {
      throw new AssertionError(name + " was told of " + room + ", where it is not");
    }
    return stay;
  }
}
