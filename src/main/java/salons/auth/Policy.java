package salons.auth;

import salons.protocol.RoomName;

/** The one place that is asked who may do what. Asked on the event loop of the connection, before each act: it must not block. */
@FunctionalInterface
public interface Policy {
  /** Everybody may read and write everywhere. */
  Policy OPEN = (principal, action, room) -> action != Action.MODERATE || principal.isAdmin();

  boolean may(Principal principal, Action action, RoomName room);

  /** Whether the room is among those that are listed, for whoever may ask. */
  default boolean lists(RoomName room) {
    return true;
  }

  /**
   * A token decides for the rooms that it names; for the others, and for those who have none, {@code open} does.
   *
   * @param open where everybody may read and write; other rooms are private, and listed nowhere
   * @param tokenRequired whether who has no token is nobody
   */
  static Policy of(RoomPatterns open, boolean tokenRequired) {
    return new RoomPolicy(open, tokenRequired);
  }
}
