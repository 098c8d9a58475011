package salons.web;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import salons.async.TokenBucket;
import salons.protocol.ClientFrame;
import salons.protocol.Limits;
import salons.protocol.MessageId;
import salons.protocol.MessageTemplate;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.protocol.Roster;
import salons.protocol.ServerFrames;
import salons.room.Draft;
import salons.room.Framing;
import salons.room.Membership;
import salons.room.MessageTimes;
import salons.room.PublishBatcher;
import salons.room.Receipt;
import salons.room.Recipient;

/** One socket: what it says, the rooms it is in, and what it is told. Confined to the event loop of its socket. */
final class Session implements ClientFrame.Receiver, Recipient, Transport.Listener {
  /** Frames that may wait for the log before the socket is no longer read. */
  private static final int MOST_UNSETTLED = 128;

  /** Those who are shown the door by a restart come back spread over this time. */
  private static final long COME_BACK_WITHIN_MS = 3_000;

  private static final int BAD_FRAMES_AT_ONCE = 100;
  private static final int BAD_FRAMES_A_SECOND = 10;

  private final Transport transport;
  private final Outbound outbound;
  private final LoopContext loop;
  private final List<Membership> memberships = new ArrayList<>(1);

  private @Nullable ByteArrayOutputStream unfinished;
  private @Nullable TokenBucket badFrames;
  private @Nullable MessageTracer tracer;
  private int unsettled;
  private boolean restarting;

  Session(Transport transport, LoopContext loop, String connection) {
    this.transport = transport;
    this.outbound = new Outbound(transport, loop, this::leaveAll);
    this.loop = loop;
    outbound.say(
        ServerFrames.welcome(loop.settings.instance(), connection, loop.settings.version()));
    transport.open(this);
  }

  // What the client sends

  @Override
  public void heard() {
    outbound.heard();
  }

  @Override
  public void binary() {
    outbound.close(CloseCode.BINARY);
  }

  @Override
  public void violated(boolean tooBig) {
    outbound.close(tooBig ? CloseCode.TOO_BIG : CloseCode.PROTOCOL);
  }

  @Override
  public void text(byte[] bytes, int length, boolean last) {
    if (outbound.isClosing()) {
      return;
    }
    if (last && unfinished == null) {
      message(bytes, length);
    } else {
      piece(bytes, length, last);
    }
  }

  private void piece(byte[] bytes, int length, boolean last) {
    ByteArrayOutputStream whole = unfinished == null ? new ByteArrayOutputStream() : unfinished;
    if (whole.size() + length > Limits.FRAME) {
      outbound.close(CloseCode.TOO_BIG);
      return;
    }
    whole.write(bytes, 0, length);
    unfinished = last ? null : whole;
    if (last) {
      message(whole.toByteArray(), whole.size());
    }
  }

  private void message(byte[] bytes, int length) {
    if (tracer != null) {
      tracer.reading();
    }
    try {
      loop.reader.read(bytes, length).applyTo(this);
    } catch (RefusedException e) {
      refuse(e.frameId(), e.refusal());
    }
  }

  @Override
  public void hello(ClientFrame.Hello hello) {
    // Everybody may speak here, so there is nothing to check and nothing to answer.
  }

  @Override
  public void join(ClientFrame.Join join) {
    Membership there = membership(join.room());
    if (there != null) {
      unsettled();
      loop.rooms.enterAgain(join, there);
    } else if (memberships.size() >= loop.settings.roomsPerSocket()) {
      String most = "One connection can be in " + loop.settings.roomsPerSocket() + " rooms.";
      refuse(join.id(), new Refusal(Refusal.Code.TOO_MANY_ROOMS, most));
    } else {
      unsettled();
      enter(join);
    }
  }

  private void enter(ClientFrame.Join join) {
    Membership membership = loop.rooms.enter(join, this);
    // It may be refused at once.
    if (!membership.hasLeft()) {
      memberships.add(membership);
      membership.trace(tracer != null);
    }
  }

  @Override
  public void leave(ClientFrame.Leave leave) {
    Membership membership = membership(leave.room());
    if (membership == null) {
      refuse(leave.id(), notJoined(leave.room(), "leave it"));
      return;
    }
    memberships.remove(membership);
    membership.leave();
    say(ServerFrames.left(leave));
  }

