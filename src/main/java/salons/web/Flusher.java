package salons.web;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import salons.web.WebSocketFraming.Frames;

/**
 * Flushes connections at the end of a tick of the event loop: all that a tick brings for one goes out in one system call. Until then the
 * frames of the tick are kept.
 */
final class Flusher {
  /** What has something to be flushed. */
  interface Flushable {
    void flush();
  }

  /** Bytes of a tick that are not kept until its end. */
  private static final int MOST_UNFLUSHED = 4 << 20;

  /** What one tick brought. */
  private static final class Tick {
    final List<Flushable> dirty = new ArrayList<>();
    final List<Frames> frames = new ArrayList<>();
    long bytes;
  }

  private final Context context;

  // Owned by the event loop of the context.
  private Tick tick = new Tick();
  private Tick spare = new Tick();
  private boolean due;
  private boolean flushing;

  Flusher(Context context) {
    this.context = context;
  }

  /** To be called once a connection and tick. */
  void flushLater(Flushable one) {
    tick.dirty.add(one);
    atEndOfTick();
  }

  /** Frees the frames when all who were given them have sent them. */
  void freeLater(Frames frames) {
    tick.frames.add(frames);
    tick.bytes += frames.size();
    atEndOfTick();
  }

  /** Flushes now if this tick has brought too much to be kept until its end; not to be called while a room tells its recipients something. */
  void flushIfMuch() {
    if (tick.bytes > MOST_UNFLUSHED && !flushing) {
      flush();
    }
  }

  private void atEndOfTick() {
    if (!due) {
      due = true;
      context.runOnContext(endOfTick -> flush());
    }
  }

  private void flush() {
    // What flushing brings, such as that a socket turns out to be closed, is for the next tick.
    Tick ending = tick;
    tick = spare;
    spare = ending;
    due = false;
    flushing = true;
    for (int i = 0; i < ending.dirty.size(); i++) {
      ending.dirty.get(i).flush();
    }
    ending.dirty.clear();
    ending.frames.forEach(Frames::free);
    ending.frames.clear();
    ending.bytes = 0;
    flushing = false;
  }
}
