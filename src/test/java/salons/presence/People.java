package salons.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The model: a person is in a room as long as a tab of that name is. */
final class People {
  private final Map<String, Map<String, Set<Object>>> rooms = new HashMap<>();

  void enter(String room, String user, Object tab) {
    rooms
        .computeIfAbsent(room, anew -> new HashMap<>())
        .computeIfAbsent(user, anew -> new HashSet<>())
        .add(tab);
  }

  void leave(String room, String user, Object tab) {
    Set<Object> tabs =
        rooms.getOrDefault(room, new HashMap<>()).getOrDefault(user, new HashSet<>());
    if (!tabs.remove(tab)) {
      throw new IllegalStateException(user + " was not in " + room + " with this tab");
    }
  }

  SortedSet<String> in(String room) {
    SortedSet<String> people = new TreeSet<>();
    rooms.getOrDefault(room, Map.of()).forEach((user, tabs) -> {
      if (!tabs.isEmpty()) {
        people.add(user);
      }
    });
    return people;
  }

  /** How many are in each room that is not empty. */
  SortedMap<String, Integer> counts() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    rooms.keySet().forEach(room -> counts.put(room, in(room).size()));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }
}
