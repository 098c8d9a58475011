package salons.async;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * A queue that is served within a budget, a slice at a time, so that much work does not hold up the event loop. The order is that of
 * arrival, and whoever waits already keeps its place. The budget of a slice grows with the backlog: nobody who has rested waits for
 * more than twice {@link Pace#slices} slices. Confined to one event loop.
 */
public final class PacedQueue<T> {
  /**
   * How fast a queue is served.
   *
   * @param slices within which a whole backlog is served when nobody waited before it
   * @param leastBudget cost of one slice that is never too much
   * @param restNs least time from serving one to serving the same one again
   */
  public record Pace(int slices, int leastBudget, long restNs) {}

  private final Pace pace;
  private final ToIntFunction<T> cost;
  private final LongSupplier clock;
  private final Set<T> waiting = new LinkedHashSet<>();
  /** Until when, by the clock; the earliest first. */
  private final Map<T, Long> resting = new LinkedHashMap<>();

  private final Deque<T> slice = new ArrayDeque<>();
  private boolean draining;
  private int budget;

  /** What is left of the budget; negative when the last one served cost more than was left. */
  private int left;

  /**
   * @param cost of serving one, in any unit
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  public PacedQueue(Pace pace, ToIntFunction<T> cost, LongSupplier clock) {
    this.pace = pace;
    this.cost = cost;
    this.clock = clock;
    this.budget = pace.leastBudget;
  }

  public void add(T one) {
    waiting.add(one);
  }

  /** Takes the next slice out of the queue. */
  public List<T> next() {
    long now = clock.getAsLong();
    resting.values().removeIf(until -> until - now <= 0);
    refill();
    List<T> served = new ArrayList<>();
    for (Iterator<T> i = waiting.iterator(); left > 0 && i.hasNext(); ) {
      T one = i.next();
      if (!resting.containsKey(one)) {
        i.remove();
        if (pace.restNs > 0) {
          resting.put(one, now + pace.restNs);
        }
        left -= cost.applyAsInt(one);
        served.add(one);
      }
    }
    if (left > 0) {
      // All who still wait are resting: the backlog is gone.
      budget = pace.leastBudget;
    }
    return served;
  }

  /** A budget for this slice, less what the ones before it overdrew. */
  private void refill() {
    int backlog = waiting.stream().mapToInt(cost).sum();
    budget = Math.max(budget, (backlog + pace.slices - 1) / pace.slices);
    left = Math.min(budget, Math.max(left, -(pace.slices - 1) * budget) + budget);
  }

  /**
   * Serves all who wait and all who come meanwhile: the first slice now, unless an earlier call is not through yet.
   *
   * @param timer runs its task at the time of the next slice
   */
  public void drain(Consumer<Runnable> timer, Consumer<T> work) {
    if (!draining) {
      drainSlice(timer, work);
    }
  }

  private void drainSlice(Consumer<Runnable> timer, Consumer<T> work) {
    slice.addAll(next());
    draining = !waiting.isEmpty();
    if (draining) {
      // Before the work, which may throw: the others are served all the same.
      timer.accept(() -> drainSlice(timer, work));
    }
    while (!slice.isEmpty()) {
      work.accept(slice.remove());
    }
  }
}
