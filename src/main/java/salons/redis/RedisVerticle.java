package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.redis.client.RedisConnection;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;
import salons.room.Bus;
import salons.room.RoomEvent;

/**
 * The only one that talks to Redis: one connection runs commands, one subscribes. Serves the log, presence and the state of the cluster
 * over the {@link Bus}.
 */
public final class RedisVerticle extends VerticleBase {
  /** How often a verticle that stops asks whether everything is published. */
  private static final long SETTLING_MS = 20;

  /** How long it may take to remove the people of an instance that stops. */
  private static final long LEAVING_MS = 2_000;

  private final Bus bus;
  private final RedisAddress address;
  private final LogSettings settings;
  private final InstanceInfo self;
  private final List<String> hooks;
  private final Predicate<RoomName> listed;
  private final PresenceTimes times;
  private final RedisMeters meters;
  private final Consumer<String> onIncompatible;

  // Owned by this verticle's event loop.
  private final SplittableRandom epochs = new SplittableRandom(new SecureRandom().nextLong());
  private @Nullable Running running;

  private final Promise<Void> ready = Promise.promise();

  /**
   * @param hooks who is told by an {@link salons.room.Outbox} what happens in rooms; on every instance the same
   * @param listed which rooms are told to whoever asks for all
   * @param onIncompatible given, once and on the verticle's event loop, one line that says why this program must not use the data in
   *     Redis; from then on Redis is not used any more
   */
  public RedisVerticle(
      Bus bus,
      RedisAddress address,
      LogSettings settings,
      InstanceInfo self,
      List<String> hooks,
      Predicate<RoomName> listed,
      PresenceTimes times,
      RedisMeters meters,
      Consumer<String> onIncompatible) {
    this.bus = bus;
    this.address = address;
    this.settings = settings;
    this.self = self;
    this.hooks = hooks;
    this.listed = listed;
    this.times = times;
    this.meters = meters;
    this.onIncompatible = onIncompatible;
  }

  /** Does not wait for Redis: until it is there, calls fail and rooms stay closed. */
  @Override
  public Future<?> start() {
    Running started = new Running();
    running = started;
    started.open();
    return Future.all(List.of(
        bus.serve(started.log),
        bus.serve(started.outbox),
        bus.serve(started.tracker),
        bus.serve(started.view),
        bus.serve(started.rules),
        bus.serve(started.sessions),
        bus.serve(started.administration)));
  }

  /** Completes when messages can be written and heard for the first time. */
  public Future<Void> ready() {
    return ready.future();
  }

  /** Waits until what was taken in is written or given up, then closes both connections. */
  @Override
  public Future<?> stop() {
    return running == null ? Future.succeededFuture() : running.close();
  }

  /** What exists while the verticle runs, from the connections up. */
  private final class Running {
    private final Unreadable unreadable = new Unreadable(meters);
    private final RedisHealth health = new RedisHealth(System::nanoTime, this::reconnect);
    private final ServerInspection inspection = new ServerInspection(health::server);
    private final FormatCheck format =
        new FormatCheck(settings, !hooks.isEmpty(), this::endIncompatible);
    private final RedisConnector commands =
        new RedisConnector(vertx, address, connectionName("commands"), new RedisConnector.Owner() {
          @Override
          public Future<Void> check(RedisConnection made) {
            return format.check(made::send).compose(fits -> inspection.look(made::send));
          }

          @Override
          public void up(RedisConnection made) {
            commandsAreUp();
          }

          @Override
          public void failed(RedisFailure why) {
            health.commandsFailed(why);
          }
        });
    private final Subscriber subscriber = new Subscriber(
        vertx, address, connectionName("subscriber"), health::subscriberFailed, meters);

    private final RedisLatency latency = new RedisLatency();
    private final PubSubProbe probe =
        new PubSubProbe(subscriber, self.id(), latency, health, unreadable);
    private final PresenceScript presence = new PresenceScript(commands, times, hooks, meters);
    private final RoomIndex index = new RoomIndex(commands, times, unreadable, listed);
    private final Sweeper sweeper = new Sweeper(commands, presence, index, meters);
    private final Orphans orphans = new Orphans(commands, sweeper, times, System::nanoTime);
    private final PresenceTracker tracker = new PresenceTracker(
        commands,
        presence,
        index,
        times,
        System::nanoTime,
        slice -> vertx.setTimer(PresenceTracker.SLICE_MS, timer -> slice.run()),
        orphans::meet,
        (room, now) -> bus.publish(room, new RoomEvent.PresenceChanged(now)));
    private final OccupiedRooms occupied = new OccupiedRooms(commands, index, times, unreadable);
    private final ClusterView view =
        new ClusterView(commands, times, self, tracker, occupied, latency, health, unreadable);
    private final Lease lease = new Lease(
        commands,
        times,
        probe,
        latency,
        health,
        view::about,
        tracker,
        sweeper::sweepDead,
        unreadable,
        meters);

