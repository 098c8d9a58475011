package salons.faults;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that was sent, acknowledged and heard, by everybody. Thread-safe. */
final class Ledger {
  private static final int MOST_BROKEN_TOLD = 20;

  private record Place(String room, String epoch, long seq) {}

  private record Said(String room, String epoch, String what) {}

  private record Ack(String room, String epoch, String what, long seq) {}

  private record Refused(String room, String epoch, JsonObject frame, String code) {}

  // Guarded by this.
  private final Map<Place, String> heard = new HashMap<>();
  private final Set<Place> passed = new HashSet<>();
  private final Map<Said, Long> places = new HashMap<>();
  private final Map<String, Long> sent = new HashMap<>();
  private final Map<Said, Set<String>> replaced = new HashMap<>();
  private final List<Refused> refused = new ArrayList<>();
  private final Map<String, Set<String>> epochs = new HashMap<>();
  private final Map<String, Ack> acks = new HashMap<>();
  private final List<String> broken = new ArrayList<>();
  private long deliveries;
  private long lost;
  private long doubled;
  private long misordered;
  private long acksOfLostLogs;
  private long changes;
  private long recovered;

  /** Of a message, or what it becomes by an edit: no other one has it in it. */
  static String text(String id) {
    return "text of " + id + ";";
  }

  /** A visitor says a message for the first time, at this time of {@link System#nanoTime}. */
  synchronized void sent(String id, long at) {
    sent.put(id, at);
  }

  /** When it was said first. */
  synchronized long sentAt(String id) {
    return sent.getOrDefault(id, 0L);
  }

  /** A visitor that lost its connection is in its rooms as before. */
  synchronized void broughtBack() {
    recovered++;
  }

  /** How often a visitor was brought back. */
  synchronized long recovered() {
    return recovered;
  }

  /** A visitor heard an event; that it came in its turn is the visitor's to check. */
  synchronized void heard(String room, String epoch, JsonObject event) {
    deliveries++;
    epochs.computeIfAbsent(room, r -> new HashSet<>()).add(epoch);
    long seq = event.getLong("seq");
    String what = what(event, event.getString("by")) + " at " + event.getLong("at");
    String there = heard.putIfAbsent(new Place(room, epoch, seq), what);
    if (there != null && !there.equals(what)) {
      misordered++;
      broken("order: " + room + " has both " + there + " and " + what + " at " + seq);
    }
    String only = only(event);
    Long before = only == null ? null : places.putIfAbsent(new Said(room, epoch, only), seq);
    if (before != null && before != seq) {
      doubled++;
      broken("idempotence: " + only + " is in " + room + " at " + before + " and " + seq);
    }
    if (event.getBoolean("deleted", false)) {
      places.putIfAbsent(new Said(room, epoch, "deleted " + seq), 0L);
    }
  }

  /** What an event is, or becomes of what was asked for. */
  private static String what(JsonObject frame, @Nullable String by) {
    String type = frame.getString("type");
    String of = frame.containsKey("of") ? "of" : "seq";
    return switch (type) {
      case "message" -> frame.getString("id");
      case "edit", "edited" -> "edited " + frame.getLong(of) + " by " + by;
      case "delete", "deleted" -> "deleted " + frame.getLong(of) + " by " + by;
      default ->
        "reaction " + frame.getLong(of) + " by " + by + " " + frame.getString("emoji") + " "
            + frame.getBoolean("on");
    };
  }

  /** What there can be only once in a room; null for what there may be again. */
  private static @Nullable String only(JsonObject event) {
    return switch (event.getString("type")) {
      case "message" -> event.getString("id");
      case "edited" -> event.getString("text");
      case "deleted" -> "deleted " + event.getLong("of");
      default -> null;
    };
  }

  /** A visitor was told the state of the room in place of what is there from one seq to before another. */
  synchronized void passed(String room, String epoch, long from, long to) {
    for (long seq = from; seq < to; seq++) {
      passed.add(new Place(room, epoch, seq));
    }
  }

