package salons.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that was sent, acknowledged and heard, by everybody. Thread-safe. */
final class Ledger {
  private static final int MOST_BROKEN_TOLD = 20;

  private record Place(String room, String epoch, long seq) {}

  private record Said(String room, String epoch, String id) {}

  private record Ack(String room, String epoch, String id, long seq) {}

  // Guarded by this.
  private final Map<Place, String> heard = new HashMap<>();
  private final Map<Said, Long> places = new HashMap<>();
  private final Map<String, Set<String>> epochs = new HashMap<>();
  private final Map<String, Ack> acks = new HashMap<>();
  private final List<String> broken = new ArrayList<>();
  private long sent;
  private long deliveries;
  private long lost;
  private long doubled;
  private long misordered;
  private long acksOfLostLogs;
  private long recovered;

  synchronized void sent() {
    sent++;
  }

  /** A visitor that lost its connection is in its rooms as before. */
  synchronized void broughtBack() {
    recovered++;
  }

  /** How often a visitor was brought back. */
  synchronized long recovered() {
    return recovered;
  }

  /** A visitor heard a message; that it came in its turn is the visitor's to check. */
  synchronized void heard(String room, String epoch, long seq, String id) {
    deliveries++;
    epochs.computeIfAbsent(room, r -> new HashSet<>()).add(epoch);
    String there = heard.putIfAbsent(new Place(room, epoch, seq), id);
    if (there != null && !there.equals(id)) {
      misordered++;
      broken("order: " + room + " has both " + there + " and " + id + " at " + seq);
    }
    Long before = places.putIfAbsent(new Said(room, epoch, id), seq);
    if (before != null && before != seq) {
      doubled++;
      broken("idempotence: " + id + " is in " + room + " at " + before + " and " + seq);
    }
  }

  /**
   * @param epoch the one that the visitor knew of; after a flush the acknowledgement may be of the next
   */
  synchronized void acknowledged(String room, String epoch, String id, long seq) {
    Ack before = acks.putIfAbsent(room + " " + id, new Ack(room, epoch, id, seq));
    if (before != null && before.seq != seq && before.epoch.equals(epoch)) {
      doubled++;
      broken("idempotence: " + id + " was acknowledged at " + before.seq + " and at " + seq);
    }
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
   * Looks for acknowledged messages that nobody heard; to be called when everybody heard everything. Those of a log that was flushed
   * may be gone.
   *
   * @param lastEpochs of each room
   */
  synchronized void close(Map<String, String> lastEpochs) {
    for (Ack ack : acks.values()) {
      boolean kept = epochs.getOrDefault(ack.room, Set.of()).stream()
          .anyMatch(epoch -> ack.id.equals(heard.get(new Place(ack.room, epoch, ack.seq))));
      if (!kept && !ack.epoch.equals(lastEpochs.get(ack.room))) {
        acksOfLostLogs++;
      } else if (!kept) {
        lost++;
        broken("kept: " + ack.id + " was acknowledged in " + ack.room + " at " + ack.seq
            + ", but is not there");
      }
    }
  }

  synchronized List<String> broken() {
    return List.copyOf(broken);
  }

  synchronized String summary() {
    return String.format(
        "%d sent, %d acks, %d deliveries, %d lost, %d doubled, %d misordered (%d acks of logs that were flushed)",
        sent, acks.size(), deliveries, lost, doubled, misordered, acksOfLostLogs);
  }
}
