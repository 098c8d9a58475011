package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.protocol.Limits;
import salons.protocol.RoomName;
import salons.room.Presence;

/**
 * The people that this instance has in one room: counts their connections, and brings what changes into Redis. One call is under way
 * at a time; all that comes meanwhile goes in the next one. What this instance has is the truth about its own people: whenever it is
 * not sure that Redis has the same, it says all of them anew.
 */
final class RoomPresence {
  /** How long somebody whose connection was lost counts as there. */
  private static final long LINGERING_NS = TimeUnit.SECONDS.toNanos(2);

  /** How long somebody who enters waits for a Redis that does not answer. */
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger log = LoggerFactory.getLogger(RoomPresence.class);

  private record Waiting(String name, Promise<Presence> promise, long deadline) {}

  private final RoomName room;
  private final PresenceTracker tracker;

  // Owned by the verticle's event loop.
  private final Map<String, Integer> connections = new HashMap<>();
  /** Until when by {@link System#nanoTime}; the earliest first. */
  private final Map<String, Long> lingering = new LinkedHashMap<>();
  /** Names that Redis has to be told of: behind + or -. */
  private final Map<String, String> changes = new LinkedHashMap<>();

  private List<Waiting> waiting = new ArrayList<>();
  private List<Waiting> underWay = List.of();
  private boolean calling;
  private boolean due;
  private boolean whole;
  /** Whether {@link #known} is what Redis had at its version, with nothing missed since. */
  private boolean sure;

  private String former = "";
  private List<Promise<Void>> kept = new ArrayList<>();
  private Presence known = Presence.UNKNOWN;
  private Presence told = Presence.UNKNOWN;
  private int listed;
  /** Whether this instance is the one to list what is known: one of those that hold the room is enough. */
  private boolean listable;

  RoomPresence(RoomName room, PresenceTracker tracker) {
    this.room = room;
    this.tracker = tracker;
  }

  RoomName room() {
    return room;
  }

  Future<Presence> enter(String name) {
    boolean wasThere = connections.merge(name, 1, Integer::sum) > 1;
    wasThere |= lingering.remove(name) != null;
    if (!wasThere) {
      changes.put(name, "+" + name);
    }
    return look(name);
  }

  Future<Presence> look(String name) {
    Promise<Presence> promise = Promise.promise();
    waiting.add(new Waiting(name, promise, System.nanoTime() + PATIENCE_NS));
    next();
    return promise.future();
  }

  void leave(String name, boolean abruptly) {
    if (connections.merge(name, -1, Integer::sum) > 0) {
      return;
    }
    connections.remove(name);
    if (abruptly) {
      lingering.put(name, System.nanoTime() + LINGERING_NS);
    } else {
      depart(name);
    }
  }

  private void depart(String name) {
    changes.put(name, "-" + name);
    next();
  }

  /** To be called a few times a second. */
  void tick(long now) {
    for (Iterator<Map.Entry<String, Long>> each = lingering.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<String, Long> entry = each.next();
      if (entry.getValue() - now > 0) {
        break;
      }
      each.remove();
      changes.put(entry.getKey(), "-" + entry.getKey());
    }
    underWay.forEach(w -> giveUpIfLate(w, now));
    waiting.forEach(w -> giveUpIfLate(w, now));
    next();
  }

  /** Whether {@link #tick} has nothing to do here. */
  boolean isQuiet() {
    return lingering.isEmpty() && changes.isEmpty() && waiting.isEmpty() && !calling && !whole;
  }

  /** Whether this instance has, and had, nobody here. */
  boolean isOver() {
    return isQuiet() && connections.isEmpty();
  }

  private void giveUpIfLate(Waiting one, long now) {
    if (one.deadline - now < 0) {
      one.promise.tryComplete(lastKnown(one.name));
    }
  }

  /** Redis may not have what this instance has; what it has of {@code formerIncarnation} is to be given up. */
  void doubt(String formerIncarnation) {
    whole = true;
    if (!formerIncarnation.isEmpty()) {
      former = formerIncarnation;
    }
  }

  /** Asks Redis how the room is, and repairs what is not as it should be. */
  Future<Void> keepUp() {
    due = true;
    listed = -1;
    Promise<Void> promise = Promise.promise();
    kept.add(promise);
    next();
    return promise.future();
  }

