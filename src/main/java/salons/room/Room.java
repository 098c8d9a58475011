package salons.room;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.async.SingleFlight;
import salons.protocol.ClientFrame;
import salons.protocol.Limits;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;
import salons.protocol.UserName;

/**
 * A room on one event loop: its members here, and its newest messages.
 *
 * <p>Nobody enters through a gap: the room listens first, then asks for the newest page, and what it hears from then on follows on
 * that page. Its position and its tail move together, in one turn of the loop, so a member that is added in the turn in which its
 * {@code joined} is written gets exactly what is newer.
 */
final class Room {
  private static final Logger log = LoggerFactory.getLogger(Room.class);

  private final RoomName name;
  private final Bus bus;
  private final Recipients recipients;
  private final PresenceFanout presence;
  private final MessageConsumer<RoomEvent> listening;
  private final Consumer<Room> whenTyping;

  // Owned by the event loop of the verticle that made this room.
  private final Tail tail = new Tail();
  private @Nullable Position at;
  private long oldest;
  private final SingleFlight<LogPage> attaching = new SingleFlight<>(this::attach);
  private final SingleFlight<Void> reading = new SingleFlight<>(this::readOlder);
  private final SingleFlight<Void> comparing;
  /** Null while nobody is writing. */
  private @Nullable TypingIndicators typing;

  private int arriving;
  private boolean usedSinceSweep = true;

  /** Few, if any. */
  private final List<Membership> tracing = new ArrayList<>(0);

  /**
   * Somebody on the way in.
   *
   * @param people the room with this member in it
   */
  private record Arrival(ClientFrame.Join join, Membership membership, Presence people) {}

  /**
   * @param whenTyping told when {@link #tick} is wanted, as long as {@link #isTyping}
   */
  Room(RoomName name, Bus bus, Framing framing, Consumer<Room> whenTyping) {
    this.whenTyping = whenTyping;
    this.name = name;
    this.bus = bus;
    this.recipients = new Recipients(framing);
    this.presence = new PresenceFanout(name, recipients);
    this.comparing = new SingleFlight<>(() -> bus.compare(name));
    this.listening = bus.listen(name, this::hear);
  }

  RoomName name() {
    return name;
  }

  /** Lets a member in: now if the room is ready, else as soon as it is. */
  void enter(ClientFrame.Join join, Membership membership) {
    usedSinceSweep = true;
    if (at != null) {
      count(join, membership);
    } else {
      attaching
          .run()
          .onSuccess(attached -> count(join, membership))
          .onFailure(unreachable -> refuse(join, membership));
    }
  }

  /** Before the member is let in, so that its {@code joined} has it among the people. */
  private void count(ClientFrame.Join join, Membership membership) {
    if (membership.hasLeft()) {
      refuse(join, membership);
      return;
    }
    Future<Presence> counted = membership.isCounted
        ? bus.look(name, membership.user())
        : bus.enter(name, membership.user());
    membership.isCounted = true;
    arriving++;
    counted.otherwise(Presence.UNKNOWN).onSuccess(people -> {
      arriving--;
      admitNow(new Arrival(join, membership, people), false);
    });
  }

  void uncount(Membership membership, boolean abruptly) {
    typed(membership);
    if (membership.isCounted) {
      membership.isCounted = false;
      bus.leave(name, membership.user(), abruptly);
    }
  }

  void left(Membership membership) {
    usedSinceSweep = true;
    tracing.remove(membership);
    if (membership.place >= 0) {
      recipients.remove(membership);
    }
  }

  /** A member is writing, or stopped writing. */
  void types(Membership membership, boolean on) {
    if (membership.place >= 0) {
      typing().says(membership.user(), on);
    }
  }

  /** A member said what it was writing, or goes. */
  void typed(Membership membership) {
    if (typing != null) {
      typing.ends(membership.user());
    }
  }

