package salons.auth;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.async.SingleFlight;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;

/**
 * A cache of keys that somebody else has, who may change them at any time: asked for by one call at a time, with a rest between two, so that
 * tokens of made-up keys cost nothing. Keys that cannot be had leave those that are known. Confined to one event loop.
 */
final class RemoteKeys implements Verifiers {
  private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);

  private final Function<List<JsonObject>, JWTAuth> verifier;
  private final TokenTimes times;
  private final LongSupplier clock;
  private final SingleFlight<JWTAuth> fetching;

  private @Nullable JWTAuth known;
  private long askedAt;
  private boolean failing;

  /**
   * @param fetch gives the text of the key set
   * @param verifier makes what verifies by these keys, of which there is one at least
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  RemoteKeys(
      Supplier<Future<Buffer>> fetch,
      Function<List<JsonObject>, JWTAuth> verifier,
      TokenTimes times,
      LongSupplier clock) {
    this.verifier = verifier;
    this.times = times;
    this.clock = clock;
    this.askedAt = clock.getAsLong() - ns(times.ageMs());
    this.fetching = new SingleFlight<>(() -> fetch(fetch));
  }

  private static long ns(long ms) {
    return TimeUnit.MILLISECONDS.toNanos(ms);
  }

  @Override
  public Future<JWTAuth> current() {
    JWTAuth cached = known;
    if (cached == null) {
      return newest();
    }
    if (clock.getAsLong() - askedAt >= ns(times.ageMs())) {
      fetching.run().onFailure(stillKnown -> {});
    }
    return Future.succeededFuture(cached);
  }

  @Override
  public Future<JWTAuth> newest() {
    if (fetching.isRunning() || clock.getAsLong() - askedAt >= ns(times.restMs())) {
      return fetching.run();
    }
    return known == null
        ? Future.failedFuture(new RefusedException(Refusal.keysOutOfReach()))
        : Future.succeededFuture(known);
  }

  private Future<JWTAuth> fetch(Supplier<Future<Buffer>> fetch) {
    askedAt = clock.getAsLong();
    return fetch
        .get()
        .timeout(times.patienceMs(), TimeUnit.MILLISECONDS)
        .map(text -> verifier.apply(JwksKeys.read(text)))
        .onSuccess(this::learn)
        .recover(this::keep);
  }

  private void learn(JWTAuth now) {
    known = now;
    if (failing) {
      failing = false;
      log.info("The keys of auth.jwt.jwks can be read again");
    }
  }

  private Future<JWTAuth> keep(Throwable failure) {
    if (!failing) {
      failing = true;
      log.warn("The keys of auth.jwt.jwks cannot be read: {}", failure.getMessage());
    }
    return known == null
        ? Future.failedFuture(new RefusedException(Refusal.keysOutOfReach()))
        : Future.succeededFuture(known);
  }
}
