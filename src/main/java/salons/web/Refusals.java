package salons.web;

import org.jspecify.annotations.Nullable;
import salons.async.TokenBucket;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Refusal;

/** Answers what is not done, and ends a session whose client keeps sending what cannot be. */
final class Refusals {
  private static final int BAD_FRAMES_AT_ONCE = 100;
  private static final int BAD_FRAMES_A_SECOND = 10;

  private final Outbound outbound;
  private final WebMeters meters;

  /** Made when needed: most clients send no bad frame. */
  private @Nullable TokenBucket badFrames;

  Refusals(Outbound outbound, WebMeters meters) {
    this.outbound = outbound;
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
      badFrames =
          badFrames == null ? new TokenBucket(BAD_FRAMES_AT_ONCE, BAD_FRAMES_A_SECOND) : badFrames;
      if (!badFrames.tryTake(System.nanoTime())) {
        outbound.end(Bye.forGood(Bye.Reason.BAD_FRAMES));
      }
    }
  }
}
