package salons.room;

import java.util.List;
import salons.protocol.Limits;
import salons.protocol.Person;

/**
 * Who is in a room, as of one moment.
 *
 * @param version grows with every change
 * @param people {@linkplain Person#encoded encoded}, in the order of their names: all of them when there are at most {@link Limits#NAMES},
 *     else the first of them or none
 */
public record Presence(long version, int count, List<String> people) {
  /** Nothing was heard of anybody yet. */
  public static final Presence UNKNOWN = new Presence(0, 0, List.of());

  /** Tells by the version first: the people are many, and seldom looked at. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Presence that
            && version == that.version
            && count == that.count
            && people.equals(that.people);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version);
  }

  /** Whether everybody is named. */
  boolean isComplete() {
    return count <= Limits.NAMES;
  }
}
