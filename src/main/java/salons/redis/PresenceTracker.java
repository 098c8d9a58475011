package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import salons.async.PacedQueue;
import salons.protocol.RoomName;
import salons.protocol.UserName;
import salons.room.Presence;
import salons.room.PresenceService;

/** The people of this instance in all their rooms. Everything on the event loop of the verticle that made it. */
final class PresenceTracker implements PresenceService {
  /** How often {@link #tick} is to be called. */
  static final long TICK_MS = 250;

  /** How often {@link #tell} is to be called. */
  static final long TELL_MS = 50;

  /** How often anybody hears of a room's people at most. */
  private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * How fast news is fanned out. A slice costs its recipients: a hundred take a millisecond or two. Without a budget ten thousand who
   * enter a hundred rooms would be told of each other as often as a hundred who enter one, and writing to each socket twice a second
   * is a fifth of a core, for which those who enter would wait.
   */
  private static final PacedQueue.Pace TELLING = new PacedQueue.Pace(40, 100, REST_NS);

  /**
   * How fast those that are busy are looked after, which takes a dozen milliseconds when a thousand people are lost together: all
   * slices are done before the next {@link #tick}.
   */
  private static final PacedQueue.Pace TICKING = new PacedQueue.Pace(10, 1, 0);

  private static final long SLICE_MS = 20;

  /** Within this time every room is compared with Redis once, and what is kept of it there lives on. */
  private static final long ROUND_MS = 30_000;

  /** Rooms that are compared at the same time: ten thousand that must be said anew do not delay those who enter. */
  private static final int MOST_KEEPING_UP = 64;

  private static final int ROOMS_PER_COMMAND = 500;

  private final RedisConnector connector;
  private final PresenceScript script;
  private final BiConsumer<RoomName, Presence> news;

  // Owned by the verticle's event loop.
  private String incarnation;
  private final Map<RoomName, RoomPresence> presences = new HashMap<>();
  private final Deque<RoomPresence> round = new ArrayDeque<>();
  private double share;
  private final Set<RoomPresence> busy = new HashSet<>();
  private final PacedQueue<RoomName> untold =
      new PacedQueue<>(TELLING, this::peopleIn, System::nanoTime);
  private final PacedQueue<RoomPresence> ticking =
      new PacedQueue<>(TICKING, one -> 1, System::nanoTime);
  private final Consumer<Runnable> nextSlice;
  private final Set<RoomPresence> toKeepUp = new LinkedHashSet<>();
  private Set<RoomPresence> toTryAgain = new HashSet<>();
  private int keepingUp;
  private boolean stopped;

  /**
   * @param news is told how a room is by now, at most twice a second
   */
  PresenceTracker(
      Vertx vertx,
      RedisConnector connector,
      PresenceScript script,
      String incarnation,
      BiConsumer<RoomName, Presence> news) {
    this.nextSlice = task -> vertx.setTimer(SLICE_MS, timer -> task.run());
    this.connector = connector;
    this.script = script;
    this.incarnation = incarnation;
    this.news = news;
  }

  @Override
  public Future<Presence> enter(RoomName room, UserName user) {
    RoomPresence presence = presences.computeIfAbsent(room, this::open);
    busy.add(presence);
    return presence.enter(user.value());
  }

  @Override
  public Future<Presence> look(RoomName room, UserName user) {
    RoomPresence presence = presences.computeIfAbsent(room, this::open);
    busy.add(presence);
    return presence.look(user.value());
  }

  @Override
  public void leave(RoomName room, UserName user, boolean abruptly) {
    RoomPresence presence = presences.get(room);
    if (presence != null) {
      busy.add(presence);
      presence.leave(user.value(), abruptly);
    }
  }

  @Override
  public void typing(RoomName room, UserName user, boolean on) {
    sendAndForget(Request.cmd(Command.PUBLISH)
        .arg(Keys.of(room).channel())
        .arg(ChannelMessage.typing(user, on)));
  }

  /** How many rooms this instance has people in. */
  int size() {
    return presences.size();
  }

  /** Takes what was published about a room. */
  void hear(RoomName room, PresenceDelta change) {
    RoomPresence presence = presences.get(room);
    if (presence != null && !presence.hear(change)) {
      keepUp(presence);
    }
  }

  /** Something may have been published that was not heard. */
  void missed(RoomName room) {
    RoomPresence presence = presences.get(room);
    if (presence != null) {
      keepUp(presence);
    }
  }

