package salons.web;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.room.Delivery;

/**
 * The way from a session to its client: one kind a transport. Bounded: who does not take what waits is ended as too slow. Confined to
 * the event loop of the session.
 */
interface Outbound {
  /** Why a client is not heard for now; it is heard when none of these holds any more. */
  enum Pause {
    /** Much of what it asked for is not answered yet, or of what it said not written. */
    IN_FLIGHT(1),
    /** What it said last waits for the answer to a join. */
    DEFERRED(2),
    /** It does not take what it was answered. */
    WAITING(4),
    /** It was answered much in this tick of the event loop: others have their turn. */
    TURN(8),
    /** It is to be sent away. */
    DRAINING(16),
    /** What it sends comes too fast, and it was told so. */
    HELD(32),
    /** It is being brought back into its rooms. */
    RECOVERING(64),
    /** Its token is being verified. */
    AUTHENTICATING(128);

    /** Of its own, so that those which hold are one number. */
    final int bit;

    Pause(int bit) {
      this.bit = bit;
    }
  }

  Replies replies();

  /** Sends the client's share of what a room tells all alike. */
  void deliver(Delivery delivery);

  /** Ends the connection, with the goodbye behind all that was said; nothing goes out afterwards. Only the first one counts. */
  void end(Bye bye);

  /** Whether nothing goes out any more. */
  boolean isEnded();

  /** Backpressure: the client is not heard for now. */
  void pause(Pause why);

  /** This is no reason any more. */
  void resume(Pause why);

  /** See {@link salons.room.Recipient#whenReady}. */
  void whenReady(Supplier<Future<Void>> next);

  /** See {@link salons.room.Recipient#inTurn}. */
  void inTurn(Runnable work);

  /** Has {@code flushed} called behind every flush; null ends it. */
  void afterFlush(@Nullable Runnable flushed);
}