  /** Ends what nobody ended; to be called a few times a second. */
  void tick() {
    if (typing != null && typing.tick()) {
      typing = null;
    }
  }

  private TypingIndicators typing() {
    if (typing == null) {
      typing = new TypingIndicators(
          System::nanoTime, (user, on) -> bus.typing(name, user, on), this::deliverTyping);
      whenTyping.accept(this);
    }
    return typing;
  }

  private void deliverTyping(UserName user, boolean on) {
    recipients.deliverTo(
        membership -> !membership.user().equals(user), ServerFrames.typing(name, user, on));
  }

  /** Whether anybody is writing. */
  boolean isTyping() {
    return typing != null;
  }

  /** Whether nobody has used the room since the last call. */
  boolean sweep() {
    boolean busy =
        arriving > 0 || attaching.isRunning() || reading.isRunning() || comparing.isRunning();
    boolean idle = !usedSinceSweep && recipients.size() == 0 && !busy;
    usedSinceSweep = false;
    if (!busy) {
      tail.shrink();
    }
    return idle;
  }

  /** Stops listening; the room must not be used again. */
  void close() {
    listening.unregister();
    if (at != null) {
      bus.detach(name);
    }
  }

  private Future<LogPage> attach() {
    return bus.attach(name).onSuccess(this::startFrom).onFailure(unreachable -> bus.detach(name));
  }

  private void startFrom(LogPage newest) {
    at = newest.head();
    oldest = newest.oldest();
    tail.reset(newest.messages());
  }

  private void hear(RoomEvent news) {
    if (at == null) {
      // Told before the page that attach() waits for was taken, so it is in that page: the bus
      // keeps the order of sending.
      return;
    }
    if (news instanceof RoomEvent.Messages live) {
      advance(live.messages(), at, live.heardAt());
    } else if (news instanceof RoomEvent.Restart restart) {
      startFrom(restart.newest());
      tellRestart();
    } else if (news instanceof RoomEvent.PresenceChanged people) {
      presence.tell(people.now());
    } else if (news instanceof RoomEvent.Typing writing) {
      typing().hears(writing.user(), writing.on());
    }
  }

  private void advance(List<LogEntry> messages, Position from, long heardAt) {
    if (messages.get(0).seq() != from.seq() + 1) {
      startAnew();
      return;
    }
    at = new Position(from.epoch(), messages.get(messages.size() - 1).seq());
    tail.append(messages);
    recipients.deliver(frames(messages));
    if (heardAt != 0) {
      long first = messages.get(0).seq();
      tracing.forEach(m -> m.member.arrived(name, first, at.seq(), heardAt));
    }
  }

  void trace(Membership membership, boolean on) {
    tracing.remove(membership);
    if (on) {
      tracing.add(membership);
    }
  }

  /** Should never be needed: the log tells without holes. If it ever is, members hear of it instead of hearing nothing. */
  private void startAnew() {
    // When this is a further try, the failed one has let go of the room itself.
    if (at != null) {
      log.error("Room {} was not told everything; starting anew", name);
      at = null;
      bus.detach(name);
    }
    attaching.run().onSuccess(attached -> tellRestart()).onFailure(unreachable -> startAnew());
  }

  private void tellRestart() {
    if (at != null) {
      List<byte[]> newest = frames(tail.before(Long.MAX_VALUE, Limits.DEFAULT_PAGE));
      recipients.deliver(List.of(ServerFrames.resync(name, at, newest)));
    }
  }

  private void admitNow(Arrival arrival, boolean compared) {
    if (at != null && !arrival.membership.hasLeft()) {
      admit(arrival, at, compared);
    } else {
      refuse(arrival.join, arrival.membership);
    }
  }

