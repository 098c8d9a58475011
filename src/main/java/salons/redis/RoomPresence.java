package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.protocol.RoomName;
import salons.redis.PresenceScript.Extent;
import salons.room.Presence;

/**
 * Who is in one room: keeps Redis in step with the {@link LocalPeople} of this instance, and a copy of what Redis has of all. One call
 * is in flight at a time; all that comes meanwhile goes into the next one. This instance is the authority on its own people: as soon
 * as Redis may have others of it, it is told all of them anew.
 *
 * <p>Two things may be wrong, each on its own, and {@link AntiEntropy} mends both: Redis may be <em>out of step</em> with the local
 * people (a call failed, or its count differs), so the next call is {@link Extent#FULL}; and the copy may have a <em>gap</em> (a delta
 * was missed), so the next call asks for the whole room.
 */
final class RoomPresence {
  /** What a room needs of its surroundings. */
  interface Host {
    /** Whether Redis can be called, and is to be told anything. */
    boolean isUp();

    String incarnation();

    Future<PresenceScript.Outcome> call(
        RoomName room, PresenceScript.Caller caller, List<String> names);

    /** There is something to {@link RoomPresence#tell}. */
    void hasNews(RoomPresence presence);

    void tell(RoomName room, Presence presence);

    /** Lists the room as having so many people. */
    void list(RoomName room, int count);

    /** {@link RoomPresence#reconcile} is to be called by the next tick. */
    void retry(RoomPresence presence);
  }

  private static final Logger log = LoggerFactory.getLogger(RoomPresence.class);

  private final RoomName room;
  private final Host host;
  private final LongSupplier clock;
  private final LocalPeople people;
  private final PresenceWaiters waiters;
  private final OccupancyReporter listing;

  // Owned by the verticle's event loop. First what the next call is about.
  private boolean outOfStep;
  private boolean gap = true;
  private boolean refreshDue;
  private String formerIncarnation = "";
  private boolean inFlight;
  private List<Promise<Void>> keptUp = new ArrayList<>();

  // The copy, and what became of it.
  private Presence known = Presence.UNKNOWN;
  private Presence told = Presence.UNKNOWN;

  /**
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  RoomPresence(RoomName room, Host host, PresenceTimes times, LongSupplier clock) {
    this.room = room;
    this.host = host;
    this.clock = clock;
    this.listing = new OccupancyReporter(count -> host.list(room, count));
    this.people = new LocalPeople(TimeUnit.MILLISECONDS.toNanos(times.lingeringMs()));
    this.waiters = new PresenceWaiters(
        TimeUnit.MILLISECONDS.toNanos(times.patienceMs()), name -> people.addedTo(known, name));
  }

  RoomName room() {
    return room;
  }

  /** As {@link salons.room.PresenceService#enter}. */
  Future<Presence> enter(String name) {
    people.enter(name);
    return peek(name);
  }

  /** As {@link salons.room.PresenceService#peek}. */
  Future<Presence> peek(String name) {
    Future<Presence> answer = waiters.add(name, clock.getAsLong());
    next();
    return answer;
  }

  /** As {@link salons.room.PresenceService#leave}. */
  void leave(String name, boolean abruptly) {
    people.leave(name, abruptly, clock.getAsLong());
    next();
  }

  /** Looks after what is late; to be called every now and then until the room {@link #isQuiet}. */
  void tick() {
    long now = clock.getAsLong();
    people.expire(now);
    waiters.expire(now);
    next();
  }

  /** Whether {@link #tick} has nothing to do here. */
  boolean isQuiet() {
    return !people.isAnybodyLingering()
        && !people.hasChanges()
        && waiters.isEmpty()
        && !inFlight
        && !outOfStep;
  }

  /** Whether this instance has, and had, nobody here. */
  boolean isOver() {
    return isQuiet() && people.size() == 0;
  }

  /** Redis may lack what this instance has; what it has of {@code former} is to be given up. */
  void markOutOfStep(String former) {
    outOfStep = true;
    if (!former.isEmpty()) {
      formerIncarnation = former;
    }
  }

  /** Compares the room with Redis and mends what differs. Never fails: what cannot be done now is tried again. */
  Future<Void> reconcile() {
    refreshDue = true;
    listing.markOutOfStep();
    Promise<Void> promise = Promise.promise();
    keptUp.add(promise);
    next();
    return promise.future();
  }

  /** Starts a call when there is something to say or to ask and none is in flight. */
  private void next() {
    if (inFlight) {
      return;
    }
    if (!host.isUp()) {
      waiters.answerAll();
      endKeepUp();
    } else if (refreshDue || !waiters.isEmpty() || people.hasChanges()) {
      call();
    }
  }

  private void call() {
    Presence before = known;
    Extent extent = outOfStep ? Extent.FULL : refreshDue ? Extent.REFRESH : Extent.DELTA;
    PresenceScript.Caller caller = new PresenceScript.Caller(
        host.incarnation(), formerIncarnation, gap ? 0 : before.version(), extent);
    int here = people.size();
    List<String> names = outOfStep ? people.takeAll() : people.takeChanges();
    inFlight = true;
    waiters.callStarts();
    outOfStep = false;
    gap = false;
    refreshDue = false;
    formerIncarnation = "";
    host.call(room, caller, names)
        .onSuccess(outcome -> called(outcome, before, here))
        .onFailure(this::failed);
  }

  private void called(PresenceScript.Outcome outcome, Presence before, int here) {
    Presence now = outcome.delta().after(before);
    // What was heard during the call is newer; what was known before it cannot be.
    if (now != null && (now.version() > known.version() || known.equals(before))) {
      listing.called(now.count());
      learn(now);
    }
    if (now == null || outcome.held() != here) {
      gap = true;
      outOfStep = outcome.held() != here;
      host.retry(this);
    }
    endCall();
    next();
  }

  private void failed(Throwable failure) {
    log.debug("The people of {} are not recorded: {}", room, failure.getMessage());
    outOfStep = true;
    gap = true;
    listing.markOutOfStep();
    endCall();
    host.retry(this);
  }

  private void endCall() {
    waiters.callEnded();
    inFlight = false;
    endKeepUp();
  }

  private void endKeepUp() {
    List<Promise<Void>> ended = keptUp;
    keptUp = new ArrayList<>();
    ended.forEach(Promise::tryComplete);
  }

  /** Takes a delta that was published; false when one before it was missed. */
  boolean hear(PresenceDelta delta) {
    if (delta.version() <= known.version()) {
      return true;
    }
    Presence now = delta.after(known);
    if (now == null) {
      gap = true;
      return false;
    }
    learn(now);
    return true;
  }

  private void learn(Presence now) {
    known = now;
    host.hasNews(this);
  }

  /** How many people are here, on this instance. */
  int size() {
    return people.size();
  }

  /** Tells everybody on this instance what is new, and lists it. */
  void tell() {
    listNews();
    if (!known.equals(told)) {
      told = known;
      host.tell(room, known);
    }
  }

  /** Lists what is new, also when nobody is left to be told. */
  void listNews() {
    listing.flush(known.count());
  }
}