  void next() {
    if (calling) {
      return;
    }
    if (!tracker.isUp()) {
      waiting.forEach(w -> w.promise.tryComplete(lastKnown(w.name)));
      waiting.clear();
      letGo();
    } else if (due || !waiting.isEmpty() || !changes.isEmpty()) {
      call();
    }
  }

  private void call() {
    calling = true;
    underWay = waiting;
    waiting = new ArrayList<>();
    int here = size();
    Presence before = known;
    PresenceScript.Caller caller = new PresenceScript.Caller(
        tracker.incarnation(),
        former,
        sure ? before.version() : 0,
        whole
            ? PresenceScript.Extent.FULL
            : due ? PresenceScript.Extent.REFRESH : PresenceScript.Extent.DELTA);
    List<String> names = whole ? everybody() : List.copyOf(changes.values());
    whole = false;
    due = false;
    sure = true;
    former = "";
    changes.clear();
    tracker
        .script()
        .call(room, caller, names)
        .onSuccess(outcome -> recorded(outcome, before, here))
        .onFailure(this::failed);
  }

  private List<String> everybody() {
    List<String> all = new ArrayList<>(connections.size() + lingering.size());
    connections.keySet().forEach(name -> all.add("+" + name));
    lingering.keySet().forEach(name -> all.add("+" + name));
    return all;
  }

  private void recorded(PresenceScript.Outcome outcome, Presence before, int here) {
    Presence now = outcome.change().after(before);
    // What was heard since is newer; what was known before the call cannot be.
    if (now != null && (now.version() > known.version() || known.equals(before))) {
      // That there is somebody is listed at once, how many there are when it is told.
      if (now.count() == 0 != listed <= 0) {
        list(now.count());
      }
      listable = true;
      learn(now);
    }
    if (now == null || outcome.held() != here) {
      sure = false;
      whole = outcome.held() != here;
      tracker.tryAgain(this);
    }
    underWay.forEach(w -> w.promise.tryComplete(lastKnown(w.name)));
    settle();
    next();
  }

  private void learn(Presence now) {
    known = now;
    tracker.hasNews(this);
  }

  private void list(int count) {
    if (listed != count) {
      listed = count;
      tracker.list(room, count);
    }
  }

  private void failed(Throwable failure) {
    log.debug("The people of {} are not recorded: {}", room, failure.getMessage());
    whole = true;
    sure = false;
    listed = -1;
    underWay.forEach(w -> w.promise.tryComplete(lastKnown(w.name)));
    settle();
    tracker.tryAgain(this);
  }

  private void settle() {
    calling = false;
    underWay = List.of();
    letGo();
  }

  private void letGo() {
    List<Promise<Void>> done = kept;
    kept = new ArrayList<>();
    done.forEach(Promise::tryComplete);
  }

  /** Takes what was published; false when something before it was missed. */
  boolean hear(PresenceDelta change) {
    if (change.version() <= known.version()) {
      return true;
    }
    Presence now = change.after(known);
    if (now == null) {
      sure = false;
      return false;
    }
    learn(now);
    return true;
  }

  /** How many people are, or were just now, on this instance. */
  int size() {
    return connections.size() + lingering.size();
  }

  /** Lists how many people there are, when that is new and this instance's to do. */
  void listNews() {
    if (listable) {
      listable = false;
      list(known.count());
    }
  }

  /** Tells everybody on this instance what is new. */
  void tell() {
    listNews();
    if (!known.equals(told)) {
      told = known;
      tracker.tell(room, known);
    }
  }

  /** The room with somebody in it who could not be recorded yet. */
  private Presence lastKnown(String name) {
    boolean unknown = known.version() == Presence.UNKNOWN.version();
    if (known.count() > Limits.NAMES || !unknown && known.names().contains(name)) {
      return known;
    }
    TreeSet<String> names = new TreeSet<>(known.names());
    names.add(name);
    if (unknown) {
      names.addAll(connections.keySet());
      names.addAll(lingering.keySet());
    }
    return new Presence(
        known.version(), names.size(), names.stream().limit(Limits.NAMES).toList());
  }
}
