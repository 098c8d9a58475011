package salons.room;

import io.vertx.core.Future;
import java.util.List;
import salons.async.Limiter;
import salons.async.SingleFlight;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.LogEntry;
import salons.protocol.Person;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;

/**
 * The way into a room on one event loop: its window is opened, the person is registered as present, what the client misses is read if
 * it is not held, and then, in one tick, the join is answered and its recipient added. So nothing falls between the answer and the
 * first delivery. Whatever is read, is read once for all who wait for it.
 */
final class Admission {
  private final RoomName room;
  private final Bus bus;
  private final LogWindow window;
  private final Recipients recipients;
  private final Enforcement enforcement;
  private final CatchUps catchUps;
  private final LogPieces pieces;
  private final PageReads pageReads;
  private final PresenceFanout presence;
  private final RoomMeters meters;
  private final Limiter opening;

  // Owned by the event loop of the room.
  private final SingleFlight<LogPage> attaching = new SingleFlight<>(this::attach);
  private final SingleFlight<Void> readingOlder = new SingleFlight<>(this::readOlder);
  private final SingleFlight<Void> comparing;
  private int registering;
  private int admitting;
  private int asking;

  Admission(
      RoomName room,
      Bus bus,
      LogWindow window,
      Recipients recipients,
      Enforcement enforcement,
      CatchUps catchUps,
      LogPieces pieces,
      PageReads pageReads,
      PresenceFanout presence,
      RoomMeters meters,
      Limiter opening) {
    this.room = room;
    this.bus = bus;
    this.window = window;
    this.recipients = recipients;
    this.enforcement = enforcement;
    this.catchUps = catchUps;
    this.pieces = pieces;
    this.pageReads = pageReads;
    this.presence = presence;
    this.meters = meters;
    this.opening = opening;
    this.comparing = new SingleFlight<>(() -> bus.log().compare(room));
  }

  /** Whether somebody is on the way in. */
  boolean isBusy() {
    return registering > 0
        || admitting > 0
        || asking > 0
        || attaching.isRunning()
        || readingOlder.isRunning()
        || pieces.isRunning()
        || comparing.isRunning();
  }

  /** Opens the window when it is its turn; fails, with all let go again, when the log cannot be reached in time. */
  Future<LogPage> open() {
    return attaching.run();
  }

  private Future<LogPage> attach() {
    return opening.run(() -> bus.log()
        .attach(room)
        .onSuccess(this::startFrom)
        .onFailure(unreachable -> bus.log().detach(room)));
  }

  private void startFrom(LogPage newest) {
    enforcement.rule(newest.rules());
    window.startFrom(newest);
  }

  /** Lets a member in as soon as the room is open; the recipient hears how it went. */
  void enter(ClientFrame.Join join, Person person, Membership membership) {
    membership.isEntering = true;
    if (!membership.recipient.choosesName()) {
      membership.become(person);
    }
    if (window.isOpen()) {
      register(join, person, membership);
    } else if (attaching.isRunning()) {
      enterWhenOpen(join, person, membership);
    } else {
      enterAsFirst(join, person, membership);
    }
  }

  private void enterWhenOpen(ClientFrame.Join join, Person person, Membership membership) {
    open()
        .onSuccess(opened -> register(join, person, membership))
        .onFailure(unreachable -> refuse(join, membership, Refusal.unavailable()));
  }

  /** To attach makes a log of a room that has none, so before that it is looked after whether that may be. */
  private void enterAsFirst(ClientFrame.Join join, Person person, Membership membership) {
    NewRooms quota = membership.recipient.newRooms();
    long wait = quota.tryTake();
    if (wait > 0) {
      enterIfKnown(join, person, membership, Refusal.rateLimited("new rooms", wait));
      return;
    }
    open().onComplete(opened -> {
      if (opened.failed() || opened.result().head().seq() > 0) {
        quota.putBack();
      }
    });
    enterWhenOpen(join, person, membership);
  }

  private void enterIfKnown(
      ClientFrame.Join join, Person person, Membership membership, Refusal otherwise) {
    asking++;
    bus.log().knows(room).onComplete(known -> {
      asking--;
      if (known.failed()) {
        refuse(join, membership, Refusal.unavailable());
      } else if (window.isOpen()) {
        register(join, person, membership);
      } else if (known.result() || attaching.isRunning()) {
        enterWhenOpen(join, person, membership);
      } else {
        refuse(join, membership, otherwise);
      }
    });
  }

  /** Takes the name, unless it is that of somebody verified who is there. */
  private void register(ClientFrame.Join join, Person person, Membership membership) {
    if (isTurnedAway(join, membership)) {
      return;
    }
    if (!membership.recipient.choosesName()
        || membership.is(person)
        || person.equals(Person.NOBODY)) {
      record(join, membership);
    } else {
      registering++;
      bus.presence().hasNamesake(room, person).onComplete(found -> {
        registering--;
        if (found.failed() || membership.hasLeft()) {
          refuse(join, membership, Refusal.unavailable());
        } else if (found.result()) {
          refuse(join, membership, Refusal.nameTaken(person.name(), room.value()));
        } else {
          membership.become(person);
          record(join, membership);
        }
      });
    }
  }

