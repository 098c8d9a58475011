package salons.room;

import org.jspecify.annotations.Nullable;
import salons.protocol.MessageId;
import salons.protocol.MessageTemplate;
import salons.protocol.MessageText;
import salons.protocol.Person;
import salons.protocol.RoomName;

/**
 * A message on its way to the log: it has no seq yet.
 *
 * @param id what makes it idempotent; null for fire and forget
 * @param body see {@link MessageTemplate#body}; handed from thread to thread, so nobody may write to it any more
 * @param times is told of its way, where somebody wants to see it
 */
public record Draft(
    @Nullable String id, byte[] body, @Nullable MessageTimes times) {
  public Draft(@Nullable String id, byte[] body) {
    this(id, body, null);
  }

  /** What {@code author} says in the room, over whatever transport, or without a connection. */
  public static Draft of(
      RoomName room,
      Person author,
      MessageText text,
      @Nullable MessageId id,
      @Nullable MessageTimes times) {
    byte[] body = MessageTemplate.body(room, author, text, id);
    return new Draft(id == null ? null : id.value(), body, times);
  }
}
