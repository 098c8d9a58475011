package salons.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.Limits;
import salons.room.Presence;

/**
 * How the people of a room changed, as presence.lua tells it.
 *
 * @param version of the room after it
 * @param count of its people after it
 * @param full whether {@code lines} are a snapshot, the first people of the room in order, encoded; else they are what changed since the version
 *     before: people behind {@code +} or {@code -}, none where it was too much to tell
 */
record PresenceDelta(long version, int count, boolean full, List<String> lines) {
  /** As Redis orders people: by their bytes in UTF-8, which is by code points. */
  private static final Comparator<String> BY_CODE_POINTS = (a, b) -> {
    for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogate = Character.isSurrogate(x);
        return surrogate == Character.isSurrogate(y) ? x - y : surrogate ? 1 : -1;
      }
    }
    return a.length() - b.length();
  };

  /** What {@code known} becomes by this; null when something in between is not known. */
  @Nullable
  Presence after(Presence known) {
    if (full) {
      return new Presence(version, count, lines);
    }
    if (version == known.version()) {
      return known;
    }
    if (version != known.version() + 1 || lines.isEmpty()) {
      return null;
    }
    List<String> names = new ArrayList<>(known.people());
    lines.forEach(line -> apply(line, names));
    List<String> first = List.copyOf(names.subList(0, Math.min(names.size(), Limits.NAMES)));
    boolean complete = first.size() == Math.min(count, Limits.NAMES);
    // A delta does not say who moves up into the first names when one of them leaves. It does not
    // matter above the limit, where only the count is told.
    return complete || count > Limits.NAMES ? new Presence(version, count, first) : null;
  }

  private static void apply(String line, List<String> names) {
    String name = line.substring(1);
    int place = Collections.binarySearch(names, name, BY_CODE_POINTS);
    if (line.charAt(0) == '+' && place < 0) {
      names.add(-place - 1, name);
    } else if (line.charAt(0) == '-' && place >= 0) {
      names.remove(place);
    }
  }
}
