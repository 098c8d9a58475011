package salons.auth;

import java.text.Normalizer;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;

/** The name of a room, or of several: {@code *} stands for any number of characters, also none. Compiled once. */
final class RoomPattern {
  private static final char ANY = '*';

  /** What stands between the {@code *}; a single one for a name. */
  private final String[] parts;

  private RoomPattern(String[] parts) {
    this.parts = parts;
  }

  /** @throws IllegalArgumentException when no room can be called so */
  static RoomPattern parse(String pattern) {
    try {
      String name = new RoomName(pattern.replace(ANY, 'x')).value();
      String text =
          pattern.indexOf(ANY) < 0 ? name : Normalizer.normalize(pattern, Normalizer.Form.NFC);
      return new RoomPattern(text.split("\\*+", -1));
    } catch (RefusedException e) {
      throw new IllegalArgumentException("no room can be called " + pattern, e);
    }
  }

  /** Takes time by the length of the name, whatever the pattern. */
  boolean matches(RoomName room) {
    String name = room.value();
    String first = parts[0];
    if (parts.length == 1) {
      return name.equals(first);
    }
    String last = parts[parts.length - 1];
    int end = name.length() - last.length();
    if (end < first.length() || !name.startsWith(first) || !name.endsWith(last)) {
      return false;
    }
    int at = first.length();
    for (int i = 1; i < parts.length - 1; i++) {
      // The first place is as good as any: what follows is left the most room.
      int found = name.indexOf(parts[i], at);
      if (found < 0 || found + parts[i].length() > end) {
        return false;
      }
      at = found + parts[i].length();
    }
    return true;
  }

  @Override
  public String toString() {
    return String.join("*", parts);
  }
}
