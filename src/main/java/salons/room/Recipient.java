package salons.room;

import java.util.List;
import salons.protocol.ClientFrame;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.protocol.Roster;

/**
 * Somebody's connection, as its rooms see it. All calls come on the event loop that owns both.
 */
public interface Recipient {
  /** The answer to a join. Whatever is {@linkplain #deliver delivered} for this room afterwards is newer than {@code at}. */
  void joined(
      ClientFrame.Join join,
      Position at,
      boolean recovered,
      boolean more,
      List<byte[]> messages,
      Roster roster);

  /** The join could not be answered; this member is not in the room. */
  void joinRefused(ClientFrame.Join join, Refusal refusal);

  /**
   * These messages were just {@linkplain #deliver delivered}; told to who {@linkplain Membership#trace traces} the room only.
   *
   * @param heardAt when Pub/Sub brought them, by {@link System#nanoTime}
   */
  void arrived(RoomName room, long first, long last, long heardAt);

  /** Takes what the room says to all its members alike. */
  void deliver(Framing.Framed framed);
}
