package salons.protocol;

import java.util.List;

/**
 * The people of a room as a frame tells them: encoded once for all who enter at the same time.
 *
 * @param count how many there are
 * @param names JSON text of an array: their names in order, the first of them when there are more than {@link Limits#NAMES}
 */
public record Roster(int count, byte[] names) {
  public static Roster of(int count, List<String> names) {
    return new Roster(count, json(names));
  }

  static byte[] json(List<String> names) {
    JsonWriter json = new JsonWriter(16 + 16 * names.size()).ascii("[");
    for (int i = 0; i < names.size(); i++) {
      json = (i == 0 ? json : json.ascii(",")).string(names.get(i));
    }
    return json.ascii("]").toBytes();
  }
}
