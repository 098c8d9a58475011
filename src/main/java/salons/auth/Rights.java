package salons.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;

/** What somebody may do in which rooms, as their token says. Immutable. */
final class Rights {
  static final Rights NONE = new Rights(List.of());

  static final int MOST = 100;

  private record Grant(RoomPattern rooms, Set<Action> actions) {}

  private final List<Grant> grants;

  private Rights(List<Grant> grants) {
    this.grants = grants;
  }

  /**
   * Reads the names of rights by patterns of rooms; a right that is not known here is for others.
   *
   * @throws IllegalArgumentException when no room can be called like a pattern, or there are too many
   */
  static Rights of(Map<String, ? extends Collection<String>> rooms) {
    if (rooms.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " rooms");
    }
    List<Grant> grants = new ArrayList<>(rooms.size());
    rooms.forEach((pattern, rights) -> {
      Set<Action> actions = EnumSet.noneOf(Action.class);
      for (String right : rights) {
        Action action = Action.ofRight(right);
        if (action != null) {
          actions.add(action);
        }
      }
      grants.add(new Grant(RoomPattern.parse(pattern), actions));
    });
    return new Rights(grants);
  }

  /** Null when none of the patterns is about that room; of several each may allow it. */
  @Nullable
  Boolean allow(Action action, RoomName room) {
    Boolean allowed = null;
    for (Grant grant : grants) {
      if (grant.rooms.matches(room)) {
        allowed = grant.actions.contains(action) || Boolean.TRUE.equals(allowed);
      }
    }
    return allowed;
  }
}
