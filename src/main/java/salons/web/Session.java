package salons.web;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.auth.Action;
import salons.auth.Principal;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.Delivery;
import salons.room.LogPage;
import salons.room.Membership;
import salons.room.MessageTimes;
import salons.room.ModerationDraft;
import salons.room.NewRooms;
import salons.room.Recipient;

/**
 * What one client says, is told and may do, over whatever transport: the rooms it is in, what it asked for, its limits. Confined to the
 * event loop of its transport.
 */
final class Session implements ClientFrame.Receiver, Recipient, Publication.Author {
  private final LoopContext loop;
  private final Outbound outbound;
  private final NewRooms newRooms;
  private final InFlight inFlight;
  private final Memberships memberships = new Memberships();

  // Made when needed: most sessions are never refused anything, nor traced.
  private @Nullable Refusals refusals;
  private @Nullable MessageTracer tracer;

  /** Null for a guest of whom nothing more is asked. */
  private @Nullable Authentication authentication;

  Session(LoopContext loop, Outbound outbound, NewRooms newRooms) {
    this.loop = loop;
    this.outbound = outbound;
    this.newRooms = newRooms;
    this.inFlight = new InFlight(outbound, loop.rates, loop.drafts);
    if (loop.access.required()) {
      authentication = authentication();
    }
  }

  private Authentication authentication() {
    return authentication == null
        ? new Authentication(outbound, loop.access, loop.connections.seconds())
        : authentication;
  }

  Principal principal() {
    return authentication == null ? Principal.GUEST : authentication.principal();
  }

  /** To be called once a second, by the loop's clock. */
  void tick(int seconds) {
    inFlight.rest();
    if (authentication != null) {
      authentication.check(seconds);
    }
  }

  // What the client says

  /** A frame is about to be read. */
  void reading() {
    if (tracer != null) {
      tracer.reading();
    }
  }

  /** A frame of so many bytes came. */
  void receive(ClientFrame frame, int bytes) {
    Refusal tooFast = inFlight.admit(frame, bytes);
    if (tooFast == null) {
      frame.applyTo(this);
    } else {
      refuse(frame, tooFast);
    }
  }

  InFlight inFlight() {
    return inFlight;
  }

  /** What came was no frame. */
  void malformed(@Nullable String id, Refusal refusal) {
    refusals().malformed(id, refusal);
  }

  @Override
  public void hello(ClientFrame.Hello hello) {
    authenticate(Optional.ofNullable(hello.token()))
        .onSuccess(known -> replies().done(hello))
        .onFailure(failure -> unauthorized(hello, failure));
  }

  private void unauthorized(ClientFrame.Hello hello, Throwable failure) {
    Refusal refusal = Refusal.of(failure);
    refuse(hello, refusal);
    boolean missing = authentication != null && authentication.isMissing();
    if (missing && refusal.code() == Refusal.Code.UNAUTHORIZED) {
      outbound.end(Bye.forGood(Bye.Reason.UNAUTHORIZED));
    }
  }

  /** Somebody whose request said already who they are. */
  void begin(Principal known) {
    become(known).onFailure(impossible -> {});
  }

  /**
   * Becomes who the token says, or stays who it is; nothing that the client says is heard meanwhile.
   *
   * @return completes at once where there is nothing to verify; fails with a {@link salons.protocol.RefusedException}
   */
  Future<Void> authenticate(Optional<String> token) {
    if (token.isEmpty() && principal().isVerified()) {
      return Future.succeededFuture();
    }
    Future<Void> known = loop.access.principal(token).compose(this::become);
    if (!known.isComplete()) {
      outbound.pause(Outbound.Pause.AUTHENTICATING);
      // Later: what follows on the outcome in this tick comes before what the client said next.
      known.onComplete(
          verified -> loop.later(() -> outbound.resume(Outbound.Pause.AUTHENTICATING)));
    }
    return known;
  }

  private Future<Void> become(Principal other) {
    if (!other.isVerified()) {
      return Future.succeededFuture();
    }
    authentication = authentication();
    if (!authentication.mayBecome(other)) {
      return Future.failedFuture(new RefusedException(Refusal.anotherPerson()));
    }
    authentication.become(other);
    memberships.in(room -> !may(Action.READ, room)).forEach(this::expel);
    return Future.succeededFuture();
  }

