package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;
import salons.protocol.UserName;
import salons.room.Bus;
import salons.room.ClusterStatus;
import salons.room.Feed;
import salons.room.LogPage;
import salons.room.PresenceService;
import salons.room.PublishBatch;
import salons.room.RoomEvent;
import salons.room.RoomLog;

/**
 * The only one that talks to Redis: one connection runs commands, one listens. Keeps a {@link Feed} of every room that some event
 * loop of this instance holds, and answers them all over the {@link Bus}.
 */
public final class RedisVerticle extends VerticleBase implements RoomLog {
  /** How often a quiet room is compared with the log: a message lost right before silence is found by then. */
  private static final long COMPARE_EVERY_MS = 30_000;

  /** How long it may take to remove the people of an instance that stops. */
  private static final long LEAVING_MS = 2_000;

  private final Bus bus;
  private final RedisAddress address;
  private final LogSettings settings;
  private final InstanceInfo self;
  private final PresenceTimes times;
  private final RedisMeters meters;

  // Owned by this verticle's event loop.
  private final Map<RoomName, Feed> feeds = new HashMap<>();

  private final Unreadable unreadable;
  private final SplittableRandom epochs = new SplittableRandom(new SecureRandom().nextLong());

  /** When which feed is to be compared with the log; a closed one is dropped when it is due. */
  private final Queue<Due> comparisons = new PriorityQueue<>(Comparator.comparingLong(Due::at));

  private @Nullable Connections connections;

  /**
   * @param at by {@link System#nanoTime}
   */
  private record Due(Feed feed, long at) {}

  /** What exists once the verticle runs. */
  private record Connections(
      RedisConnector commands,
      Subscriber subscriber,
      Publisher publisher,
      LogReader reader,
      PubSubProbe probe,
      PresenceTracker tracker,
      Sweeper sweeper,
      Lease lease) {}

  public RedisVerticle(Bus bus, RedisAddress address, LogSettings settings, InstanceInfo self) {
    this(bus, address, settings, self, PresenceTimes.DEFAULT, RedisMeters.NONE);
  }

  public RedisVerticle(
      Bus bus,
      RedisAddress address,
      LogSettings settings,
      InstanceInfo self,
      PresenceTimes times,
      RedisMeters meters) {
    this.bus = bus;
    this.times = times;
    this.meters = meters;
    this.unreadable = new Unreadable(meters);
    this.address = address;
    this.settings = settings;
    this.self = self;
  }

  /** Does not wait for Redis: until it is there, calls fail and rooms stay closed. */
  @Override
  public Future<?> start() {
    RedisConnector commands = new RedisConnector(
        vertx, address, "salons-" + self.id() + "-commands", connection -> commandsAreUp());
    Subscriber subscriber = new Subscriber(vertx, address, "salons-" + self.id() + "-subscriber");
    RedisLatency latency = new RedisLatency();
    PubSubProbe probe = new PubSubProbe(subscriber, self.id(), latency, unreadable);
    PresenceScript presence = new PresenceScript(commands, times, meters);
    RoomIndex index = new RoomIndex(commands, times, unreadable);
    PresenceTracker tracker = new PresenceTracker(
        commands,
        presence,
        index,
        times,
        System::nanoTime,
        slice -> vertx.setTimer(PresenceTracker.SLICE_MS, timer -> slice.run()),
        (room, now) -> bus.tell(room, new RoomEvent.PresenceChanged(now)));
    OccupiedRooms occupied = new OccupiedRooms(commands, index, times, unreadable);
    ClusterView view =
        new ClusterView(commands, times, self, tracker, occupied, latency, unreadable);
    Sweeper sweeper = new Sweeper(commands, presence, index, meters);
    connections = new Connections(
        commands,
        subscriber,
        new Publisher(vertx, commands, this::newEpoch, settings, self.id()),
        new LogReader(commands, this::newEpoch, settings),
        probe,
        tracker,
        sweeper,
        new Lease(
            commands,
            times,
            probe,
            latency,
            view::about,
            tracker,
            sweeper::sweepDead,
            unreadable,
            meters));
    commands.open();
    commands.probe();
    subscriber.open();
    connections.probe.open();
    vertx.setPeriodic(times.tickMs(), timer -> housekeeping());
    vertx.setPeriodic(times.renewMs(), timer -> connections().lease.renew());
    vertx.setPeriodic(times.sliceMs(), timer -> tracker.tell());
    return Future.all(
        bus.serve((RoomLog) this), bus.serve((PresenceService) tracker), bus.serve((ClusterStatus)
            view));
  }

