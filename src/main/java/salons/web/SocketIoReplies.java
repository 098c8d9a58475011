package salons.web;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.MessageId;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;
import salons.protocol.SocketIoEvents;
import salons.room.LogPage;
import salons.room.Receipt;

/**
 * Answers events of Socket.IO: whatever asks to be acknowledged is, once, and what does not is told what it cannot do without. Confined to
 * the event loop of the session.
 */
final class SocketIoReplies implements Replies {
  private final JsonReplies.Sink out;
  private final Consumer<Joined> whenJoined;
  private final Consumer<RoomName> whenLeft;

  /** What each frame that is not answered yet is to be acknowledged by; bounded as these are. Null while there is none. */
  private @Nullable Map<ClientFrame, String> ackIds;

  private @Nullable String unread;

  /** Null unless the client is being brought back into its rooms. */
  private @Nullable SocketIoRecovery recovery;

  /**
   * @param whenJoined told of each join before it is answered
   * @param whenLeft told of each room that was left, likewise
   */
  SocketIoReplies(JsonReplies.Sink out, Consumer<Joined> whenJoined, Consumer<RoomName> whenLeft) {
    this.out = out;
    this.whenJoined = whenJoined;
    this.whenLeft = whenLeft;
  }

  /** What is told next to be malformed is to be acknowledged by this, if anything. */
  void unread(@Nullable String ackId) {
    unread = ackId;
  }

  /** The answer to this frame acknowledges that. */
  void acknowledge(ClientFrame frame, String ackId) {
    ackIds = ackIds == null ? new IdentityHashMap<>(4) : ackIds;
    ackIds.put(frame, ackId);
  }

  /** The answers to what this asks for are for it, not for the client; null when it is over. */
  void recovering(@Nullable SocketIoRecovery running) {
    recovery = running;
  }

  private @Nullable String take(ClientFrame frame) {
    String ackId = ackIds == null ? null : ackIds.remove(frame);
    if (ackIds != null && ackIds.isEmpty()) {
      ackIds = null;
    }
    return ackId;
  }

  @Override
  public void joined(Joined joined) {
    if (recovery != null && recovery.joined(joined)) {
      return;
    }
    whenJoined.accept(joined);
    String ackId = take(joined.join());
    byte[] frame = ServerFrames.joined(joined);
    out.say(ackId == null ? SocketIoEvents.event(frame) : SocketIoEvents.ack(ackId, frame));
  }

  @Override
  public void left(ClientFrame.Leave leave) {
    whenLeft.accept(leave.room());
    String ackId = take(leave);
    if (ackId != null) {
      out.say(SocketIoEvents.left(ackId, leave.room()));
    }
  }

  @Override
  public void expelled(RoomName room, String reason, @Nullable Long retryAfterMs) {
    whenLeft.accept(room);
    out.say(SocketIoEvents.event(ServerFrames.expelled(room, reason, retryAfterMs)));
  }

  @Override
  public void written(ClientFrame.Loggable frame, Receipt receipt) {
    String ackId = take(frame);
    if (ackId != null) {
      out.say(SocketIoEvents.written(ackId, receipt.seq(), receipt.at(), receipt.duplicate()));
    }
  }

  @Override
  public void done(ClientFrame frame) {
    String ackId = take(frame);
    if (ackId != null) {
      out.say(SocketIoEvents.done(ackId));
    }
  }

  /** Only to whom asked for it to be acknowledged: no event is heard instead. */
  @Override
  public void history(ClientFrame.History request, LogPage page) {
    String ackId = take(request);
    if (ackId != null) {
      out.say(
          SocketIoEvents.ack(ackId, ServerFrames.history(request, page.entries(), page.hasMore())));
    }
  }

  @Override
  public void pong(ClientFrame.Ping ping, long at) {
    done(ping);
  }

  @Override
  public void error(ClientFrame frame, Refusal refusal) {
    if (recovery != null && recovery.refused(frame, refusal)) {
      return;
    }
    MessageId id = frame.id();
    refuse(take(frame), id == null ? null : id.value(), refusal);
  }

  @Override
  public void malformed(@Nullable String id, Refusal refusal) {
    String ackId = unread;
    unread = null;
    refuse(ackId, id, refusal);
  }

  private void refuse(@Nullable String ackId, @Nullable String id, Refusal refusal) {
    out.say(
        ackId == null
            ? SocketIoEvents.error(id, refusal)
            : SocketIoEvents.ack(ackId, ServerFrames.error(null, refusal)));
  }

  @Override
  public void trace(RoomName room, long seq, @Nullable MessageId id, MessageWay way) {
    // Nobody can ask for it.
  }
}