  @Override
  public void message(ClientFrame.Message say) {
    Membership membership = membership(say.room());
    if (membership == null) {
      refuse(say.id(), notJoined(say.room(), "speak in it"));
      return;
    }
    MessageId id = say.id();
    MessageTimes trace = tracer == null ? null : tracer.begin();
    Draft draft = new Draft(
        id == null ? null : id.value(), MessageTemplate.body(say, membership.user()), trace);
    membership.typed();
    unsettled();
    loop.batcher.send(say.room(), draft, new PublishBatcher.Sender() {
      @Override
      public void written(Receipt receipt) {
        if (id != null) {
          say(ServerFrames.ack(id, say.room(), receipt.seq(), receipt.at(), receipt.duplicate()));
        }
        if (tracer != null && trace != null) {
          tracer.written(say.room(), id, receipt, trace);
        }
        settled();
      }

      @Override
      public void notWritten() {
        refuse(id, Refusal.unavailable());
        settled();
      }
    });
  }

  @Override
  public void typing(ClientFrame.Typing typing) {
    Membership membership = membership(typing.room());
    if (membership == null) {
      refuse(typing.id(), notJoined(typing.room(), "type in it"));
    } else {
      membership.types(typing.on());
    }
  }

  @Override
  public void history(ClientFrame.History history) {
    Membership membership = membership(history.room());
    if (membership == null) {
      refuse(history.id(), notJoined(history.room(), "read it"));
      return;
    }
    unsettled();
    membership.history(
        history.before(),
        history.limit(),
        (messages, more) -> {
          say(ServerFrames.history(history, messages, more));
          settled();
        },
        () -> {
          refuse(history.id(), Refusal.unavailable());
          settled();
        });
  }

  @Override
  public void ping(ClientFrame.Ping ping) {
    say(ServerFrames.pong(ping.id(), System.currentTimeMillis()));
  }

  @Override
  public void trace(ClientFrame.Trace trace) {
    tracer = trace.on() ? new MessageTracer(this::say) : null;
    outbound.afterFlush(tracer == null ? null : tracer::flushed);
    memberships.forEach(membership -> membership.trace(trace.on()));
  }

  // What the rooms tell

  @Override
  public void arrived(RoomName room, long first, long last, long heardAt) {
    if (tracer != null) {
      tracer.arrived(room, first, last, heardAt);
    }
  }

  @Override
  public void joined(
      ClientFrame.Join join,
      Position at,
      boolean recovered,
      boolean more,
      List<byte[]> messages,
      Roster roster) {
    say(ServerFrames.joined(join, at, recovered, more, messages, roster));
    settled();
  }

  @Override
  public void joinRefused(ClientFrame.Join join, Refusal refusal) {
    memberships.removeIf(Membership::hasLeft);
    refuse(join.id(), refusal);
    settled();
  }

  @Override
  public void deliver(Framing.Framed framed) {
    outbound.deliver((WebSocketFraming.Frames) framed);
  }

  private void say(byte[] frame) {
    outbound.say(frame);
  }

  private void refuse(@Nullable MessageId id, Refusal refusal) {
    refuse(id == null ? null : id.value(), refusal);
  }

  private void refuse(@Nullable String id, Refusal refusal) {
    say(ServerFrames.error(id, refusal));
    if (refusal.code().blamesTheClient()) {
      badFrames =
          badFrames == null ? new TokenBucket(BAD_FRAMES_AT_ONCE, BAD_FRAMES_A_SECOND) : badFrames;
      if (!badFrames.tryTake(System.nanoTime())) {
        outbound.close(CloseCode.POLICY);
      }
    }
  }

  // The end

  /** Looks after this socket; called once a second, so that no socket needs a timer of its own. */
  void tend() {
    outbound.tend();
  }

  /** Takes nothing more, and closes when all that was taken is settled. */
  void restart() {
    restarting = true;
    transport.pause();
    closeIfSettled();
  }

  private void closeIfSettled() {
    if (restarting && unsettled == 0) {
      long delay = ThreadLocalRandom.current().nextLong(COME_BACK_WITHIN_MS);
      outbound.close(
          CloseCode.RESTARTING, CloseCode.RESTARTING.reason + "; come back in " + delay + " ms");
      // Reads on, to see the peer's own close frame.
      transport.resume();
    }
  }

  @Override
  public void gone() {
    outbound.ended();
    leaveAll();
    loop.sessions.remove(this);
  }

  private void leaveAll() {
    memberships.forEach(Membership::vanish);
    memberships.clear();
  }

  /** Something was asked whose answer may take a while; too much of it, and the socket is not read for now. */
  private void unsettled() {
    if (++unsettled == MOST_UNSETTLED) {
      transport.pause();
    }
  }

  private void settled() {
    if (--unsettled == MOST_UNSETTLED / 2 && !restarting) {
      transport.resume();
    }
    closeIfSettled();
  }

  private @Nullable Membership membership(RoomName room) {
    for (Membership membership : memberships) {
      if (membership.roomName().equals(room)) {
        return membership;
      }
    }
    return null;
  }

  private static Refusal notJoined(RoomName room, String what) {
    return new Refusal(Refusal.Code.NOT_JOINED, "Join " + room + " before you " + what + ".");
  }
}
