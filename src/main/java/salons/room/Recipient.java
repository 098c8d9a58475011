package salons.room;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.Refusal;
import salons.protocol.RoomName;

/** A connection as its rooms see it. All calls come on the event loop that owns both. */
public interface Recipient {
  /** The answer to a join. Whatever is {@linkplain #deliver delivered} of this room afterwards is newer than its position. */
  void joined(Joined joined);

  /** The join could not be answered; who was not in the room before is not in it now. */
  void joinRefused(ClientFrame.Join join, Refusal refusal);

  /**
   * These messages were just {@linkplain #deliver delivered}; told to who {@linkplain Membership#trace traces} the room only.
   *
   * @param heardAt when Pub/Sub brought them, by {@link System#nanoTime}
   */
  void arrived(RoomName room, long first, long last, long heardAt);

  /**
   * Has {@code next} called, later and once, when little waits for this recipient: it delivers the next piece of what is long. When it
   * fails, it is called again after a while. Dropped when the recipient is gone.
   */
  void whenReady(Supplier<Future<Void>> next);

  /** Does what makes a long answer to this recipient: now, or later when the event loop has made enough of them in this tick. */
  void inTurn(Runnable work);

  /** Whether its name is its own choice, so that it may be that of somebody verified, who goes before. */
  default boolean choosesName() {
    return false;
  }

  /** For a room that nobody knows yet. */
  NewRooms newRooms();

  /** Whether it may keep order there, whoever owns the room; asked where rules are to be followed, and when they change. */
  default boolean mayModerate(RoomName room) {
    return false;
  }

  /** Where it is connected from, as bans know it; empty when it is not to be banned by that. */
  default String address() {
    return "";
  }

  /**
   * It is not in the room any more.
   *
   * @param reason {@code kicked} or {@code banned}
   * @param retryAfterMs how long it may not come back; null when it may at once
   */
  void expelled(RoomName room, String reason, @Nullable Long retryAfterMs);

  /** Takes what the room tells all its recipients alike. */
  void deliver(Delivery delivery);
}
