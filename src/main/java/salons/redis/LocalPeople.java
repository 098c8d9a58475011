package salons.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import salons.protocol.Limits;
import salons.room.Presence;

/**
 * The people whom this instance has in one room: counts their connections, lets those linger whose last one was lost, and gathers what
 * changed. Somebody is here while they are connected or linger. Knows people by what {@link salons.protocol.Person#encoded} makes of them,
 * and no Redis and no clock: times are in nanoseconds, like {@link
 * System#nanoTime}. Confined to one event loop.
 */
final class LocalPeople {
  private final long lingeringNs;
  private final Map<String, Integer> connections = new HashMap<>();

  /** Until when; as all linger equally long, the earliest first. */
  private final Map<String, Long> lingering = new LinkedHashMap<>();

  /** Who came (true) or left since {@link #takeChanges}; the last word counts. */
  private final Map<String, Boolean> changes = new LinkedHashMap<>();

  LocalPeople(long lingeringNs) {
    this.lingeringNs = lingeringNs;
  }

  /** One more connection of this person. */
  void enter(String name) {
    boolean wasConnected = connections.merge(name, 1, Integer::sum) > 1;
    boolean lingered = lingering.remove(name) != null;
    if (!wasConnected && !lingered) {
      changes.put(name, true);
    }
  }

  /**
   * One connection fewer.
   *
   * @param abruptly whether it was lost: then the person lingers if it was the last one
   */
  void leave(String name, boolean abruptly, long now) {
    if (connections.merge(name, -1, Integer::sum) > 0) {
      return;
    }
    connections.remove(name);
    if (abruptly) {
      lingering.put(name, now + lingeringNs);
    } else {
      changes.put(name, false);
    }
  }

  /** Those who have lingered long enough are gone. */
  void expire(long now) {
    Iterator<Map.Entry<String, Long>> each = lingering.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Long> earliest = each.next();
      if (earliest.getValue() - now > 0) {
        return;
      }
      each.remove();
      changes.put(earliest.getKey(), false);
    }
  }

  /** How many are here. */
  int size() {
    return connections.size() + lingering.size();
  }

  boolean isAnybodyLingering() {
    return !lingering.isEmpty();
  }

  boolean hasChanges() {
    return !changes.isEmpty();
  }

  /** What {@link PresenceScript} is told of the changes since the last time. */
  List<String> takeChanges() {
    List<String> taken = new ArrayList<>(changes.size());
    changes.forEach((name, here) -> taken.add((here ? "+" : "-") + name));
    changes.clear();
    return taken;
  }

  /** What {@link PresenceScript} is told of all who are here; there are no changes any more after it. */
  List<String> takeAll() {
    changes.clear();
    List<String> all = new ArrayList<>(size());
    connections.keySet().forEach(name -> all.add("+" + name));
    lingering.keySet().forEach(name -> all.add("+" + name));
    return all;
  }

  /** The room as it was last known, with somebody in it who may not be recorded yet. */
  Presence addedTo(Presence known, String name) {
    boolean unknown = known.version() == Presence.UNKNOWN.version();
    if (known.count() > Limits.NAMES || !unknown && known.people().contains(name)) {
      return known;
    }
    Set<String> names = new TreeSet<>(known.people());
    names.add(name);
    if (unknown) {
      names.addAll(connections.keySet());
      names.addAll(lingering.keySet());
    }
    return new Presence(
        known.version(), names.size(), names.stream().limit(Limits.NAMES).toList());
  }
}
