/**
 * Webhooks: tells receivers, by HTTP, what happens in rooms, at least once and in the order of each room. Stands beside {@code web} and {@code
 * redis} over {@code room}, and knows neither: what is to be told it takes from an {@link salons.room.Outbox}, what was said from the {@link
 * salons.room.RoomLog}. Without hooks nothing of it is there.
 */
@NullMarked
package salons.hooks;

import org.jspecify.annotations.NullMarked;
