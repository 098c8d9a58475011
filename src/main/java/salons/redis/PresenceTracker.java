package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import salons.async.PacedQueue;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.room.Presence;
import salons.room.PresenceService;

/**
 * The presence of this instance's people, in all their rooms. Each room is a {@link RoomPresence}, made when somebody enters and
 * dropped when nobody is left. Everything on the event loop of the verticle that made it.
 */
final class PresenceTracker implements PresenceService, RoomPresence.Host {
  /** A thousand people who are lost together are a dozen milliseconds of work; all slices are over by the next {@link #tick}. */
  private static final PacedQueue.Pace TICKING = new PacedQueue.Pace(10, 1, 0);

  /** Time from one slice of a tick to the next. */
  static final long SLICE_MS = 20;

  private final RedisConnector connector;
  private final PresenceScript script;
  private final RoomIndex index;
  private final PresenceTimes times;
  private final LongSupplier clock;
  private final Consumer<Runnable> sliceTimer;
  private final BiConsumer<RoomName, List<String>> others;
  private final BiConsumer<RoomName, Presence> news;

  // Owned by the verticle's event loop.
  private String incarnation;
  private final Map<RoomName, RoomPresence> rooms = new HashMap<>();
  /** Those that need {@link RoomPresence#tick}. */
  private final Set<RoomPresence> busy = new HashSet<>();

  private final PacedQueue<RoomPresence> ticking;
  private final PresenceNews untold;
  private final AntiEntropy antiEntropy;
  private boolean stopped;

  /**
   * @param clock in nanoseconds, like {@link System#nanoTime}
   * @param sliceTimer runs its task after {@link #SLICE_MS}
   * @param others is told which other incarnations have people in a room, when it was compared
   * @param news is told how a room is by now, at most once within {@link PresenceTimes#restMs}
   */
  PresenceTracker(
      RedisConnector connector,
      PresenceScript script,
      RoomIndex index,
      PresenceTimes times,
      LongSupplier clock,
      Consumer<Runnable> sliceTimer,
      BiConsumer<RoomName, List<String>> others,
      BiConsumer<RoomName, Presence> news) {
    this.connector = connector;
    this.script = script;
    this.index = index;
    this.times = times;
    this.clock = clock;
    this.sliceTimer = sliceTimer;
    this.others = others;
    this.news = news;
    this.incarnation = newIncarnation();
    this.ticking = new PacedQueue<>(TICKING, one -> 1, clock);
    this.untold = new PresenceNews(rooms, times, clock);
    this.antiEntropy = new AntiEntropy(times, this::isUp, this::compare);
  }

  /** A name that no instance had in any of its lives. */
  private static String newIncarnation() {
    return Long.toString(ThreadLocalRandom.current().nextLong(1L << 48, 1L << 49), 36);
  }

  @Override
  public Future<Presence> enter(RoomName room, Person person) {
    return opened(room).enter(person.encoded());
  }

  @Override
  public Future<Presence> peek(RoomName room, Person person) {
    return opened(room).peek(person.encoded());
  }

