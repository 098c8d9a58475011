package salons.auth;

import salons.protocol.RoomName;

/** The one place that is asked who may do what. Asked for each frame, on the event loop of its connection: it must not block. */
@FunctionalInterface
public interface Policy {
  /** Everybody may do everything. */
  Policy OPEN = (principal, action, room) -> true;

  boolean may(Principal principal, Action action, RoomName room);
}
