package salons.auth;

import io.vertx.core.Future;
import java.util.Optional;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;

/**
 * How an instance knows who somebody is, and decides what they may do. Thread-safe.
 *
 * @param tokens empty where tokens mean nothing
 * @param required whether who has no token is not let in
 * @param withinS seconds that a connection has to show one, where it is required
 */
public record Access(Policy policy, Optional<Tokens> tokens, boolean required, int withinS) {
  public static final int WITHIN_S = 10;

  /** Nobody has to show who they are, and nobody can. */
  public static final Access OPEN = new Access(Policy.OPEN, Optional.empty(), false, WITHIN_S);

  /** What clients are told of it. */
  public String mode() {
    return required ? "required" : "open";
  }

  /** Whether people may be verified here, so that their names are theirs. */
  public boolean verifies() {
    return tokens.isPresent();
  }

  /**
   * Whom the token is about; of no token, or where they mean nothing, a guest, unless there has to be one.
   *
   * @return completes at once, or later on the context of the caller; fails with a {@link RefusedException}
   */
  public Future<Principal> principal(Optional<String> token) {
    if (token.isPresent() && tokens.isPresent()) {
      return tokens.get().verify(token.get());
    }
    return required
        ? Future.failedFuture(new RefusedException(Refusal.tokenNeeded()))
        : Future.succeededFuture(Principal.GUEST);
  }
}