  /** Before it is let in, so that its {@code joined} has this person among the people. */
  private void record(ClientFrame.Join join, Membership membership) {
    if (isTurnedAway(join, membership)) {
      return;
    }
    registering++;
    registered(membership).otherwise(Presence.UNKNOWN).onSuccess(people -> {
      registering--;
      admitInTurn(new Arrival(join, membership, people, false, false, null));
    });
  }

  /** Whether it cannot be let in, and was told so. */
  private boolean isTurnedAway(ClientFrame.Join join, Membership membership) {
    Refusal why = enforcement.entry(membership);
    if (why == null && (!window.isOpen() || membership.hasLeft())) {
      why = Refusal.unavailable();
    }
    if (why != null) {
      refuse(join, membership, why);
    }
    return why != null;
  }

  private Future<Presence> registered(Membership membership) {
    if (membership.person().equals(Person.NOBODY)) {
      return Future.succeededFuture(Presence.UNKNOWN);
    }
    boolean isPresent = membership.isPresent;
    membership.isPresent = true;
    return isPresent
        ? bus.presence().peek(room, membership.person())
        : bus.presence().enter(room, membership.person());
  }

  /** A crowd that is let in at once makes long answers. */
  private void admitInTurn(Arrival arrival) {
    admitting++;
    arrival.membership().recipient.inTurn(() -> {
      admitting--;
      admit(arrival);
    });
  }

  private void admit(Arrival arrival) {
    if (isTurnedAway(arrival.join(), arrival.membership())) {
      return;
    }
    Position since = arrival.join().since();
    if (since != null && !arrival.compared() && isAhead(since)) {
      admitAfter(comparing.run(), arrival.afterComparing());
      return;
    }
    if (since != null && window.isRecoverable(since)) {
      recover(arrival, since);
      return;
    }
    LogPage newest = window.newestHeld(arrival.join().history());
    if (newest != null) {
      answer(arrival, false, newest.entries());
    } else if (!arrival.filled()) {
      admitAfter(readingOlder.run(), arrival.afterFilling());
    } else if (window.first() < Long.MAX_VALUE) {
      // There are more events than can be held: the others are told by a page of history.
      answer(arrival, false, window.newestMessages(arrival.join().history()).entries());
    } else {
      // Never again for the same: a log that does not give what it says it holds is asked once.
      refuse(arrival.join(), arrival.membership(), Refusal.unavailable());
    }
  }

  /** Answers with the first entries behind {@code since}; what is left follows. */
  private void recover(Arrival arrival, Position since) {
    LogPage piece = arrival.piece();
    if (window.reachesBackTo(since.seq())) {
      answer(arrival, true, window.after(since.seq()));
    } else if (!arrival.filled()) {
      admitAfter(readingOlder.run(), arrival.afterFilling());
    } else if (piece == null) {
      pieces
          .after(since.seq(), window.head().seq())
          .onSuccess(read -> admitInTurn(arrival.with(read)))
          .onFailure(
              unreachable -> refuse(arrival.join(), arrival.membership(), Refusal.unavailable()));
    } else if (window.isRightBehind(since, piece)) {
      answer(arrival, true, piece.entries());
    } else if (piece.oldest() > since.seq() + 1) {
      // Trimmed meanwhile, so that this one cannot be told everything any more.
      window.trimmed(piece.oldest());
      admit(arrival);
    } else {
      refuse(arrival.join(), arrival.membership(), Refusal.unavailable());
    }
  }

  private void admitAfter(Future<Void> read, Arrival arrival) {
    read.onSuccess(done -> admitInTurn(arrival))
        .onFailure(
            unreachable -> refuse(arrival.join(), arrival.membership(), Refusal.unavailable()));
  }

  /** The client was on an instance that is ahead of this one. */
  private boolean isAhead(Position since) {
    return since.epoch().equals(window.head().epoch())
        && since.seq() > window.head().seq();
  }

  private void answer(Arrival arrival, boolean recovered, List<LogEntry> entries) {
    Membership membership = arrival.membership();
    Presence people = presence.newest(arrival.people());
    if (!membership.isAdmitted()) {
      recipients.add(membership);
    }
    presence.entered(membership, people);
    Position head = window.head();
    Position at = entries.isEmpty() || !recovered
        ? head
        : new Position(head.epoch(), entries.get(entries.size() - 1).seq());
    boolean more = (entries.isEmpty() ? head.seq() + 1 : entries.get(0).seq()) > window.oldest();
    meters.joined(recovered);
    membership.isEntering = false;
    catchUps.begin(membership, at.seq());
    membership.recipient.joined(new Joined(
        arrival.join(),
        membership.person(),
        at,
        recovered,
        more,
        entries,
        presence.roster(people),
        enforcement.rules()));
  }

  /** Who was in the room already stays in it as it was. */
  private void refuse(ClientFrame.Join join, Membership membership, Refusal why) {
    membership.isEntering = false;
    if (!membership.isAdmitted()) {
      membership.leave();
    }
    membership.recipient.joinRefused(join, why);
  }

  /** Fills the window with what the log holds, as far as it may. */
  private Future<Void> readOlder() {
    window.grow();
    LogPage.Request older =
        new LogPage.Request(room, 0, window.first(), Integer.MAX_VALUE, window.room());
    return pageReads
        .run(() -> bus.log().read(older))
        .compose(page -> window.prepend(page)
            ? Future.succeededFuture()
            : Future.failedFuture("the log went on from elsewhere meanwhile"));
  }
}
