package salons.web;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Refusal;
import salons.web.Outbound.Pause;

/**
 * What a session may ask for, and what it asked for and was not answered yet. Backpressure: with too much of it the client is not heard
 * until half of it is answered, nor while it is {@linkplain #hold held}. Confined to the event loop of the session.
 */
final class InFlight {
  /** Requests of any kind. */
  private static final int MOST = 128;

  /** Requests whose answer may be a page. */
  private static final int MOST_PAGES = 4;

  /** Bytes of memory for what is on its way to the log. */
  private static final int MOST_DRAFTED = 1 << 20;

  /** Those who are sent away by a restart come back spread over this time. */
  private static final long COME_BACK_WITHIN_MS = 3_000;

  private final Outbound outbound;
  private final FrameLimits.Rates rates;
  private final Budget drafts;

  /** Null while the session rests. */
  private @Nullable FrameLimits limits;

  private short count;
  private short pages;
  private boolean draining;
  private int drafted;
  private @Nullable ClientFrame deferred;

  /**
   * @param drafts for what all sessions of the instance have on its way to the log
   */
  InFlight(Outbound outbound, FrameLimits.Rates rates, Budget drafts) {
    this.outbound = outbound;
    this.rates = rates;
    this.drafts = drafts;
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

  /** A request began that is answered by a page at most. */
  void pageBegan() {
    pages++;
    began();
  }

  void pageDone() {
    pages--;
    done();
  }

  /** Whether a draft of so many bytes may go on its way to the log, until {@link #draftDone}: the instance has room for it. */
  boolean tryDraft(int bytes) {
    boolean fits = drafts.tryAdd(bytes);
    if (fits) {
      drafted += bytes;
      began();
    }
    return fits;
  }

  void draftDone(int bytes) {
    drafts.add(-bytes);
    drafted -= bytes;
    done();
  }

  private void began() {
    count++;
    // Where all together have much on its way, each goes on when its own has arrived.
    if (count >= MOST
        || pages >= MOST_PAGES
        || drafted >= MOST_DRAFTED
        || drafted > 0 && drafts.isTight()) {
      outbound.pause(Pause.IN_FLIGHT);
    }
  }

  private void done() {
    count--;
    if (count <= MOST / 2
        && pages <= MOST_PAGES / 2
        && drafted <= MOST_DRAFTED / 2
        && (drafted == 0 || !drafts.isTight())) {
      outbound.resume(Pause.IN_FLIGHT);
    }
    endIfDrained();
  }

  /** The client is not heard until {@link #rest}, whatever is answered. */
  void hold() {
    outbound.pause(Pause.HELD);
  }

  /** Ends {@link #hold}, and forgets limits that are not made use of; to be called once a second. */
  void rest() {
    if (limits != null && limits.areFull(System.nanoTime())) {
      limits = null;
    }
    outbound.resume(Pause.HELD);
  }

  /** Nothing is heard until this frame, which waits for the answer to a join, has been replayed. */
  void defer(ClientFrame frame) {
    deferred = frame;
    outbound.pause(Pause.DEFERRED);
  }

  /** A join was answered, which may be what a frame was deferred for: that is replayed later. */
  void joinDone(Consumer<Runnable> later, ClientFrame.Receiver session) {
    pageDone();
    if (deferred != null) {
      later.accept(() -> replay(session));
    }
  }

  /** Applies the frame that was deferred, if there is one and it is still wanted; it may be deferred again. */
  private void replay(ClientFrame.Receiver session) {
    ClientFrame frame = deferred;
    deferred = null;
    if (frame != null && !draining && !outbound.isEnded()) {
      frame.applyTo(session);
    }
    if (deferred == null) {
      outbound.resume(Pause.DEFERRED);
    }
  }

  /** The client is not heard any more, and the connection ends when everything is answered. */
  void drain() {
    draining = true;
    outbound.pause(Pause.DRAINING);
    endIfDrained();
  }

  private void endIfDrained() {
    if (draining && count == 0) {
      outbound.end(Bye.comeBack(Bye.Reason.RESTARTING, COME_BACK_WITHIN_MS));
    }
  }
}
