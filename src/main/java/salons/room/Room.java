package salons.room;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.async.Limiter;
import salons.protocol.ClientFrame;
import salons.protocol.LogEntry;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;

/**
 * A room on one event loop: its recipients here, and its newest log entries.
 *
 * <p>It subscribes first, then asks for the newest page, and what it hears from then on follows on that page. Its position and its
 * window move together, in one tick: see {@link Admission} for who enters meanwhile.
 */
final class Room implements RoomEvent.Receiver {
  private static final Logger log = LoggerFactory.getLogger(Room.class);

  private final RoomName name;
  private final Bus bus;
  private final RoomMeters meters;
  private final Consumer<Room> whenTyping;
  private final Consumer<Room> whenUseless;
  private final MessageConsumer<RoomEvent> subscription;

  // Owned by the event loop of the verticle that made this room.
  private final LogWindow window;
  private final Recipients recipients = new Recipients();
  private final PageReads pageReads = new PageReads();
  private final Enforcement enforcement;
  private final CatchUps catchUps;
  private final PresenceFanout presence;
  private final Admission admission;
  /** Null while nobody is writing. */
  private @Nullable TypingIndicators typing;

  private final Tracing tracing;

  private boolean usedSinceSweep = true;

  /**
   * @param tails of all rooms of this loop
   * @param opening has the rooms of this loop opened, so many at a time
   * @param whenUseless told when nobody could be let in
   * @param whenTyping told when {@link #expireTyping} is wanted, as long as {@link #isTyping}
   */
  Room(
      RoomName name,
      Bus bus,
      RoomMeters meters,
      TailBudget tails,
      Limiter opening,
      Consumer<Room> whenUseless,
      Consumer<Room> whenTyping) {
    this.name = name;
    this.bus = bus;
    this.meters = meters;
    this.whenUseless = whenUseless;
    this.whenTyping = whenTyping;
    this.window = new LogWindow(tails);
    this.enforcement = new Enforcement(name, bus.rules(), recipients);
    this.presence = new PresenceFanout(name, recipients);
    LogPieces pieces = new LogPieces(name, bus.log());
    this.tracing = new Tracing(name, recipients);
    this.catchUps = new CatchUps(name, window, recipients, pieces);
    this.admission = new Admission(
        name,
        bus,
        window,
        recipients,
        enforcement,
        catchUps,
        pieces,
        pageReads,
        presence,
        meters,
        opening);
    this.subscription = bus.subscribe(name, event -> event.applyTo(this));
  }

  RoomName name() {
    return name;
  }

  // Who is in it

  /** Lets a member in: now if the room is open, else as soon as it is. */
  void enter(ClientFrame.Join join, Person person, Membership membership) {
    usedSinceSweep = true;
    admission.enter(join, person, membership);
  }

  void left(Membership membership) {
    usedSinceSweep = true;
    tracing.set(membership, false);
    catchUps.left(membership);
    if (membership.isAdmitted()) {
      recipients.remove(membership);
    } else if (!window.isOpen() && recipients.size() == 0 && !admission.isBusy()) {
      whenUseless.accept(this);
    }
  }

  /** The member's person is not here any more by this connection. */
  void absent(Membership membership, boolean abruptly) {
    stopTyping(membership);
    if (membership.isPresent) {
      membership.isPresent = false;
      bus.presence().leave(name, membership.person(), abruptly);
    }
  }

  void trace(Membership membership, boolean on) {
    tracing.set(membership, on);
  }

  /** The page of at most {@code limit} messages before {@code before}. */
  Future<LogPage> page(long before, int limit) {
    LogPage held = window.before(before, limit);
    return held != null
        ? Future.succeededFuture(held)
        : pageReads.run(() -> bus.log().read(LogPage.Request.before(name, before, limit)));
  }

  /** Whether nobody has used the room since the last call. */
  boolean sweep() {
    boolean busy = admission.isBusy();
    boolean idle = !usedSinceSweep && recipients.size() == 0 && !busy;
    usedSinceSweep = false;
    if (!busy) {
      window.shrink();
    }
    return idle;
  }

  /** Ends the subscription; the room must not be used again. */
  void close() {
    subscription.unregister();
    if (window.isOpen()) {
      window.close();
      bus.log().detach(name);
    }
  }

  // What is published of it

  @Override
  public void appended(RoomEvent.Appended appended) {
    // Before the window is open: published before the page that opens it was taken, so it is in
    // that page, since the bus keeps the order of sending.
    if (window.isOpen()) {
      if (window.isNext(appended.entries().get(0).seq())) {
        deliver(appended);
      } else {
        reopen();
      }
    }
  }

  private void deliver(RoomEvent.Appended appended) {
    List<LogEntry> entries = appended.entries();
    window.append(appended);
    pageReads.told(appended);
    if (recipients.size() > 0) {
      meters.delivered(entries.size(), recipients.size());
      recipients.deliver(Delivery.ofEntries(name, window.head(), entries));
    }
    enforcement.happened(entries);
    if (appended.heardAt() != 0) {
      tracing.arrived(entries, appended.heardAt());
    }
  }

  @Override
  public void resynced(RoomEvent.Resynced resynced) {
    if (window.isOpen()) {
      enforcement.rule(resynced.newest().rules());
      window.startFrom(resynced.newest());
      resync();
    }
  }

  @Override
  public void ruled(RoomEvent.Ruled ruled) {
    if (window.isOpen()) {
      enforcement.rule(ruled.rules());
    }
  }

  Enforcement enforcement() {
    return enforcement;
  }

  /** Should never be needed: the log tells without holes. If it ever is, members are resynced instead of hearing nothing. */
  private void reopen() {
    // When this is a further try, the failed one has let go of the log itself.
    if (window.isOpen()) {
      log.error("Room {} was not told everything; starting anew", name);
      window.close();
      bus.log().detach(name);
    }
    admission.open().onSuccess(opened -> resync()).onFailure(unreachable -> reopen());
  }

  private void resync() {
    meters.resynced();
    catchUps.endAll();
    recipients.deliver(catchUps.resync());
  }

  @Override
  public void presenceChanged(RoomEvent.PresenceChanged changed) {
    if (window.isOpen()) {
      presence.tell(changed.now());
    }
  }

  // Who is writing

  @Override
  public void typing(RoomEvent.Typing heard) {
    if (window.isOpen()) {
      typing().hears(heard.person(), heard.on());
    }
  }

  /** The person of a member is writing, or stopped writing. */
  void types(Membership membership, boolean on) {
    if (membership.isAdmitted()) {
      typing().says(membership.recipient, membership.person(), on);
    }
  }

  /** The person of a member said what they were writing, or goes. */
  void stopTyping(Membership membership) {
    if (typing != null) {
      typing.ends(membership.recipient);
    }
  }

  boolean isTyping() {
    return typing != null;
  }

  /** Ends what nobody ended; to be called a few times a second. */
  void expireTyping() {
    if (typing != null && typing.expire()) {
      typing = null;
    }
  }

  private TypingIndicators typing() {
    if (typing == null) {
      typing = new TypingIndicators(
          System::nanoTime,
          (person, on) -> bus.presence().typing(name, person, on),
          this::tellTyping);
      whenTyping.accept(this);
    }
    return typing;
  }

  private void tellTyping(Person person, boolean on) {
    recipients.deliverTo(
        membership -> !membership.person().equals(person),
        Delivery.ofNotice(name, ServerFrames.typing(name, person, on)));
  }
}
