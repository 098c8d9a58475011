package salons.web;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import salons.web.WebSocketFraming.Frames;

/**
 * Flushes sockets at the end of a turn of the event loop: all that a turn brings for a socket goes out in one system call. Until
 * then the frames of the turn are kept.
 */
final class Flusher {
  /** What one turn brought. */
  private static final class Turn {
    final List<Outbound> dirty = new ArrayList<>();
    final List<Frames> frames = new ArrayList<>();
  }

  private final Context context;

  // Owned by the event loop of the context.
  private Turn turn = new Turn();
  private Turn spare = new Turn();
  private boolean due;

  Flusher(Context context) {
    this.context = context;
  }

  /** To be called once a line and turn. */
  void flushLater(Outbound outbound) {
    turn.dirty.add(outbound);
    endOfTurn();
  }

  /** Frees the frames when every line that was given them has sent them. */
  void freeLater(Frames frames) {
    turn.frames.add(frames);
    endOfTurn();
  }

  private void endOfTurn() {
    if (!due) {
      due = true;
      context.runOnContext(endOfTurn -> flush());
    }
  }

  private void flush() {
    // What flushing brings, such as the news of a socket that turns out to be closed, is for the
    // next turn.
    Turn ending = turn;
    turn = spare;
    spare = ending;
    due = false;
    for (int i = 0; i < ending.dirty.size(); i++) {
      ending.dirty.get(i).flush();
    }
    ending.dirty.clear();
    ending.frames.forEach(frames -> frames.bytes().release());
    ending.frames.clear();
  }
}