  /** Says everything anew: Redis may have lost it, or have missed what changed. */
  void sayAll() {
    sayAll("");
  }

  /** Goes on as another incarnation: what Redis has of the present one is not to be relied on any more. */
  void goOnAs(String newIncarnation) {
    String former = incarnation;
    incarnation = newIncarnation;
    sayAll(former);
  }

  private void sayAll(String former) {
    enlist(presences.keySet());
    for (RoomPresence presence : presences.values()) {
      presence.doubt(former);
      keepUp(presence);
    }
  }

  private RoomPresence open(RoomName room) {
    RoomPresence presence = new RoomPresence(room, this);
    round.add(presence);
    // On its way before the first of its people are: they are found by it when this instance dies.
    enlist(List.of(room));
    return presence;
  }

  private void enlist(Collection<RoomName> rooms) {
    List<RoomName> all = List.copyOf(rooms);
    for (int i = 0; i < all.size(); i += ROOMS_PER_COMMAND) {
      Request request = Request.cmd(Command.SADD).arg(Keys.roomsOf(incarnation));
      all.subList(i, Math.min(i + ROOMS_PER_COMMAND, all.size()))
          .forEach(room -> request.arg(room.value()));
      sendAndForget(request);
    }
    // Each renewal does it again; but this instance may die before the next.
    sendAndForget(Request.cmd(Command.EXPIRE).arg(Keys.roomsOf(incarnation)).arg(Lease.TTL_S));
  }

  /** When it fails the connection fell, and all is said anew. */
  private void sendAndForget(Request request) {
    if (connector.isUp()) {
      connector.send(request).onFailure(saidAnew -> {});
    }
  }

  /** Looks after what is late, and compares a share of the rooms. */
  void tick() {
    busy.forEach(ticking::add);
    ticking.drain(nextSlice, this::tick);
    Set<RoomPresence> failed = toTryAgain;
    toTryAgain = new HashSet<>();
    failed.forEach(this::keepUp);
    share += round.size() * (double) TICK_MS / ROUND_MS;
    for (; share >= 1; share--) {
      compareNext();
    }
    pump();
  }

  private void tick(RoomPresence presence) {
    presence.tick(System.nanoTime());
    if (presence.isOver()) {
      close(presence);
    }
    if (presence.isQuiet()) {
      busy.remove(presence);
    }
  }

  private void close(RoomPresence presence) {
    presence.listNews();
    presences.remove(presence.room());
    busy.remove(presence);
    toKeepUp.remove(presence);
    toTryAgain.remove(presence);
    sendAndForget(Request.cmd(Command.SREM)
        .arg(Keys.roomsOf(incarnation))
        .arg(presence.room().value()));
  }

  private void compareNext() {
    RoomPresence next = round.poll();
    if (next != null && presences.get(next.room()) == next) {
      round.add(next);
      keepUp(next);
    }
  }

  private void keepUp(RoomPresence presence) {
    busy.add(presence);
    toKeepUp.add(presence);
    pump();
  }

  private void pump() {
    while (connector.isUp() && keepingUp < MOST_KEEPING_UP && !toKeepUp.isEmpty()) {
      keepingUp++;
      RoomPresence next = toKeepUp.iterator().next();
      toKeepUp.remove(next);
      next.keepUp().onSuccess(kept -> {
        keepingUp--;
        pump();
      });
    }
  }

  /** Tells what came up since the last time. */
  void tell() {
    for (RoomName room : untold.next()) {
      RoomPresence presence = presences.get(room);
      if (presence != null) {
        presence.tell();
      }
    }
  }

  private int peopleIn(RoomName room) {
    RoomPresence presence = presences.get(room);
    return presence == null ? 0 : presence.size();
  }

  /** Records nothing more. */
  void stop() {
    stopped = true;
  }

  // What an presence needs

  boolean isUp() {
    return connector.isUp() && !stopped;
  }

  PresenceScript script() {
    return script;
  }

  String incarnation() {
    return incarnation;
  }

  void hasNews(RoomPresence presence) {
    untold.add(presence.room());
  }

  void tell(RoomName room, Presence presence) {
    news.accept(room, presence);
  }

  void list(RoomName room, int count) {
    if (connector.isUp()) {
      script.list(room, count).onFailure(listedAgainLater -> {});
    }
  }

  /** By the next {@link #tick}. */
  void tryAgain(RoomPresence presence) {
    toTryAgain.add(presence);
  }
}