  /** A visitor was told that a message has this text no more. */
  synchronized void replaced(String room, String epoch, String text) {
    replaced.computeIfAbsent(new Said(room, epoch, ""), all -> new HashSet<>()).add(text);
  }

  /** How many texts were replaced, in all rooms. */
  synchronized int replaced() {
    return replaced.values().stream().mapToInt(Set::size).sum();
  }

  /** Texts that messages of the room do not have any more. */
  synchronized Set<String> replaced(String room, String epoch) {
    return Set.copyOf(replaced.getOrDefault(new Said(room, epoch, ""), Set.of()));
  }

  /**
   * @param epoch the one that the visitor knew of; after a flush the acknowledgement may be of the next
   * @param by who the visitor is
   */
  synchronized void acknowledged(
      String room, String epoch, JsonObject asked, @Nullable String by, JsonObject ack) {
    boolean isMessage = asked.getString("type").equals("message");
    changes += isMessage ? 0 : 1;
    String id = asked.getString("id");
    long seq = ack.getLong("seq");
    String what = what(asked, by) + " at " + ack.getLong("at");
    Ack before = acks.putIfAbsent(room + " " + id, new Ack(room, epoch, what, seq));
    if (before != null && before.seq != seq && before.epoch.equals(epoch)) {
      doubled++;
      broken("idempotence: " + id + " was acknowledged at " + before.seq + " and at " + seq);
    }
  }

  /** A change was refused; whether that was right is seen at the end. */
  synchronized void refused(String room, String epoch, JsonObject asked, String code) {
    refused.add(new Refused(room, epoch, asked, code));
  }

  /** A visitor was told {@code seq} where {@code expected} was due. */
  synchronized void outOfTurn(String visitor, String room, long expected, long seq) {
    if (seq < expected) {
      doubled++;
    } else {
      lost++;
    }
    broken("once: " + visitor + " was told " + seq + " in " + room + ", due was " + expected);
  }

  synchronized void broken(String what) {
    if (broken.size() < MOST_BROKEN_TOLD) {
      broken.add(what);
    }
  }

  /**
   * Looks for what was acknowledged and nobody heard, and for changes that were refused without a reason; to be called when everybody
   * heard everything. What is of a log that was flushed may be gone.
   *
   * @param lastEpochs of each room
   */
  synchronized void close(Map<String, String> lastEpochs) {
    for (Ack ack : acks.values()) {
      boolean kept = epochs.getOrDefault(ack.room, Set.of()).stream()
          .map(epoch -> new Place(ack.room, epoch, ack.seq))
          .anyMatch(place -> ack.what.equals(heard.getOrDefault(place, isPassed(place, ack.what))));
      if (!kept && !ack.epoch.equals(lastEpochs.get(ack.room))) {
        acksOfLostLogs++;
      } else if (!kept) {
        lost++;
        broken("kept: " + ack.what + " was acknowledged in " + ack.room + " at " + ack.seq
            + ", but is not there");
      }
    }
    for (Refused one : refused) {
      Said deletion = new Said(one.room, one.epoch, "deleted " + one.frame.getLong("seq"));
      boolean isRight = one.code.equals("no_such_message") && places.containsKey(deletion);
      if (!isRight && one.epoch.equals(lastEpochs.get(one.room))) {
        broken("answers: " + one.code + " for " + one.frame.encode());
      }
    }
  }

  /** What somebody who was told the state alone would have been told; messages of a log are never passed over by everybody. */
  private String isPassed(Place place, String what) {
    return passed.contains(place) && what.contains(" by ") ? what : "";
  }

  synchronized List<String> broken() {
    return List.copyOf(broken);
  }

  synchronized String summary() {
    return String.format(
        "%d sent, %d acks, %d of them of changes, %d deliveries, %d lost, %d doubled, %d misordered (%d acks of logs that were flushed)",
        sent.size(), acks.size(), changes, deliveries, lost, doubled, misordered, acksOfLostLogs);
  }
}