    private final PublishScript script =
        new PublishScript(commands, this::newEpoch, settings, self.id(), hooks);
    private final Publisher publisher =
        new Publisher(vertx, commands, script, health, unreadable, meters);
    private final RoomCalls calls = new RoomCalls(vertx, commands, meters);
    private final EventScript events =
        new EventScript(commands, script, this::newEpoch, settings, self.id(), health, unreadable);
    private final ChangeScript changes = new ChangeScript(events, settings);
    private final RulesReader rulesReader = new RulesReader(commands, settings, unreadable);
    private final RedisRules rules =
        new RedisRules(commands, calls, new ModerateScript(events), rulesReader, settings);
    private final LogReader reader =
        new LogReader(commands, this::newEpoch, settings, rulesReader, unreadable, meters);
    private final RedisSessions sessions = new RedisSessions(commands, unreadable);
    private final RoomFeeds feeds = new RoomFeeds(bus, subscriber, reader, tracker, unreadable);
    private final RedisOutbox outbox = new RedisOutbox(commands, unreadable);
    private final Orders orders = new Orders(vertx, bus, commands, subscriber, unreadable);
    private final RedisAdministration administration =
        new RedisAdministration(vertx, commands, calls, orders, this::newEpoch, unreadable);
    private final RedisRoomLog log = new RedisRoomLog(publisher, calls, changes, reader, feeds);

    void open() {
      commands.open();
      commands.probe();
      subscriber.open();
      probe.open(lease::subscribed);
      orders.open();
      health.ready().onSuccess(ready::tryComplete);
      vertx.setPeriodic(times.tickMs(), timer -> housekeeping());
      vertx.setPeriodic(FormatCheck.EVERY_MS, timer -> recheck());
      vertx.setPeriodic(times.renewMs(), timer -> renew());
      vertx.setPeriodic(times.sliceMs(), timer -> tracker.tell());
    }

    Future<?> close() {
      return everythingIsPublished()
          .compose(published -> everybodyLeaves())
          .compose(left -> closeConnections());
    }

    private Future<Void> everythingIsPublished() {
      Promise<Void> published = Promise.promise();
      vertx.setPeriodic(1, SETTLING_MS, timer -> {
        if (publisher.isIdle() && calls.isIdle()) {
          vertx.cancelTimer(timer);
          published.tryComplete();
        }
      });
      return published.future();
    }

    /** Completes in any case: when Redis cannot be told, the others will see that the lease ran out. */
    private Future<?> everybodyLeaves() {
      tracker.stop();
      return sweeper
          .sweep(tracker.incarnation())
          .timeout(LEAVING_MS, TimeUnit.MILLISECONDS)
          .otherwise(0);
    }

    private Future<?> closeConnections() {
      return Future.all(commands.close(), subscriber.close());
    }

    private void commandsAreUp() {
      meters.connected("commands");
      lease.connected();
      subscriber.retryNow();
      publisher.resume();
      calls.resume();
      feeds.catchUpBehind();
    }

    private void renew() {
      probe.check();
      lease.renew();
      orphans.tick();
      if (health.isServerSuspect()) {
        recheck();
      }
    }

    private void reconnect() {
      commands.reset();
    }

    private void housekeeping() {
      health.look();
      publisher.expire();
      calls.expire();
      tracker.tick();
      if (commands.isUp()) {
        feeds.catchUpBehind();
        feeds.compareDue();
      }
    }

    /** When it fails otherwise than by a newer format, the next time is soon enough. */
    private void recheck() {
      format
          .check(commands::send)
          .compose(fits -> inspection.look(commands::send))
          .onFailure(failure -> {
            RedisFailure why = RedisFailure.of(failure);
            if (why.kind() == RedisFailure.Kind.NO_RIGHTS) {
              health.server(why);
            }
          });
    }

    private void endIncompatible(String why) {
      closeConnections().onComplete(closed -> {});
      onIncompatible.accept(why);
    }

    private String connectionName(String role) {
      return "salons-" + self.id() + "-" + role;
    }

    /** A name that no log had before. Asked for with each call, and nearly always in vain: so it costs nothing. */
    private String newEpoch() {
      return HexFormat.of().toHexDigits(epochs.nextLong());
    }
  }
}
