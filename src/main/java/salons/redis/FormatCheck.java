package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps this program from data that a newer one wrote: before a connection is used, the format number in Redis is compared with the
 * one that this program knows. None or an older one is overwritten, for keys of an older format are other keys, which are not read.
 */
final class FormatCheck {
  /** How often it is to be made beside that: the number must be there as long as the data is, also when Redis was emptied. */
  static final long EVERY_MS = TimeUnit.MINUTES.toMillis(1);

  /** How much longer than the longest data the number is kept. */
  private static final long SPARE_S = TimeUnit.HOURS.toSeconds(24);

  private final long ttlSeconds;
  private final Consumer<String> onIncompatible;
  private final Script script = Script.named("format.lua");

  /**
   * @param onIncompatible given one line that says what was found and what is to be done
   */
  FormatCheck(LogSettings settings, Consumer<String> onIncompatible) {
    this.ttlSeconds = settings.ttlSeconds() + SPARE_S;
    this.onIncompatible = onIncompatible;
  }

  /** Fails when the data has a newer format, of which {@code onIncompatible} was told, or when Redis does not say. */
  Future<Void> check(Function<Request, Future<Response>> redis) {
    return redis
        .apply(script.eval(1, List.of(Keys.META, Keys.FORMAT, ttlSeconds)))
        .compose(this::compare);
  }

  private Future<Void> compare(Response format) {
    if (format.toLong() == Keys.FORMAT) {
      return Future.succeededFuture();
    }
    String line = "The data in Redis has format " + format
        + ", and this program knows formats up to " + Keys.FORMAT
        + ": start a newer version of it, or give it another Redis (redis.url) or folder (data.dir).";
    onIncompatible.accept(line);
    return Future.failedFuture(line);
  }
}
