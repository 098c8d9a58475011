package salons.web;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What is long and told to one client piece by piece, of all its rooms in turn: one piece is in hand at a time, and the next is asked for
 * when the client has taken what waits. Confined to the event loop of the session.
 */
final class Pieces {
  private final BooleanSupplier ready;
  private final Consumer<Runnable> later;
  private final Deque<Supplier<Future<Void>>> next = new ArrayDeque<>();
  private boolean due;
  private boolean inHand;

  /**
   * @param ready whether little waits for the client
   */
  Pieces(BooleanSupplier ready, Consumer<Runnable> later) {
    this.ready = ready;
    this.later = later;
  }

  void add(Supplier<Future<Void>> piece) {
    next.add(piece);
    tryNext();
  }

  /** To be called when the client may be ready, and now and then. */
  void tryNext() {
    if (!due && !inHand && !next.isEmpty()) {
      due = true;
      later.accept(this::take);
    }
  }

  private void take() {
    due = false;
    if (inHand || next.isEmpty() || !ready.getAsBoolean()) {
      return;
    }
    Supplier<Future<Void>> piece = next.remove();
    inHand = true;
    piece.get().onComplete(told -> {
      inHand = false;
      if (told.succeeded()) {
        tryNext();
      } else {
        // Tried again when somebody asks the next time.
        next.addFirst(piece);
      }
    });
  }
}
