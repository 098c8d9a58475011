package salons.web;

/**
 * Counts what a session asked for and was not answered yet. Backpressure: with too much of it the client is not heard until half of it is
 * answered. Confined to the event loop of the session.
 */
final class InFlight {
  private static final int MOST = 128;

  private final Outbound outbound;
  private int count;
  private boolean draining;

  InFlight(Outbound outbound) {
    this.outbound = outbound;
  }

  void began() {
    if (++count == MOST) {
      outbound.pause();
    }
  }

  void done() {
    if (--count == MOST / 2 && !draining) {
      outbound.resume();
    }
  }

  /** Whether it was {@linkplain #drain drained}, and everything is answered. */
  boolean isDrained() {
    return draining && count == 0;
  }

  /** The client is not heard any more, whatever is answered. */
  void drain() {
    draining = true;
    outbound.pause();
  }
}
