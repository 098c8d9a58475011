package salons.web;

import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.MessageId;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.room.LogPage;
import salons.room.Receipt;

/**
 * What is answered to one client alone, in whatever form its transport has for it. Each answer comes with the frame that it answers, as
 * the very object that was read, so that a transport can find what it keeps beside it. What a room tells all its recipients is no
 * answer, but a {@link salons.room.Delivery}; also that it starts anew.
 */
interface Replies {
  void joined(Joined joined);

  void left(ClientFrame.Leave leave);

  /** The client is not in the room any more; see {@link salons.room.Recipient#expelled}. */
  void expelled(RoomName room, String reason, @Nullable Long retryAfterMs);

  /** The log has the event that the frame asked for. */
  void written(ClientFrame.Loggable frame, Receipt receipt);

  /** What the frame asked for is done, and there is nothing to be told of it. */
  void done(ClientFrame frame);

  void history(ClientFrame.History request, LogPage page);

  /**
   * The answer to a ping.
   *
   * @param at this instance's clock, in ms since 1970
   */
  void pong(ClientFrame.Ping ping, long at);

  /** What the frame asked for is not done. */
  void error(ClientFrame frame, Refusal refusal);

  /** What came is no frame; its id, when that could be read. */
  void malformed(@Nullable String id, Refusal refusal);

  /** The way of a message of this client; see {@link MessageTracer}. */
  void trace(RoomName room, long seq, @Nullable MessageId id, MessageWay way);
}
