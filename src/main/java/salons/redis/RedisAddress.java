package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.net.TrustOptions;
import org.jspecify.annotations.Nullable;

/** Tells where Redis is right now: asked before every connection, since an embedded Redis may come back on another port. */
public interface RedisAddress {
  /** A URL as {@link RedisUrl} reads it; fails while there is none. */
  Future<String> url();

  /** Whom to trust where the URL asks for TLS; null for those whom Java trusts. */
  default @Nullable TrustOptions trust() {
    return null;
  }
}
