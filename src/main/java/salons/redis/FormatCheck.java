package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this program from data that a newer one wrote: before a connection is used, the format number in Redis is compared with the
 * one that this program knows. None or an older one is overwritten, for keys of an older format are other keys, which are not read. With it
 * all is tried that scripts and commands do, as a right that is missing is to be known before somebody needs it.
 */
final class FormatCheck {
  /** How often it is to be made beside that: the number must be there as long as the data is, also when Redis was emptied. */
  static final long EVERY_MS = TimeUnit.MINUTES.toMillis(1);

  /** How much longer than the longest data the number is kept. */
  private static final long SPARE_S = TimeUnit.HOURS.toSeconds(24);

  /** What a newer version may have written. */
  private static final Pattern NEWER = Pattern.compile("[1-9]\\d{0,8}");

  private final long ttlSeconds;
  private final String needs;
  private final Consumer<String> onIncompatible;
  private final Script script = Script.named("format.lua");

  /**
   * @param hooks whether there are some, which take more rights
   * @param onIncompatible given one line that says what was found and what is to be done
   */
  FormatCheck(LogSettings settings, boolean hooks, Consumer<String> onIncompatible) {
    this.ttlSeconds = settings.ttlSeconds() + SPARE_S;
    this.needs = hooks ? "hooks" : "";
    this.onIncompatible = onIncompatible;
  }

  /**
   * Fails when the data has a newer format, of which {@code onIncompatible} was told, when Redis does not say, when this instance lacks a
   * right, or when it is a node of a cluster: those run no script with two keys that do not belong together.
   */
  Future<Void> check(Function<Request, Future<Response>> redis) {
    return redis
        .apply(script.eval(2, List.of(Keys.META, Keys.ELSEWHERE, Keys.FORMAT, ttlSeconds, needs)))
        .recover(failure -> Future.failedFuture(
            String.valueOf(failure.getMessage()).contains("WRONGTYPE")
                ? foreign("the type of the key is another one")
                : failure))
        .compose(this::compare);
  }

  private static Throwable foreign(String detail) {
    return new RedisFailure(RedisFailure.Kind.FOREIGN_FORMAT, detail).asException();
  }

  private Future<Void> compare(@Nullable Response reply) {
    if (reply == null || reply.type() != ResponseType.BULK) {
      return Future.failedFuture(
          new RedisFailure(RedisFailure.Kind.NOT_REDIS, "it answers a script with something else")
              .asException());
    }
    String format = reply.toString().strip();
    if (format.equals(Integer.toString(Keys.FORMAT))) {
      return Future.succeededFuture();
    }
    if (!NEWER.matcher(format).matches()) {
      return Future.failedFuture(foreign("its field format is " + format));
    }
    String line = "The data in Redis has format " + format
        + ", and this program knows formats up to " + Keys.FORMAT
        + ": start a newer version of it, or give it another Redis (redis.url) or folder (data.dir).";
    onIncompatible.accept(line);
    return Future.failedFuture(line);
  }
}
