package salons.web;

import io.vertx.core.AsyncResult;
import salons.protocol.ClientFrame;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.room.ChangeDraft;
import salons.room.Receipt;
import salons.room.RoomLog;

/** A change of a message by a session, on its way to the log: tells its client how that went. */
final class Amendment {
  /** Bytes of memory besides the texts. */
  private static final int OVERHEAD = 1_024;

  private final Publication.Author author;
  private final ClientFrame.Change change;
  private final ChangeDraft draft;

  Amendment(
      Publication.Author author, ClientFrame.Change change, Person person, boolean isModerator) {
    this.author = author;
    this.change = change;
    this.draft = new ChangeDraft(change, person, isModerator);
  }

  /** Has the log make it, unless too much is on its way already. */
  void send(RoomLog log, InFlight inFlight) {
    if (inFlight.tryDraft(bytes())) {
      log.change(draft).onComplete(this::settle);
    } else {
      author.refuse(change, Refusal.unavailable());
    }
  }

  /** Of memory, until it is answered. */
  private int bytes() {
    return change instanceof ClientFrame.Edit edit
        ? OVERHEAD + 4 * edit.text().value().length()
        : OVERHEAD;
  }

  private void settle(AsyncResult<Receipt> done) {
    if (done.succeeded()) {
      author.replies().written(change, done.result());
    } else {
      author.refuse(
          change,
          done.cause() instanceof RefusedException refused
              ? refused.refusal()
              : Refusal.unavailable());
    }
    author.published(bytes());
  }
}
