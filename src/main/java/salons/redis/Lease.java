package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What shows the others that this instance lives: it renews its lease, and sweeps those whose lease ran out. All its people are
 * recorded under its incarnation, which is one life of it: when the lease was lost, it goes on as another one.
 */
final class Lease {
  /** How often {@link #renew} is to be called. */
  static final long EVERY_MS = 2_000;

  static final long LASTS_MS = 12_000;
  private static final long SWEPT_WITHIN_MS = 10_000;
  /** Longer than anything that the keys lead to is kept. */
  static final long TTL_S = 3_600;

  private static final int KEYS = 5;
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final RedisConnector connector;
  private final PubSubProbe probe;
  private final RedisLatency latency;
  private final Supplier<String> about;
  private final PresenceTracker tracker;
  private final Consumer<String> sweep;
  private final Script script = Script.named("lease.lua");

  // Owned by the verticle's event loop.
  private boolean fresh = true;
  private boolean renewing;
  private boolean doubted;

  /**
   * @param about what this instance says of itself
   * @param sweep given the incarnations that died
   */
  Lease(
      RedisConnector connector,
      PubSubProbe probe,
      RedisLatency latency,
      Supplier<String> about,
      PresenceTracker tracker,
      Consumer<String> sweep) {
    this.connector = connector;
    this.probe = probe;
    this.latency = latency;
    this.about = about;
    this.tracker = tracker;
    this.sweep = sweep;
  }

  /** A name that no instance had in any life. */
  static String newIncarnation() {
    return Long.toString(ThreadLocalRandom.current().nextLong(1L << 48, 1L << 49), 36);
  }

  /** The connection is back: Redis may be another one, or have missed something. */
  void connected() {
    doubted = true;
    renew();
  }

  void renew() {
    String said = probe.next();
    if (renewing || !connector.isUp()) {
      return;
    }
    renewing = true;
    long sentAt = System.nanoTime();
    connector
        .send(Request.cmd(Command.PING))
        .onSuccess(pong -> latency.answered(sentAt))
        .onFailure(fallen -> {});
    String incarnation = tracker.incarnation();
    call(incarnation, said == null ? "" : said)
        .onComplete(done -> renewing = false)
        .onSuccess(reply -> renewed(reply, said))
        .onFailure(failure -> log.debug("The lease is not renewed: {}", failure.getMessage()));
  }

  private Future<Response> call(String incarnation, String said) {
    List<Object> arguments = List.of(
        Keys.LEASES,
        Keys.DEAD,
        Keys.ABOUT,
        Keys.roomsOf(incarnation),
        Keys.OCCUPIED,
        incarnation,
        fresh ? "new" : "renew",
        LASTS_MS,
        about.get(),
        SWEPT_WITHIN_MS,
        TTL_S,
        probe.channel(),
        said);
    return script.run(connector, KEYS, arguments);
  }

  private void renewed(Response reply, @Nullable String said) {
    String state = reply.get(0).toString();
    if (state.equals("lost")) {
      log.warn("The lease of this instance was lost; recording everybody anew");
      fresh = true;
      doubted = false;
      tracker.goOnAs(newIncarnation());
      renew();
      return;
    }
    if (said != null) {
      probe.published(said);
    }
    if (doubted || state.equals("late") && !fresh) {
      doubted = false;
      tracker.sayAll();
    }
    fresh = false;
    for (int i = 1; i < reply.size(); i++) {
      sweep.accept(reply.get(i).toString());
    }
  }
}