  /** Waits until what was taken in is written or given up, then closes both connections. */
  @Override
  public Future<?> stop() {
    Promise<Void> idle = Promise.promise();
    vertx.setPeriodic(1, 20, timer -> {
      if (connections().publisher.isIdle()) {
        vertx.cancelTimer(timer);
        idle.tryComplete();
      }
    });
    return idle.future()
        .compose(nothingWaits -> everybodyLeaves())
        .compose(gone ->
            Future.all(connections().commands.close(), connections().subscriber.close()));
  }

  /** Completes in any case: when Redis cannot be told, the others will see that the lease ran out. */
  private Future<?> everybodyLeaves() {
    PresenceTracker tracker = connections().tracker;
    tracker.stop();
    return connections()
        .sweeper
        .sweep(tracker.incarnation())
        .timeout(LEAVING_MS, TimeUnit.MILLISECONDS)
        .otherwise(0);
  }

  @Override
  public void publish(List<PublishBatch> said) {
    connections().publisher.publish(said);
  }

  @Override
  public Future<LogPage> attach(RoomName room) {
    return feeds.computeIfAbsent(room, this::openFeed).attach();
  }

  @Override
  public void detach(RoomName room) {
    Feed feed = feeds.get(room);
    if (feed != null && feed.detach()) {
      feeds.remove(room);
      connections().subscriber.unsubscribe(Keys.of(room).channel());
    }
  }

  @Override
  public Future<Void> compare(RoomName room) {
    Feed feed = feeds.get(room);
    return feed == null ? Future.failedFuture("nobody is in " + room) : feed.compare();
  }

  @Override
  public Future<LogPage> read(LogPage.Request request) {
    return connections().reader.readForClient(request);
  }

  @Override
  public Future<Long> ping() {
    long start = System.nanoTime();
    return connections()
        .commands
        .send(Request.cmd(Command.PING))
        .map(pong -> System.nanoTime() - start);
  }

  private Feed openFeed(RoomName room) {
    Feed feed = new Feed(room, connections().reader, news -> bus.tell(room, news));
    // Rooms that were opened together are compared one by one.
    compareIn(feed, COMPARE_EVERY_MS / 2 + ThreadLocalRandom.current().nextLong(COMPARE_EVERY_MS));
    ChannelMessage.Receiver receiver = new ChannelMessage.Receiver() {
      @Override
      public void messages(Feed.Burst burst) {
        feed.receive(burst);
      }

      @Override
      public void people(PresenceDelta change) {
        connections().tracker.hear(room, change);
      }

      @Override
      public void typing(UserName user, boolean on) {
        bus.tell(room, new RoomEvent.Typing(user, on));
      }
    };
    connections().subscriber.subscribe(Keys.of(room).channel(), new Subscriber.Listener() {
      @Override
      public void subscribed() {
        feed.catchUp();
        connections().tracker.missed(room);
      }

      @Override
      public void published(byte[] payload) {
        ChannelMessage.read(payload, receiver);
      }
    });
    return feed;
  }

  private void commandsAreUp() {
    connections().lease.connected();
    connections().subscriber.hurry();
    connections().publisher.resume();
    catchUpWhoIsBehind();
  }

  private void housekeeping() {
    connections().publisher.expire();
    connections().tracker.tick();
    if (connections().commands.isUp()) {
      catchUpWhoIsBehind();
      compareWhoIsDue();
    }
  }

  private void compareWhoIsDue() {
    for (Due due = comparisons.peek();
        due != null && due.at <= System.nanoTime();
        due = comparisons.peek()) {
      comparisons.remove();
      if (feeds.get(due.feed.room()) == due.feed) {
        due.feed.catchUp();
        compareIn(due.feed, COMPARE_EVERY_MS);
      }
    }
  }

  private void compareIn(Feed feed, long ms) {
    comparisons.add(new Due(feed, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms)));
  }

  private void catchUpWhoIsBehind() {
    feeds.values().stream().filter(Feed::isBehind).forEach(Feed::catchUp);
  }

  private Connections connections() {
    if (connections == null) {
      throw new IllegalStateException("not started");
    }
    return connections;
  }

  /** A name that no log had before. Asked for with each call, and nearly always in vain: so it costs nothing. */
  private String newEpoch() {
    return HexFormat.of().toHexDigits(epochs.nextLong());
  }
}
