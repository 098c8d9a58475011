package salons.presence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import salons.e2e.Tab;

/**
 * Who is in a room as one socket was told: the last {@code joined}, and all {@code presence} since.
 *
 * @param joins the names that came after that {@code joined}, as often as they were told
 * @param leaves the names that left after it, as often as they were told
 * @param frames how many presence frames that took
 */
record Seen(
    SortedSet<String> names, int count, List<String> joins, List<String> leaves, int frames) {

  static Seen of(Tab tab, String room) {
    return of(tab.heard(), room);
  }

  static Seen of(List<JsonObject> heard, String room) {
    Seen seen = new Seen(new TreeSet<>(), 0, List.of(), List.of(), 0);
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
            0);
      case "presence" -> {
        List<String> came = names(frame, "joined");
        List<String> went = names(frame, "left");
        SortedSet<String> now = new TreeSet<>(names);
        now.addAll(came);
        now.removeAll(went);
        yield new Seen(
            now, frame.getInteger("count", -1), both(joins, came), both(leaves, went), frames + 1);
      }
      default -> this;
    };
  }

  /** Whether it was told of exactly these. */
  boolean isExactly(Collection<String> people) {
    return count == people.size() && names.equals(new TreeSet<>(people));
  }

  /** The names under this key; none where it is left out. */
  static List<String> names(JsonObject frame, String key) {
    JsonArray names = frame.getJsonArray(key, new JsonArray());
    return names.stream().map(String.class::cast).toList();
  }

  private static List<String> both(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }
}
