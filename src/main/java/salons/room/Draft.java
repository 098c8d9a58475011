package salons.room;

import org.jspecify.annotations.Nullable;
import salons.protocol.MessageFrame;

/**
 * A message on its way to the log: it has no seq yet.
 *
 * @param id what makes it idempotent; null for fire and forget
 * @param body see {@link MessageFrame#body}
 */
public record Draft(@Nullable String id, byte[] body) {}
