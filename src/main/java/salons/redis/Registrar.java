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
import salons.protocol.RoomName;
import salons.protocol.UserName;
import salons.room.PresenceService;
import salons.room.Presence;

/** The people of this instance in all their rooms. Everything on the event loop of the verticle that made it. */
final class Registrar implements PresenceService {
  /** How often {@link #tick} is to be called. */
  static final long TICK_MS = 250;

  /** How often {@link #tell} is to be called. */
  static final long TELL_MS = 50;

  /** How often anybody hears of a room's people at most. */
  private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * PresenceService who are told at once, which takes a millisecond or two. Ten thousand who enter a hundred rooms would otherwise be told of each other
   * as often as a hundred who enter one, and wait for it: writing to each socket twice a second is a fifth of a core.
   */
  private static final int TOLD_AT_ONCE = 100;

  /** Within this time every room is compared with Redis once, and what is kept of it there lives on. */
  private static final long ROUND_MS = 30_000;

  /** Rooms that are compared at the same time: ten thousand that must be said anew do not delay those who enter. */
  private static final int MOST_KEEPING_UP = 64;

  private static final int ROOMS_PER_COMMAND = 500;

  private final RedisLink link;
  private final PeopleScript script;
  private final BiConsumer<RoomName, Presence> news;

  // Owned by the verticle's event loop.
  private String holder;
  private final Map<RoomName, Attendance> attendances = new HashMap<>();
  private final Deque<Attendance> round = new ArrayDeque<>();
  private double share;
  private final Set<Attendance> busy = new HashSet<>();
  private final Turns<RoomName> untold =
      new Turns<>(TOLD_AT_ONCE, this::peopleIn, REST_NS, System::nanoTime);
  private final Spread<Attendance> ticking;
  private final Set<Attendance> toKeepUp = new LinkedHashSet<>();
  private Set<Attendance> toTryAgain = new HashSet<>();
  private int keepingUp;
  private boolean stopped;

  /**
   * @param news is told how a room is by now, at most twice a second
   */
  Registrar(
      Vertx vertx,
      RedisLink link,
      PeopleScript script,
      String holder,
      BiConsumer<RoomName, Presence> news) {
    this.ticking = new Spread<>(vertx, this::tick);
    this.link = link;
    this.script = script;
    this.holder = holder;
    this.news = news;
  }

  @Override
  public Future<Presence> enter(RoomName room, UserName user) {
    Attendance attendance = attendances.computeIfAbsent(room, this::open);
    busy.add(attendance);
    return attendance.enter(user.value());
  }

  @Override
  public Future<Presence> look(RoomName room, UserName user) {
    Attendance attendance = attendances.computeIfAbsent(room, this::open);
    busy.add(attendance);
    return attendance.look(user.value());
  }

  @Override
  public void leave(RoomName room, UserName user, boolean abruptly) {
    Attendance attendance = attendances.get(room);
    if (attendance != null) {
      busy.add(attendance);
      attendance.leave(user.value(), abruptly);
    }
  }

  @Override
  public void typing(RoomName room, UserName user, boolean on) {
    sendAndForget(
        Request.cmd(Command.PUBLISH).arg(Keys.of(room).channel()).arg(Payload.typing(user, on)));
  }

  /** How many rooms this instance has people in. */
  int size() {
    return attendances.size();
  }

  /** Takes what was published about a room. */
  void hear(RoomName room, Change change) {
    Attendance attendance = attendances.get(room);
    if (attendance != null && !attendance.hear(change)) {
      keepUp(attendance);
    }
  }

  /** Something may have been published that was not heard. */
  void missed(RoomName room) {
    Attendance attendance = attendances.get(room);
    if (attendance != null) {
      keepUp(attendance);
    }
  }

  /** Says everything anew: Redis may have lost it, or have missed what changed. */
  void sayAll() {
    sayAll("");
  }

