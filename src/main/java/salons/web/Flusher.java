package salons.web;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;

/** Flushes sockets at the end of a turn of the event loop: all that a turn brings for a socket goes out in one system call. */
final class Flusher {
  private final Context context;

  // Owned by the event loop of the context.
  private List<Conversation> dirty = new ArrayList<>();
  private List<Conversation> spare = new ArrayList<>();

  Flusher(Context context) {
    this.context = context;
  }

  /** To be called once a conversation and turn. */
  void flushLater(Conversation conversation) {
    if (dirty.isEmpty()) {
      context.runOnContext(endOfTurn -> flush());
    }
    dirty.add(conversation);
  }

  private void flush() {
    List<Conversation> flushing = dirty;
    dirty = spare;
    spare = flushing;
    for (int i = 0; i < flushing.size(); i++) {
      flushing.get(i).flush();
    }
    flushing.clear();
  }
}
