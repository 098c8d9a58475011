package salons.web;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Refusal;

/**
 * What a session may ask for, and what it asked for and was not answered yet. Backpressure: with too much of it the client is not heard
 * until half of it is answered, nor while it is {@linkplain #hold held}. Confined to the event loop of the session.
 */
final class InFlight {
  private static final int MOST = 128;

  /** Those who are sent away by a restart come back spread over this time. */
  private static final long COME_BACK_WITHIN_MS = 3_000;

  private final Outbound outbound;
  private final FrameLimits.Rates rates;

  /** Null while the session rests. */
  private @Nullable FrameLimits limits;

  private int count;
  private boolean held;
  private boolean draining;

  InFlight(Outbound outbound, FrameLimits.Rates rates) {
    this.outbound = outbound;
    this.rates = rates;
  }

  /** Null when a frame of so many bytes may be acted upon; else why not. */
  @Nullable
  Refusal admit(ClientFrame frame, int bytes) {
    if (rates.areLifted()) {
      return null;
    }
    limits = limits == null ? new FrameLimits(rates) : limits;
    return limits.check(frame, bytes, System.nanoTime());
  }

  void began() {
    if (++count == MOST) {
      outbound.pause();
    }
  }

  void done() {
    if (--count == MOST / 2 && !draining && !held) {
      outbound.resume();
    }
    endIfDrained();
  }

  /** The client is not heard until {@link #rest}, whatever is answered. */
  void hold() {
    held = true;
    outbound.pause();
  }

  /** Ends {@link #hold}, and forgets limits that are not made use of; to be called once a second. */
  void rest() {
    if (limits != null && limits.areFull(System.nanoTime())) {
      limits = null;
    }
    if (held) {
      held = false;
      if (count < MOST && !draining) {
        outbound.resume();
      }
    }
  }

  /** The client is not heard any more, and the connection ends when everything is answered. */
  void drain() {
    draining = true;
    outbound.pause();
    endIfDrained();
  }

  private void endIfDrained() {
    if (draining && count == 0) {
      outbound.end(new Bye(
          Bye.Reason.RESTARTING, ThreadLocalRandom.current().nextLong(COME_BACK_WITHIN_MS)));
    }
  }
}
