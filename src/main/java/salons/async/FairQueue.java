package salons.async;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Fair share of an event loop: what its clients ask for is done a bounded time a tick, and the rest in the ticks that follow, so that between
 * the loop comes to its sockets and to what else there is to do. A task that Netty is given within a tick is run within that tick: those
 * who go on by such tasks keep the loop from its sockets for a second at a time. What is long waits in a queue of its own, so that
 * whoever asks for little does not wait for those who ask for much. Both in the order of arrival. Confined to the loop.
 */
public final class FairQueue {
  /** How long one tick works for either queue, and for one thing at least. */
  static final long TURN_NS = 5_000_000;

  private final Consumer<Runnable> nextTick;
  private final LongSupplier clock;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Deque<Runnable> longOnes = new ArrayDeque<>();

  /** What is left of this tick for long work. */
  private long left = TURN_NS;

  private boolean due;

  /**
   * @param nextTick runs its task behind the loop's next look at its sockets
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  public FairQueue(Consumer<Runnable> nextTick, LongSupplier clock) {
    this.nextTick = nextTick;
    this.clock = clock;
  }

  /** Goes on with a client that has had its turn of this tick. */
  public void later(Runnable work) {
    waiting.add(work);
    beginTurnLater();
  }

  /** Does what is long, such as a page: now when there is time for it, else in a later tick. */
  public void doLong(Runnable work) {
    if (longOnes.isEmpty() && left > 0) {
      beginTurnLater();
      doTimed(work);
    } else {
      doLongLater(work);
    }
  }

  /** Does what is long, never within this call. */
  public void doLongLater(Runnable work) {
    longOnes.add(work);
    beginTurnLater();
  }

  private void beginTurnLater() {
    if (!due) {
      due = true;
      nextTick.accept(this::turn);
    }
  }

  private void turn() {
    due = false;
    left = TURN_NS;
    if (waiting.isEmpty() && longOnes.isEmpty()) {
      return;
    }
    // Before the work, which may throw: the others are served all the same.
    beginTurnLater();
    long began = clock.getAsLong();
    // Those who come meanwhile had their turn.
    for (int i = waiting.size(); i > 0 && clock.getAsLong() - began < TURN_NS; i--) {
      waiting.remove().run();
    }
    while (!longOnes.isEmpty() && left > 0) {
      doTimed(longOnes.remove());
    }
  }

  private void doTimed(Runnable work) {
    long began = clock.getAsLong();
    try {
      work.run();
    } finally {
      left -= clock.getAsLong() - began;
    }
  }
}
