package salons.web;

import io.vertx.core.AsyncResult;
import salons.protocol.ClientFrame;
import salons.protocol.Refusal;
import salons.room.ModerationDraft;
import salons.room.Receipt;
import salons.room.RulesService;

/** What a session does to keep order in a room, on its way to the log: tells its client how that went. */
final class Measure {
  /** Bytes of memory, until it is answered. */
  private static final int BYTES = 2_048;

  private final Publication.Author author;
  private final ModerationDraft draft;

  Measure(Publication.Author author, ModerationDraft draft) {
    this.author = author;
    this.draft = draft;
  }

  /** Has it done, unless too much is on its way already. */
  void send(RulesService rules, InFlight inFlight) {
    if (inFlight.tryDraft(BYTES)) {
      rules.moderate(draft).onComplete(this::settle);
    } else {
      author.refuse(draft.moderate(), Refusal.unavailable());
    }
  }

  private void settle(AsyncResult<Receipt> done) {
    ClientFrame.Moderate moderate = draft.moderate();
    if (done.succeeded()) {
      author.replies().written(moderate, done.result());
    } else {
      author.refuse(moderate, Refusal.of(done.cause()));
    }
    author.published(BYTES);
  }
}
