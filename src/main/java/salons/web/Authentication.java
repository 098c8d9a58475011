package salons.web;

import salons.auth.Access;
import salons.auth.Principal;
import salons.protocol.Bye;

/** Who a session is as far as tokens say, and how long that holds. Confined to the event loop of the session. */
final class Authentication {
  private final Outbound outbound;
  private final Access access;
  private Principal principal = Principal.GUEST;

  /** Seconds by the loop's clock. */
  private final int since;

  Authentication(Outbound outbound, Access access, int now) {
    this.outbound = outbound;
    this.access = access;
    this.since = now;
  }

  Principal principal() {
    return principal;
  }

  /** Whether it is, or may become, this one: who is known stays who they are. */
  boolean mayBecome(Principal other) {
    return !principal.isVerified() || principal.isSame(other);
  }

  void become(Principal other) {
    principal = other;
  }

  /** Whether nothing is done for it before it shows who it is. */
  boolean isMissing() {
    return access.required() && !principal.isVerified();
  }

  /**
   * Ends the session when its token has run out, or did not come in time; to be called once a second.
   *
   * @param now seconds by the loop's clock
   */
  void check(int now) {
    if (principal.isExpired(System.currentTimeMillis())) {
      outbound.end(Bye.forGood(Bye.Reason.EXPIRED));
    } else if (isMissing() && now - since >= access.withinS()) {
      outbound.end(Bye.forGood(Bye.Reason.UNAUTHORIZED));
    }
  }
}
