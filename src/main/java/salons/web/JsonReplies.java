package salons.web;

import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.MessageId;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;
import salons.room.LogPage;
import salons.room.Receipt;

/** Answers by the frames of the native protocol. */
final class JsonReplies implements Replies {
  /** Takes the JSON text of each frame. */
  interface Sink {
    void say(byte[] frame);
  }

  private final Sink out;

  JsonReplies(Sink out) {
    this.out = out;
  }

  @Override
  public void joined(Joined joined) {
    out.say(ServerFrames.joined(joined));
  }

  @Override
  public void left(ClientFrame.Leave leave) {
    out.say(ServerFrames.left(leave));
  }

  @Override
  public void expelled(RoomName room, String reason, @Nullable Long retryAfterMs) {
    out.say(ServerFrames.expelled(room, reason, retryAfterMs));
  }

  /** Only what has an id is answered: without one it is fire and forget. */
  @Override
  public void written(ClientFrame.Loggable frame, Receipt receipt) {
    MessageId id = frame.id();
    if (id != null) {
      out.say(ServerFrames.ack(id, frame.room(), receipt.seq(), receipt.at(), receipt.duplicate()));
    }
  }

  @Override
  public void done(ClientFrame frame) {
    // Nobody waits for it.
  }

  @Override
  public void history(ClientFrame.History request, LogPage page) {
    out.say(ServerFrames.history(request, page.entries(), page.hasMore()));
  }

  @Override
  public void pong(ClientFrame.Ping ping, long at) {
    out.say(ServerFrames.pong(ping.id(), at));
  }

  @Override
  public void error(ClientFrame frame, Refusal refusal) {
    MessageId id = frame.id();
    malformed(id == null ? null : id.value(), refusal);
  }

  @Override
  public void malformed(@Nullable String id, Refusal refusal) {
    out.say(ServerFrames.error(id, refusal));
  }

  @Override
  public void trace(RoomName room, long seq, @Nullable MessageId id, MessageWay way) {
    out.say(
        ServerFrames.trace(room, seq, id, way.inUs(), way.loopUs(), way.outUs(), way.replyUs()));
  }
}
