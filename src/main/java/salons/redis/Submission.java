package salons.redis;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.room.Draft;
import salons.room.PublishBatch;
import salons.room.Receipt;

/** Drafts of one room that came together, and their one outcome. Confined to the verticle's event loop. */
final class Submission {
  /** One of the drafts, until it is written or given up. */
  record Pending(Draft draft, Submission submission, int index) {
    void sent() {
      if (draft.times() != null) {
        draft.times().sent();
      }
    }

    void replied() {
      if (draft.times() != null) {
        draft.times().replied();
      }
    }

    /**
     * @param receipt null when nobody knows whether it was written
     */
    void settle(@Nullable Receipt receipt) {
      submission.settle(index, receipt);
    }

    boolean isOver() {
      return submission.outcome.future().isComplete();
    }

    /** Gives up the whole submission when its time is over; returns how many drafts nobody knows of. */
    int expire(long now) {
      return submission.deadline < now && !isOver() ? submission.giveUp() : 0;
    }
  }

  private final Promise<List<@Nullable Receipt>> outcome;
  private final List<@Nullable Receipt> receipts;
  private final long deadline;
  private int open;

  /**
   * @param deadline by {@link System#nanoTime}
   */
  Submission(PublishBatch batch, long deadline) {
    this.outcome = batch.outcome();
    this.receipts = new ArrayList<>(Collections.nCopies(batch.drafts().size(), null));
    this.deadline = deadline;
    this.open = batch.drafts().size();
  }

  private void settle(int index, @Nullable Receipt receipt) {
    receipts.set(index, receipt);
    if (--open == 0) {
      outcome.tryComplete(receipts);
    }
  }

  private int giveUp() {
    // A copy: what is written later is told to nobody, and this list goes to another thread.
    outcome.tryComplete(new ArrayList<>(receipts));
    return open;
  }
}