  /** Goes on as another holder: what Redis has of the present one is not to be relied on any more. */
  void goOnAs(String newHolder) {
    String former = holder;
    holder = newHolder;
    sayAll(former);
  }

  private void sayAll(String former) {
    enlist(attendances.keySet());
    for (Attendance attendance : attendances.values()) {
      attendance.doubt(former);
      keepUp(attendance);
    }
  }

  private Attendance open(RoomName room) {
    Attendance attendance = new Attendance(room, this);
    round.add(attendance);
    // On its way before the first of its people are: they are found by it when this instance dies.
    enlist(List.of(room));
    return attendance;
  }

  private void enlist(Collection<RoomName> rooms) {
    List<RoomName> all = List.copyOf(rooms);
    for (int i = 0; i < all.size(); i += ROOMS_PER_COMMAND) {
      Request request = Request.cmd(Command.SADD).arg(Keys.roomsOf(holder));
      all.subList(i, Math.min(i + ROOMS_PER_COMMAND, all.size()))
          .forEach(room -> request.arg(room.value()));
      sendAndForget(request);
    }
    // Each renewal does it again; but this instance may die before the next.
    sendAndForget(Request.cmd(Command.EXPIRE).arg(Keys.roomsOf(holder)).arg(Lease.TTL_S));
  }

  /** When it fails the connection fell, and all is said anew. */
  private void sendAndForget(Request request) {
    if (link.isUp()) {
      link.send(request).onFailure(saidAnew -> {});
    }
  }

  /** Looks after what is late, and compares a share of the rooms. */
  void tick() {
    ticking.addAll(busy);
    Set<Attendance> failed = toTryAgain;
    toTryAgain = new HashSet<>();
    failed.forEach(this::keepUp);
    share += round.size() * (double) TICK_MS / ROUND_MS;
    for (; share >= 1; share--) {
      compareNext();
    }
    pump();
  }

  private void tick(Attendance attendance) {
    attendance.tick(System.nanoTime());
    if (attendance.isOver()) {
      close(attendance);
    }
    if (attendance.isQuiet()) {
      busy.remove(attendance);
    }
  }

  private void close(Attendance attendance) {
    attendance.listNews();
    attendances.remove(attendance.room());
    busy.remove(attendance);
    toKeepUp.remove(attendance);
    toTryAgain.remove(attendance);
    sendAndForget(Request.cmd(Command.SREM)
        .arg(Keys.roomsOf(holder))
        .arg(attendance.room().value()));
  }

  private void compareNext() {
    Attendance next = round.poll();
    if (next != null && attendances.get(next.room()) == next) {
      round.add(next);
      keepUp(next);
    }
  }

  private void keepUp(Attendance attendance) {
    busy.add(attendance);
    toKeepUp.add(attendance);
    pump();
  }

  private void pump() {
    while (link.isUp() && keepingUp < MOST_KEEPING_UP && !toKeepUp.isEmpty()) {
      keepingUp++;
      Attendance next = toKeepUp.iterator().next();
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
      Attendance attendance = attendances.get(room);
      if (attendance != null) {
        attendance.tell();
      }
    }
  }

  private int peopleIn(RoomName room) {
    Attendance attendance = attendances.get(room);
    return attendance == null ? 0 : attendance.size();
  }

  /** Records nothing more. */
  void stop() {
    stopped = true;
  }

  // What an attendance needs

  boolean isUp() {
    return link.isUp() && !stopped;
  }

  PeopleScript script() {
    return script;
  }

  String holder() {
    return holder;
  }

  void hasNews(Attendance attendance) {
    untold.add(attendance.room());
  }

  void tell(RoomName room, Presence presence) {
    news.accept(room, presence);
  }

  void list(RoomName room, int count) {
    if (link.isUp()) {
      script.list(room, count).onFailure(listedAgainLater -> {});
    }
  }

  /** By the next {@link #tick}. */
  void tryAgain(Attendance attendance) {
    toTryAgain.add(attendance);
  }
}
