package salons.redis;

import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Does what came up at once a little at a time: a thousand people who are lost together are a dozen milliseconds of work, and every
 * message would wait for the end of it. Confined to one event loop.
 */
final class Spread<T> {
  static final int SLICES = 10;

  /** From one slice to the next: all are done before those who look after things every quarter of a second come again. */
  static final long SLICE_MS = 20;

  private final Vertx vertx;
  private final Consumer<T> work;
  private final Set<T> waiting = new LinkedHashSet<>();

  private int slice;
  private boolean going;

  /**
   * @param work is done for each one, in order
   */
  Spread(Vertx vertx, Consumer<T> work) {
    this.vertx = vertx;
    this.work = work;
  }

  /** The first slice is done in this call. Whoever waits already is done once. */
  void addAll(Collection<T> all) {
    waiting.addAll(all);
    slice = (waiting.size() + SLICES - 1) / SLICES;
    if (!going) {
      next();
    }
  }

  private void next() {
    going = waiting.size() > slice;
    if (going) {
      // Set before the work, which may fail: the others have their turn all the same.
      vertx.setTimer(SLICE_MS, timer -> next());
    }
    Iterator<T> each = waiting.iterator();
    for (int i = 0; i < slice && each.hasNext(); i++) {
      T one = each.next();
      each.remove();
      work.accept(one);
    }
  }
}
