package salons.faults;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import salons.e2e.RoomView;

/**
 * A client that does as the protocol says: talks, changes what was said, keeps what is not acknowledged and sends it again under the same
 * id, notices dead connections, comes back to any instance with {@code since}, or as it was if its {@link Line} is brought back. Checks that
 * every event comes in its turn. All on one context.
 */
final class Visitor implements Line.Listener {
  private static final long ASK_EVERY_MS = 1_000;
  private static final long GONE_AFTER_MS = 4_000;
  private static final int MOST_UNACKNOWLEDGED = 10;

  /** Messages that it keeps of a room. */
  private static final int MOST_KEPT = 400;

  /** So many of the newest may be changed. */
  private static final int MOST_CHANGED = 60;

  private static final List<String> EMOJI = List.of("👍", "❤️", "😀");

  /** What it does beside listening. */
  enum Habit {
    LISTENS,
    TALKS,
    TALKS_AND_CHANGES
  }

  private final Vertx vertx;
  private final Line line;
  private final List<Integer> ports;
  private final Ledger ledger;
  private final Random random;
  private final String name;
  private final Habit habit;
  private final Map<String, Stay> stays = new HashMap<>();
  private final List<Long> timers = new ArrayList<>();
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

  /**
   * What it asked for.
   *
   * @param epoch the one that it knew of
   */
  private record Said(JsonObject frame, @Nullable String epoch, long at) {
    boolean isChange() {
      return frame.containsKey("seq");
    }
  }

  /** One room: where the visitor is in it, and what it said that is not acknowledged. */
  private static final class Stay {
    @Nullable
    String epoch;

    long seq;
    boolean joined;
    RoomView view = new RoomView();

    /** Who it is there, as it is told. */
    @Nullable
    String by;

    final Map<String, Said> unacknowledged = new LinkedHashMap<>();
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
      Habit habit,
      List<String> rooms) {
    this.vertx = vertx;
    this.ports = ports;
    this.ledger = ledger;
    this.random = new Random(seed);
    this.name = name;
    this.habit = habit;
    this.line = line.apply(this);
    rooms.forEach(room -> stays.put(room, new Stay()));
  }

  /** Connects and begins to talk. */
  void start(long everyMs) {
    connect();
    timers.add(vertx.setPeriodic(1 + random.nextInt((int) everyMs), everyMs, timer -> talk()));
    timers.add(vertx.setPeriodic(ASK_EVERY_MS, timer -> tend()));
  }

  /** Says nothing new from now on; what is not acknowledged is still sent again. */
  void fallSilent() {
    talking = false;
  }

  void end() {
    ended = true;
    connected = false;
    timers.forEach(vertx::cancelTimer);
    line.cut();
  }

