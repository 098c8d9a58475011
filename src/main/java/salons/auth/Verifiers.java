package salons.auth;

import io.vertx.core.Future;
import io.vertx.ext.auth.jwt.JWTAuth;

/** What has the keys. Confined to one event loop. */
interface Verifiers {
  /** Verifies by the keys that are known; fails when there never were any. */
  Future<JWTAuth> current();

  /** Verifies by the keys as they are now, since a token names one that is not known. */
  Future<JWTAuth> newest();
}
