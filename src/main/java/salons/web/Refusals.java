package salons.web;

import org.jspecify.annotations.Nullable;
import salons.async.TokenBucket;
import salons.async.TokenBucket.Rate;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Refusal;

/**
 * Answers what is not done. A session whose client keeps sending what cannot be is ended; one whose client keeps sending what comes too
 * fast is not heard for a while, so that answering costs little whatever it sends.
 */
final class Refusals {
  private static final Rate BAD_FRAMES = new Rate(100, 10);

  private static final Rate TOO_FAST = new Rate(100, 10);

  private final Outbound outbound;
  private final InFlight inFlight;
  private final WebMeters meters;

  // Made when needed: most clients send no bad frame.
  private @Nullable TokenBucket badFrames;
  private @Nullable TokenBucket tooFast;

  Refusals(Outbound outbound, InFlight inFlight, WebMeters meters) {
    this.outbound = outbound;
    this.inFlight = inFlight;
    this.meters = meters;
  }

  void refuse(ClientFrame frame, Refusal refusal) {
    outbound.replies().error(frame, refusal);
    count(refusal);
  }

  /** What came was no frame; its id, when that could be read. */
  void malformed(@Nullable String id, Refusal refusal) {
    outbound.replies().malformed(id, refusal);
    count(refusal);
  }

  private void count(Refusal refusal) {
    meters.refused(refusal.code());
    if (refusal.code().blamesTheClient()) {
      badFrames = badFrames == null ? new TokenBucket(BAD_FRAMES) : badFrames;
      if (!badFrames.tryTake(System.nanoTime())) {
        outbound.end(Bye.forGood(Bye.Reason.BAD_FRAMES));
      }
    } else if (refusal.code() == Refusal.Code.RATE_LIMITED) {
      tooFast = tooFast == null ? new TokenBucket(TOO_FAST) : tooFast;
      if (!tooFast.tryTake(System.nanoTime())) {
        inFlight.hold();
      }
    }
  }
}
