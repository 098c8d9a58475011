package salons.room;

import org.jspecify.annotations.Nullable;
import salons.protocol.MessageTemplate;

/**
 * A message on its way to the log: it has no seq yet.
 *
 * @param id what makes it idempotent; null for fire and forget
 * @param body see {@link MessageTemplate#body}
 * @param trace is told of its way, where somebody wants to see it
 */
public record Draft(
    @Nullable String id, byte[] body, @Nullable MessageTimes trace) {
  public Draft(@Nullable String id, byte[] body) {
    this(id, body, null);
  }
}