  /** Its new token does not let it be there any more. */
  private void expel(Membership membership) {
    ClientFrame.Leave leave = new ClientFrame.Leave(null, membership.roomName());
    memberships.leave(membership);
    replies().left(leave);
    refuse(leave, forbidden(Action.READ, membership.roomName()));
  }

  @Override
  public void join(ClientFrame.Join join) {
    if (!may(Action.READ, join, join.room())) {
      return;
    }
    Membership there = memberships.in(join.room());
    if (there != null && there.isEntering()) {
      inFlight.defer(join);
    } else if (there != null) {
      inFlight.pageBegan();
      loop.rooms.enterAgain(join, principal().as(join.person()), there);
    } else if (memberships.size() >= loop.settings.roomsPerSocket()) {
      refuse(join, Refusal.tooManyRooms(loop.settings.roomsPerSocket()));
    } else {
      inFlight.pageBegan();
      Membership entering = loop.rooms.enter(join, principal().as(join.person()), this);
      entering.trace(tracer != null && tracer.isOn());
      memberships.add(entering);
    }
  }

  @Override
  public void leave(ClientFrame.Leave leave) {
    Membership membership = inRoom(leave, leave.room(), "leave it");
    if (membership != null && membership.isEntering()) {
      inFlight.defer(leave);
    } else if (membership != null) {
      memberships.leave(membership);
      replies().left(leave);
    }
  }

  @Override
  public void message(ClientFrame.Message message) {
    Membership membership = allowed(message, message.room(), Action.WRITE, "speak in it");
    if (membership != null) {
      publish(message, membership);
    }
  }

  private void publish(ClientFrame.Message message, Membership membership) {
    MessageTimes times = tracer == null ? null : tracer.begin();
    membership.stopTyping();
    Publication sent = new Publication(this, message, membership.person(), tracer, times);
    if (!inFlight.tryDraft(sent.bytes())) {
      refuse(message, Refusal.unavailable());
    } else if (membership.isSlow()) {
      membership
          .takeTurn(message.id())
          .onSuccess(turn -> loop.batcher.send(message.room(), sent.draft(), sent))
          .onFailure(failure -> sent.refused(Refusal.of(failure)));
    } else {
      loop.batcher.send(message.room(), sent.draft(), sent);
    }
  }

  @Override
  public void moderate(ClientFrame.Moderate moderate) {
    RoomName room = moderate.room();
    Membership membership = inRoom(moderate, room, "moderate it");
    if (membership == null) {
      return;
    }
    Person person = membership.person();
    boolean hasRight = mayModerate(room);
    if (hasRight || person.isVerified()) {
      new Measure(this, new ModerationDraft(moderate, person, hasRight)).send(loop.rules, inFlight);
    } else {
      refuse(moderate, forbidden(Action.MODERATE, room));
    }
  }

  @Override
  public void edit(ClientFrame.Edit edit) {
    change(edit);
  }

  @Override
  public void delete(ClientFrame.Delete delete) {
    change(delete);
  }

  @Override
  public void react(ClientFrame.React react) {
    change(react);
  }

  private void change(ClientFrame.Change change) {
    RoomName room = change.room();
    Membership membership = allowed(change, room, Action.WRITE, "change what is said there");
    if (membership != null) {
      boolean moderates = membership.moderates();
      new Amendment(this, change, membership.person(), moderates).send(loop.log, inFlight);
    }
  }

  @Override
  public void published(int bytes) {
    inFlight.draftDone(bytes);
  }

  @Override
  public void typing(ClientFrame.Typing typing) {
    Membership membership = allowed(typing, typing.room(), Action.WRITE, "type in it");
    if (membership != null) {
      membership.types(typing.on());
      replies().done(typing);
    }
  }

  @Override
  public void history(ClientFrame.History history) {
    Membership membership = allowed(history, history.room(), Action.READ, "read it");
    if (membership != null) {
      inFlight.pageBegan();
      outbound.inTurn(() -> page(history, membership));
    }
  }

  /** Nothing for who is gone by now, since a page takes long to make. */
  private void page(ClientFrame.History history, Membership membership) {
    if (!outbound.isEnded()) {
      membership
          .page(history.before(), history.limit())
          .onSuccess(page -> tell(history, page))
          .onFailure(unreachable -> refuse(history, Refusal.unavailable()))
          .onComplete(answered -> inFlight.pageDone());
    }
  }

  private void tell(ClientFrame.History history, LogPage page) {
    if (!outbound.isEnded()) {
      replies().history(history, page);
    }
  }

