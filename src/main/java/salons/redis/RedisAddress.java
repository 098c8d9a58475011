package salons.redis;

import io.vertx.core.Future;

/** Tells where Redis is right now: asked before every connection, since an embedded Redis may come back on another port. */
public interface RedisAddress {
  /** A {@code redis://} or {@code rediss://} URL; fails while there is none. */
  Future<String> url();
}
