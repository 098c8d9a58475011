package salons;

import io.vertx.core.Future;
import io.vertx.core.net.TrustOptions;
import org.jspecify.annotations.Nullable;
import salons.redis.RedisAddress;
import salons.redis.RedisTls;

/** The Redis that the settings name. */
final class GivenRedis implements RedisAddress {
  private final Future<String> url;
  private final @Nullable TrustOptions trust;

  /** Reads the file of authorities. */
  GivenRedis(Settings settings) {
    url = Future.succeededFuture(settings.redisUrl().orElseThrow());
    trust = settings.redisTlsCa().map(RedisTls::authorities).orElse(null);
  }

  @Override
  public Future<String> url() {
    return url;
  }

  @Override
  public @Nullable TrustOptions trust() {
    return trust;
  }
}