  /**
   * @param compared whether this room was just compared with the log
   */
  private void admit(Arrival arrival, Position now, boolean compared) {
    Position since = arrival.join.since();
    if (since != null
        && !compared
        && since.epoch().equals(now.epoch())
        && since.seq() > now.seq()) {
      // The client was on an instance that is ahead of this one.
      comparing
          .run()
          .onSuccess(done -> admitNow(arrival, true))
          .onFailure(unreachable -> refuse(arrival.join, arrival.membership));
      return;
    }
    boolean recoverable = since != null && isRecoverable(since, now);
    long wanted = since != null && recoverable ? since.seq() : now.seq() - arrival.join.history();
    if (tail.reachesBackTo(Math.max(wanted, oldest - 1), now.seq())) {
      answer(arrival, now, recoverable, tail.after(wanted));
    } else {
      reading
          .run()
          .onSuccess(done -> admitNow(arrival, compared))
          .onFailure(unreachable -> refuse(arrival.join, arrival.membership));
    }
  }

  private boolean isRecoverable(Position since, Position now) {
    // A member that holds all up to oldest - 1 misses nothing, though the log no longer holds what
    // it holds.
    return since.epoch().equals(now.epoch())
        && since.seq() <= now.seq()
        && since.seq() >= oldest - 1;
  }

  private void answer(Arrival arrival, Position now, boolean recovered, List<LogEntry> messages) {
    Membership membership = arrival.membership;
    Presence people = presence.newest(arrival.people);
    if (membership.place < 0) {
      recipients.add(membership);
    }
    presence.entered(membership, people);
    long first = messages.isEmpty() ? now.seq() + 1 : messages.get(0).seq();
    membership.member.joined(
        arrival.join, now, recovered, first > oldest, frames(messages), presence.roster(people));
  }

  /** The page of at most {@code limit} messages before {@code before}; {@code then} or {@code failed} is called on this loop. */
  void page(long before, int limit, BiConsumer<List<byte[]>, Boolean> then, Runnable failed) {
    boolean held = !tail.isEmpty() && (tail.first() <= oldest || before - limit >= tail.first());
    if (held) {
      List<LogEntry> messages = tail.before(before, limit);
      then.accept(frames(messages), !messages.isEmpty() && messages.get(0).seq() > oldest);
      return;
    }
    bus.read(LogPage.Request.before(name, before, limit))
        .onSuccess(page -> then.accept(
            frames(page.messages()),
            !page.messages().isEmpty() && page.messages().get(0).seq() > page.oldest()))
        .onFailure(unreachable -> failed.run());
  }

  /** Who was in the room already stays in it as it was. */
  private void refuse(ClientFrame.Join join, Membership membership) {
    if (membership.place < 0) {
      membership.leave();
    }
    membership.member.joinRefused(join, Refusal.unavailable());
  }

  /** Fills the tail with all that the log holds. */
  private Future<Void> readOlder() {
    tail.grow();
    long before = tail.isEmpty() ? Long.MAX_VALUE : tail.first();
    return bus.read(new LogPage.Request(name, 0, before, Integer.MAX_VALUE))
        .compose(this::takeOlder);
  }

  private Future<Void> takeOlder(LogPage page) {
    if (at == null || !page.head().epoch().equals(at.epoch())) {
      return Future.failedFuture("this is another log: a restart is about to be told");
    }
    oldest = Math.max(oldest, page.oldest());
    if (!tail.isEmpty()) {
      List<LogEntry> older = page.messages();
      if (!older.isEmpty() && older.get(older.size() - 1).seq() + 1 != tail.first()) {
        return Future.failedFuture("the room went on from elsewhere meanwhile");
      }
      tail.prepend(older);
    } else if (at.seq() == page.head().seq()) {
      tail.reset(page.messages());
    } else {
      return Future.failedFuture("the log went on meanwhile");
    }
    return Future.succeededFuture();
  }

  private static List<byte[]> frames(List<LogEntry> messages) {
    List<byte[]> frames = new ArrayList<>(messages.size());
    messages.forEach(m -> frames.add(m.frame()));
    return frames;
  }
}
