package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
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
  private static final int KEYS = 5;
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final RedisConnector connector;
  private final PresenceTimes times;
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
      PresenceTimes times,
      PubSubProbe probe,
      RedisLatency latency,
      Supplier<String> about,
      PresenceTracker tracker,
      Consumer<String> sweep) {
    this.connector = connector;
    this.times = times;
    this.probe = probe;
    this.latency = latency;
    this.about = about;
    this.tracker = tracker;
    this.sweep = sweep;
  }

  /** The connection is back: Redis may be another one, or have missed something. */
  void connected() {
    doubted = true;
    renew();
  }

  /** To be called every {@link PresenceTimes#renewMs}. */
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
        times.leaseMs(),
        about.get(),
        times.sweepMs(),
        times.instancesTtlS(),
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
      tracker.reincarnate();
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
