package salons.presence;

import static java.util.function.Predicate.not;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import salons.e2e.Tab;

/**
 * Who is in a room as one socket was told: the last {@code joined}, and all {@code presence} since.
 *
 * @param names the people, see {@link #names(JsonObject, String)}
 * @param joins those that came after that {@code joined}, as often as they were told
 * @param leaves those that left after it, as often as they were told
 * @param frames how many presence frames that took
 * @param contradictions what was told that cannot follow from what was told before
 */
record Seen(
    SortedSet<String> names,
    int count,
    List<String> joins,
    List<String> leaves,
    int frames,
    List<String> contradictions) {

  static Seen of(Tab tab, String room) {
    return of(tab.heard(), room);
  }

  static Seen of(List<JsonObject> heard, String room) {
    Seen seen = new Seen(new TreeSet<>(), 0, List.of(), List.of(), 0, List.of());
    for (JsonObject frame : heard) {
      if (room.equals(frame.getString("room"))) {
        seen = seen.after(frame);
      }
    }
    return seen;
  }

  private Seen after(JsonObject frame) {
    return switch (frame.getString("type")) {
      case "joined" ->
        new Seen(
            new TreeSet<>(names(frame, "members")),
            frame.getInteger("count", -1),
            List.of(),
            List.of(),
            0,
            contradictions);
      case "presence" -> {
        List<String> came = names(frame, "joined");
        List<String> went = names(frame, "left");
        SortedSet<String> now = new TreeSet<>(names);
        now.addAll(came);
        now.removeAll(went);
        int count = frame.getInteger("count", -1);
        yield new Seen(
            now,
            count,
            both(joins, came),
            both(leaves, went),
            frames + 1,
            both(contradictions, contradictions(came, went, now, count)));
      }
      default -> this;
    };
  }

  private List<String> contradictions(
      List<String> came, List<String> went, Set<String> now, int count) {
    List<String> found = new ArrayList<>();
    Set<String> before = names;
    came.stream().filter(before::contains).forEach(name -> found.add(name + " came twice"));
    went.stream().filter(not(before::contains)).forEach(name -> found.add(name + " left twice"));
    if (count != now.size()) {
      found.add(count + " instead of " + now);
    }
    return found;
  }

  /** Whether it was told of exactly these. */
  boolean isExactly(Collection<String> people) {
    return count == people.size() && names.equals(new TreeSet<>(people));
  }

  /** The people under this key, a name or {@code <name>/<by>} each; none where it is left out. */
  static List<String> names(JsonObject frame, String key) {
    JsonArray names = frame.getJsonArray(key, new JsonArray());
    JsonArray by = frame.getJsonArray(key + "By");
    return IntStream.range(0, names.size())
        .mapToObj(i -> by == null || by.getString(i) == null
            ? names.getString(i)
            : names.getString(i) + "/" + by.getString(i))
        .toList();
  }

  private static List<String> both(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }
}
