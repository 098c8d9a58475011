package salons.auth;

import salons.protocol.RoomName;

/** The policy of an instance, as its settings have it. */
final class RoomPolicy implements Policy {
  private final RoomPatterns open;
  private final boolean tokenRequired;

  RoomPolicy(RoomPatterns open, boolean tokenRequired) {
    this.open = open;
    this.tokenRequired = tokenRequired;
  }

  @Override
  public boolean may(Principal principal, Action action, RoomName room) {
    if (principal.isAdmin()) {
      return true;
    }
    if (tokenRequired && !principal.isVerified()) {
      return false;
    }
    Boolean allowed = principal.rights().allow(action, room);
    return allowed == null ? action != Action.MODERATE && open.have(room) : allowed;
  }

  @Override
  public boolean lists(RoomName room) {
    return open.have(room);
  }
}