  @Override
  public void ping(ClientFrame.Ping ping) {
    replies().pong(ping, System.currentTimeMillis());
  }

  @Override
  public void trace(ClientFrame.Trace trace) {
    // Kept when it is off: its limit must not begin anew.
    tracer = tracer == null && trace.on() ? new MessageTracer(replies()) : tracer;
    if (tracer != null) {
      tracer.set(trace.on());
      outbound.afterFlush(trace.on() ? tracer::flushed : null);
    }
    memberships.trace(trace.on());
  }

  // What the rooms tell

  @Override
  public void joined(Joined joined) {
    replies().joined(joined);
    claim(joined);
    inFlight.joinDone(loop::later, this);
  }

  /** Who is verified owns the room that they are the first to enter. */
  private void claim(Joined joined) {
    if (principal().isVerified() && joined.at().seq() == 0 && joined.rules().owner() == null) {
      RoomName room = joined.join().room();
      Membership membership = memberships.in(room);
      if (membership != null && may(Action.WRITE, room)) {
        loop.rules.own(room, membership.person());
      }
    }
  }

  @Override
  public void joinRefused(ClientFrame.Join join, Refusal refusal) {
    memberships.prune();
    refuse(join, refusal);
    inFlight.joinDone(loop::later, this);
  }

  @Override
  public void whenReady(Supplier<Future<Void>> next) {
    outbound.whenReady(next);
  }

  @Override
  public void inTurn(Runnable work) {
    outbound.inTurn(work);
  }

  @Override
  public void arrived(RoomName room, long first, long last, long heardAt) {
    if (tracer != null) {
      tracer.arrived(room, first, last, heardAt);
    }
  }

  @Override
  public NewRooms newRooms() {
    return newRooms;
  }

  @Override
  public boolean mayModerate(RoomName room) {
    return may(Action.MODERATE, room);
  }

  @Override
  public String address() {
    return newRooms.address();
  }

  @Override
  public void expelled(RoomName room, String reason, @Nullable Long retryAfterMs) {
    memberships.prune();
    replies().expelled(room, reason, retryAfterMs);
  }

  @Override
  public void deliver(Delivery delivery) {
    outbound.deliver(delivery);
  }

  /** Null, with a refusal, when this session is not in the room, or may not do this there. */
  private @Nullable Membership allowed(
      ClientFrame frame, RoomName room, Action action, String what) {
    Membership membership = inRoom(frame, room, what);
    if (membership != null && membership.isEntering() && choosesName()) {
      // Nobody speaks by a name that they may not be given.
      inFlight.defer(frame);
      return null;
    }
    if (membership == null || !may(action, frame, room)) {
      return null;
    }
    Refusal silenced = action == Action.WRITE ? membership.silenced() : null;
    if (silenced != null) {
      refuse(frame, silenced);
      return null;
    }
    return membership;
  }

  /** Null, with a refusal, when this session is not in the room. */
  private @Nullable Membership inRoom(ClientFrame frame, RoomName room, String what) {
    Membership membership = memberships.in(room);
    if (membership == null) {
      refuse(frame, Refusal.notJoined(room.value(), what));
    }
    return membership;
  }

  private boolean may(Action action, ClientFrame frame, RoomName room) {
    boolean allowed = may(action, room);
    if (!allowed) {
      boolean missing = authentication != null && authentication.isMissing();
      refuse(frame, missing ? Refusal.tokenNeeded() : forbidden(action, room));
    }
    return allowed;
  }

  private boolean may(Action action, RoomName room) {
    return loop.policy.may(principal(), action, room);
  }

  private static Refusal forbidden(Action action, RoomName room) {
    return Refusal.forbidden(action.verb(), room.value(), action.right());
  }

  @Override
  public boolean choosesName() {
    return loop.access.verifies() && !principal().isNamed();
  }

  @Override
  public Replies replies() {
    return outbound.replies();
  }

  @Override
  public void refuse(ClientFrame frame, Refusal refusal) {
    refusals().refuse(frame, refusal);
  }

  private Refusals refusals() {
    if (refusals == null) {
      refusals = new Refusals(outbound, inFlight, loop.meters);
    }
    return refusals;
  }

  /** The client leaves all its rooms, and stays connected. */
  void leaveAll() {
    memberships.leaveAll();
  }

  /** The connection is gone, or about to go: its person is not in the rooms by it any more. */
  void disconnected() {
    memberships.disconnected();
  }
}
