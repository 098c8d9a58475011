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
 * The lease of this instance, by which the others see that it lives: renews it, and sweeps those whose lease expired. All its people
 * are recorded under its incarnation, which is one life of it: when the lease was lost, it goes on as another one.
 */
final class Lease {
  private static final int KEYS = 5;
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final RedisConnector connector;
  private final PresenceTimes times;
  private final PubSubProbe probe;
  private final RedisLatency latency;
  private final RedisHealth health;
  private final Supplier<String> about;
  private final PresenceTracker tracker;
  private final Consumer<String> sweep;
  private final Unreadable unreadable;
  private final RedisMeters meters;
  private final Script script = Script.named("lease.lua");

  // Owned by the verticle's event loop.
  private boolean inFlight;

  /** Whether it is to be renewed again as soon as the call in flight is answered. */
  private boolean again;

  /** Whether the incarnation is to get its first lease; else it has one, which is renewed. */
  private boolean isNew = true;

  /** Whether Redis may have missed something of the people since the last renewal, as the connection fell. */
  private boolean reconnected;

  /**
   * @param about what this instance says of itself
   * @param sweep given the incarnations that died
   */
  Lease(
      RedisConnector connector,
      PresenceTimes times,
      PubSubProbe probe,
      RedisLatency latency,
      RedisHealth health,
      Supplier<String> about,
      PresenceTracker tracker,
      Consumer<String> sweep,
      Unreadable unreadable,
      RedisMeters meters) {
    this.connector = connector;
    this.times = times;
    this.probe = probe;
    this.latency = latency;
    this.health = health;
    this.about = about;
    this.tracker = tracker;
    this.sweep = sweep;
    this.unreadable = unreadable;
    this.meters = meters;
  }

  /** The connection is back: Redis may be another one, or have missed something. */
  void connected() {
    reconnected = true;
    renew();
  }

  /** The probe may be published from now on: with the next call, which is due. */
  void subscribed() {
    again = inFlight;
    renew();
  }

  /** To be called every {@link PresenceTimes#renewMs}. */
  void renew() {
    // No single flight to be shared: nobody waits for the outcome, and each call says another
    // thing.
    if (inFlight || !connector.isUp()) {
      return;
    }
    inFlight = true;
    String said = probe.next();
    Future<Response> written = writeAnything();
    call(tracker.incarnation(), said == null ? "" : said)
        .onComplete(done -> inFlight = false)
        .onSuccess(reply -> answered(reply, said, written.succeeded()))
        .onFailure(this::failed)
        .onComplete(done -> renewAgain());
  }

  /**
   * What a message needs: a command of its own, for a full Redis takes some of what a script writes. Answered before the lease is, and
   * the round trip that is told.
   */
  private Future<Response> writeAnything() {
    long sentAt = System.nanoTime();
    return connector
        .send(Request.cmd(Command.HSET).arg(Keys.META).arg("writable").arg(1))
        .onSuccess(done -> latency.answered(sentAt))
        .onFailure(this::failed);
  }

  private void renewAgain() {
    if (again) {
      again = false;
      renew();
    }
  }

  private void failed(Throwable failure) {
    String why = String.valueOf(failure.getMessage());
    log.debug("The lease is not renewed: {}", why);
    if (!(failure instanceof RedisConnector.Down)) {
      health.leaseRefused(why);
    }
  }

  private Future<Response> call(String incarnation, String said) {
    List<Object> arguments = List.of(
        Keys.LEASES,
        Keys.DEAD,
        Keys.ABOUT,
        Keys.roomsOf(incarnation),
        Keys.OCCUPIED,
        incarnation,
        isNew ? "new" : "renew",
        times.leaseMs(),
        about.get(),
        times.sweepMs(),
        times.instancesTtlS(),
        probe.channel(),
        said);
    return script.run(connector, KEYS, arguments);
  }

  private void answered(Response reply, @Nullable String said, boolean writable) {
    String state = reply.get(0).toString();
    String voided = reply.get(1).toString();
    if (!voided.isEmpty()) {
      unreadable.skip("list of instances", "the type of " + voided + ", which is deleted now");
    }
    if (state.equals("lost")) {
      lost();
      return;
    }
    if (writable) {
      connector.proven();
      health.renewed();
    }
    if (said != null) {
      probe.published(said);
    }
    if (reconnected || state.equals("lapsed") || !voided.isEmpty()) {
      tracker.recordAll();
    }
    reconnected = false;
    isNew = false;
    for (int i = 2; i < reply.size(); i++) {
      sweep.accept(reply.get(i).toString());
    }
  }

  private void lost() {
    log.warn("The lease of this instance was lost; recording everybody anew");
    meters.leaseLost();
    isNew = true;
    reconnected = false;
    tracker.reincarnate();
    renew();
  }
}
