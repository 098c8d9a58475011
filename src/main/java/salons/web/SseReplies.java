package salons.web;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.LogEntry;
import salons.protocol.MessageId;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;
import salons.protocol.ServerSentEvents;
import salons.room.LogPage;
import salons.room.Receipt;

/** The answers to a reader of Server-Sent Events, who asks for nothing but the way in. */
final class SseReplies implements Replies {
  private final JsonReplies.Sink out;
  private final Runnable opens;
  private final Consumer<Refusal> refused;
  private final Runnable expelled;

  /**
   * @param opens called before anything is said
   * @param refused called instead
   * @param expelled called when a moderator sends the reader out
   */
  SseReplies(JsonReplies.Sink out, Runnable opens, Consumer<Refusal> refused, Runnable expelled) {
    this.out = out;
    this.opens = opens;
    this.refused = refused;
    this.expelled = expelled;
  }

  /** Says where the reader begins, and what it missed; all anew, where that cannot be told. */
  @Override
  public void joined(Joined joined) {
    opens.run();
    Position at = joined.at();
    List<byte[]> missed = joined.entries().stream().map(LogEntry::text).toList();
    if (!joined.recovered() && joined.join().since() != null) {
      // It stands nowhere until it has this one.
      out.say(ServerSentEvents.event(
          ServerFrames.resync(joined.join().room(), at, joined.entries()), at));
      return;
    }
    out.say(ServerSentEvents.begin(new Position(at.epoch(), at.seq() - missed.size())));
    SseFraming.entries(missed, at).forEach(out::say);
  }

  @Override
  public void error(ClientFrame frame, Refusal refusal) {
    refused.accept(refusal);
  }

  @Override
  public void expelled(RoomName room, String reason, @Nullable Long retryAfterMs) {
    expelled.run();
  }

  // What answers frames that nobody sends

  @Override
  public void malformed(@Nullable String id, Refusal refusal) {}

  @Override
  public void left(ClientFrame.Leave leave) {}

  @Override
  public void written(ClientFrame.Loggable frame, Receipt receipt) {}

  @Override
  public void done(ClientFrame frame) {}

  @Override
  public void history(ClientFrame.History request, LogPage page) {}

  @Override
  public void pong(ClientFrame.Ping ping, long at) {}

  @Override
  public void trace(RoomName room, long seq, @Nullable MessageId id, MessageWay way) {}
}
