package salons.auth;

import salons.protocol.RoomName;

/** The one place that is asked who may do what. Asked on the event loop of the connection, before each act: it must not block. */
@FunctionalInterface
public interface Policy {
  /** Everybody may read and write everywhere. */
  Policy OPEN = (principal, action, room) -> action != Action.MODERATE;

  boolean may(Principal principal, Action action, RoomName room);
}
