package salons.room;

import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.MessageId;
import salons.protocol.MessageTemplate;
import salons.protocol.Person;

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

  /** What {@code author} says, over whatever transport, or without a connection. */
  public static Draft of(ClientFrame.Message message, Person author, @Nullable MessageTimes times) {
    MessageId id = message.id();
    byte[] body = MessageTemplate.body(message, author);
    return new Draft(id == null ? null : id.value(), body, times);
  }
}
