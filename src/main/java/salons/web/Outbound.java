package salons.web;

import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.room.Delivery;

/**
 * The way from a session to its client: one kind a transport. Bounded: who does not take what waits is ended as too slow. Confined to
 * the event loop of the session.
 */
interface Outbound {
  Replies replies();

  /** Sends the client's share of what a room tells all alike. */
  void deliver(Delivery delivery);

  /** Ends the connection, with the goodbye behind all that was said; nothing goes out afterwards. Only the first one counts. */
  void end(Bye bye);

  /** Whether nothing goes out any more. */
  boolean isEnded();

  /** Backpressure: the client is not heard for now. */
  void pause();

  void resume();

  /** Has {@code flushed} called behind every flush; null ends it. */
  void afterFlush(@Nullable Runnable flushed);
}