  /**
   * Whether something that it first said after {@code nanos} is acknowledged, and something of its own has come back; for who only
   * listens, whether it heard something that was.
   */
  boolean talksSince(long nanos) {
    return (habit == Habit.LISTENS || acknowledgedOf > nanos) && heardOf > nanos;
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

  /** What it knows of a room; to be asked when it is settled. */
  @Nullable
  RoomView view(String room) {
    Stay stay = stays.get(room);
    return stay == null ? null : stay.view;
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
        say(stay);
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
        .put("user", name)
        .put("key", name + "-has-a-key-of-its-own");
    if (stay.epoch != null) {
      join.put("since", new JsonObject().put("epoch", stay.epoch).put("seq", stay.seq));
    }
    line.send(join);
  }

  private void talk() {
    if (talking && habit != Habit.LISTENS && random.nextInt(4) != 0) {
      String room = List.copyOf(stays.keySet()).get(random.nextInt(stays.size()));
      Stay stay = stay(room);
      if (stay.unacknowledged.size() < MOST_UNACKNOWLEDGED) {
        JsonObject change =
            habit == Habit.TALKS_AND_CHANGES && random.nextInt(4) == 0 ? change(stay) : null;
        ask(room, stay, change == null ? new JsonObject().put("type", "message") : change);
      }
    }
  }

  /** One that makes sense by what it knows; null when there is none. */
  private @Nullable JsonObject change(Stay stay) {
    int what = connected && stay.joined ? random.nextInt(5) : -1;
    List<Map.Entry<Long, RoomView.Known>> there = what < 0
        ? List.of()
        : stay.view.messages().descendingMap().entrySet().stream()
            .limit(MOST_CHANGED)
            .filter(each -> each.getValue().text() != null)
            .filter(each ->
                what > 2 || stay.by != null && stay.by.equals(each.getValue().by()))
            .toList();
    if (there.isEmpty()) {
      return null;
    }
    JsonObject change =
        new JsonObject().put("seq", there.get(random.nextInt(there.size())).getKey());
    return switch (what) {
      case 0, 1 -> change.put("type", "edit");
      case 2 -> change.put("type", "delete");
      default ->
        change
            .put("type", "react")
            .put("emoji", EMOJI.get(random.nextInt(EMOJI.size())))
            .put("on", random.nextInt(3) > 0);
    };
  }

  private void ask(String room, Stay stay, JsonObject frame) {
    String id = name + "-" + made++;
    frame.put("id", id).put("room", room);
    switch (frame.getString("type")) {
      case "message" -> frame.put("text", Ledger.text(id));
      case "edit" -> frame.put("text", Ledger.text(id) + "x".repeat(random.nextInt(100)));
      default -> {}
    }
    Said said = new Said(frame, stay.epoch, System.nanoTime());
    stay.unacknowledged.put(id, said);
    if (!said.isChange()) {
      ledger.sent(id, said.at);
    }
    if (connected ? stay.joined : line.isBuffering() && stay.epoch != null && !said.isChange()) {
      line.send(frame);
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

  private void say(Stay stay) {
    List.copyOf(stay.unacknowledged.values()).forEach(said -> line.send(said.frame));
  }

  @Override
  public void onFrame(JsonObject frame) {
    lastHeard = Math.max(lastHeard, System.currentTimeMillis());
    switch (frame.getString("type")) {
      case "joined" -> joined(frame);
      case "message", "edited", "deleted", "reaction" -> {
        if (isIn(frame.getString("room"))) {
          event(frame.getString("room"), frame);
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
    if (recovered) {
      for (Object event : frame.getJsonArray("messages")) {
        event(room, (JsonObject) event);
      }
      if (stay.seq != frame.getLong("seq")) {
        ledger.outOfTurn(name, room, stay.seq, frame.getLong("seq"));
        stay.seq = frame.getLong("seq");
      }
    } else {
      startOver(room, stay, frame);
    }
    stay.joined = true;
    stay.by = frame.getString("by");
    say(stay);
  }

  private void resync(JsonObject frame) {
    String room = frame.getString("room");
    if (frame.getString("epoch").equals(stay(room).epoch)) {
      ledger.broken("recovery: " + name + " was told to resync within an epoch");
    }
    startOver(room, stay(room), frame);
  }

  /** From a page, which has messages alone. */
  private void startOver(String room, Stay stay, JsonObject page) {
    if (!page.getString("epoch").equals(stay.epoch)) {
      // They are about messages of a log that is gone.
      stay.unacknowledged.values().removeIf(Said::isChange);
    }
    stay.epoch = page.getString("epoch");
    stay.view = new RoomView();
    JsonArray messages = page.getJsonArray("messages");
    long next =
        messages.isEmpty() ? page.getLong("seq") + 1 : messages.getJsonObject(0).getLong("seq");
    for (Object each : messages) {
      JsonObject message = (JsonObject) each;
      long seq = message.getLong("seq");
      if (seq < next || seq > page.getLong("seq")) {
        ledger.outOfTurn(name, room, next, seq);
      }
      ledger.passed(room, stay.epoch, next, seq);
      take(room, stay, message);
      next = seq + 1;
    }
    ledger.passed(room, stay.epoch, next, page.getLong("seq") + 1);
    stay.seq = page.getLong("seq");
  }

  private void event(String room, JsonObject frame) {
    Stay stay = stay(room);
    long seq = frame.getLong("seq");
    if (seq != stay.seq + 1) {
      ledger.outOfTurn(name, room, stay.seq + 1, seq);
    }
    take(room, stay, frame);
    stay.seq = seq;
  }

  private void take(String room, Stay stay, JsonObject frame) {
    String epoch = String.valueOf(stay.epoch);
    RoomView.Known of = stay.view.messages().get(frame.getLong("of", 0L));
    String before = of == null ? null : of.text();
    stay.view.take(frame);
    if (of != null && before != null && !before.equals(of.text())) {
      ledger.replaced(room, epoch, before);
    }
    if (stay.view.messages().size() > MOST_KEPT) {
      stay.view.messages().pollFirstEntry();
    }
    ledger.heard(room, epoch, frame);
    heard.incrementAndGet();
    String id = frame.getString("id");
    if (id != null && (habit == Habit.LISTENS || id.startsWith(name + "-"))) {
      heardOf = Math.max(heardOf, ledger.sentAt(id));
    }
  }

  private void acknowledged(JsonObject frame) {
    String room = frame.getString("room");
    Stay stay = stay(room);
    Said said = stay.unacknowledged.remove(frame.getString("id"));
    if (said == null) {
      return;
    }
    boolean isDuplicate = frame.getBoolean("duplicate", false);
    if (said.frame.getString("type").equals("react") && isDuplicate) {
      // It may be as it was wanted already, and then there is no event of its own.
      return;
    }
    ledger.acknowledged(room, String.valueOf(stay.epoch), said.frame, stay.by, frame);
    if (!said.isChange()) {
      acknowledgedOf = Math.max(acknowledgedOf, said.at);
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
    } else if (!isExplained(frame)) {
      onBroken(frame.encode());
    }
  }

  /** Whether what was asked for could be refused; then it is not asked for again, unless it is not there yet. */
  private boolean isExplained(JsonObject frame) {
    String code = frame.getString("code");
    // Natively an error has the id alone.
    String room = frame.getString("room", roomOf(frame.getString("id")));
    if (room == null) {
      return true;
    }
    if (code.equals("not_joined")) {
      return !isIn(room);
    }
    Said said = stay(room).unacknowledged.get(frame.getString("id"));
    if (said == null) {
      return true;
    }
    if (!said.isChange()) {
      return false;
    }
    stay(room).unacknowledged.remove(frame.getString("id"));
    ledger.refused(room, String.valueOf(said.epoch), said.frame, code);
    return true;
  }

  private @Nullable String roomOf(String id) {
    return stays.entrySet().stream()
        .filter(stay -> stay.getValue().unacknowledged.containsKey(id))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private void sayAgain(String id) {
    stays.forEach((room, stay) -> {
      Said said = stay.unacknowledged.get(id);
      if (connected && stay.joined && said != null) {
        line.send(said.frame);
      }
    });
  }

  @Override
  public String toString() {
    return name;
  }

  private Stay stay(String room) {
    Stay stay = stays.get(room);
    if (stay == null) {
      throw new AssertionError(name + " was told of " + room + ", where it is not");
    }
    return stay;
  }
}
