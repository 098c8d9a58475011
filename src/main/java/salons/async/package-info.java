/**
 * What one event loop needs to keep its calls in order: {@link salons.async.SingleFlight}, {@link salons.async.Limiter}, {@link
 * salons.async.TokenBucket}, {@link salons.async.PacedQueue}, {@link salons.async.NextTick}; and {@link
 * salons.async.OutOfMemory}, which ends it all. A leaf: it knows no chat. Nothing here is thread-safe; each object is
 * confined to the event loop that made it.
 */
@NullMarked
package salons.async;

import org.jspecify.annotations.NullMarked;