  @Override
  public Future<Presence> look(RoomName room) {
    PresenceScript.Caller nobody =
        new PresenceScript.Caller(incarnation, "", 0, PresenceScript.Extent.DELTA);
    return script
        .call(Keys.of(room), nobody, List.of())
        .map(found ->
            Objects.requireNonNullElse(found.delta().after(Presence.UNKNOWN), Presence.UNKNOWN))
        .timeout(times.patienceMs(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Future<Boolean> hasNamesake(RoomName room, Person person) {
    String self = person.self();
    return count(room, person.namesakes())
        .compose(all -> all == 0 || self == null
            ? Future.succeededFuture(all > 0)
            : count(room, self).map(own -> all > own));
  }

  /** How many entries of people begin so; the last character of it stands in no name. */
  private Future<Integer> count(RoomName room, String prefix) {
    String end = prefix.substring(0, prefix.length() - 1) + ' ';
    return connector
        .send(Request.cmd(Command.ZLEXCOUNT)
            .arg(Keys.of(room).members())
            .arg("[" + prefix)
            .arg("(" + end))
        .map(Response::toInteger);
  }

  private RoomPresence opened(RoomName room) {
    RoomPresence presence = rooms.computeIfAbsent(room, this::open);
    busy.add(presence);
    return presence;
  }

  private RoomPresence open(RoomName room) {
    RoomPresence presence = new RoomPresence(room, this, times, clock);
    antiEntropy.add(presence);
    // On its way before the first of its people are: by it they are found when this instance dies.
    index.enlist(incarnation, List.of(room));
    return presence;
  }

  @Override
  public void leave(RoomName room, Person person, boolean abruptly) {
    RoomPresence presence = rooms.get(room);
    if (presence != null) {
      busy.add(presence);
      presence.leave(person.encoded(), abruptly);
    }
  }

  @Override
  public void typing(RoomName room, Person person, boolean on) {
    if (connector.isUp()) {
      connector
          .send(Request.cmd(Command.PUBLISH)
              .arg(Keys.of(room).channel())
              .arg(ChannelMessage.typing(person, on)))
          .onFailure(nobodyHears -> {});
    }
  }

  /** How many rooms this instance has people in. */
  int size() {
    return rooms.size();
  }

  /** Takes what was published about a room. */
  void hear(RoomName room, PresenceDelta delta) {
    RoomPresence presence = rooms.get(room);
    if (presence != null && !presence.hear(delta)) {
      antiEntropy.compareSoon(presence);
    }
  }

  /** Something may have been published about the room that was not heard. */
  void missed(RoomName room) {
    RoomPresence presence = rooms.get(room);
    if (presence != null) {
      antiEntropy.compareSoon(presence);
    }
  }

  /** Says everything anew: Redis may have lost it, or have missed what changed. */
  void recordAll() {
    recordAll("");
  }

  /** Goes on as another incarnation: what Redis has of the present one is not to be relied on any more. */
  void reincarnate() {
    String former = incarnation;
    incarnation = newIncarnation();
    recordAll(former);
  }

  private void recordAll(String former) {
    index.enlist(incarnation, rooms.keySet());
    for (RoomPresence presence : rooms.values()) {
      presence.markOutOfStep(former);
      antiEntropy.compareSoon(presence);
    }
  }

  /** To be called every {@link PresenceTimes#tickMs}: looks after what is late, and compares a share of the rooms. */
  void tick() {
    busy.forEach(ticking::add);
    ticking.drain(sliceTimer, this::tick);
    antiEntropy.tick();
  }

  private void tick(RoomPresence presence) {
    presence.tick();
    if (presence.isOver()) {
      close(presence);
    }
    if (presence.isQuiet()) {
      busy.remove(presence);
    }
  }

  private void close(RoomPresence presence) {
    presence.listNews();
    rooms.remove(presence.room(), presence);
    antiEntropy.remove(presence);
    index.delist(incarnation, presence.room());
  }

  private Future<Void> compare(RoomPresence presence) {
    busy.add(presence);
    return presence.reconcile();
  }

  /** To be called every {@link PresenceTimes#sliceMs}: tells a slice of what is new. */
  void tell() {
    untold.tellSlice();
  }

  /** From now on nothing is recorded any more. */
  void stop() {
    stopped = true;
  }

  @Override
  public boolean isUp() {
    return connector.isUp() && !stopped;
  }

  @Override
  public String incarnation() {
    return incarnation;
  }

  @Override
  public Future<PresenceScript.Outcome> call(
      RoomName room, PresenceScript.Caller caller, List<String> names) {
    return script
        .call(Keys.of(room), caller, names)
        .onSuccess(outcome -> others.accept(room, outcome.others()));
  }

  @Override
  public void hasNews(RoomPresence presence) {
    untold.add(presence.room());
  }

  @Override
  public void tell(RoomName room, Presence presence) {
    news.accept(room, presence);
  }

  @Override
  public void list(RoomName room, int count) {
    if (connector.isUp()) {
      index.recordOccupancy(room.value(), count).onFailure(listedAgainLater -> {});
    }
  }

  @Override
  public void retry(RoomPresence presence) {
    antiEntropy.retry(presence);
  }
}
