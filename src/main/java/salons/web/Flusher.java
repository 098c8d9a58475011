package salons.web;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;

/** Flushes sockets at the end of a turn of the event loop: all that a turn brings for a socket goes out in one system call. */
final class Flusher {
  private final Context context;

  // Owned by the event loop of the context.
  private List<Line> dirty = new ArrayList<>();
  private List<Line> spare = new ArrayList<>();

  Flusher(Context context) {
    this.context = context;
  }

  /** To be called once a line and turn. */
  void flushLater(Line line) {
    if (dirty.isEmpty()) {
      context.runOnContext(endOfTurn -> flush());
    }
    dirty.add(line);
  }

  private void flush() {
    List<Line> flushing = dirty;
    dirty = spare;
    spare = flushing;
    for (int i = 0; i < flushing.size(); i++) {
      flushing.get(i).flush();
    }
    flushing.clear();
  }
}
