package salons.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Lets those who wait take turns: one call serves who has waited longest, as far as a share of work allows, but nobody before it has
 * rested from its last turn. The share grows with what waits, so that nobody who has rested waits for more than twice {@link #MOST}
 * calls. Confined to one thread.
 */
final class Turns<T> {
  /** Calls within which all are served when nobody was before them. */
  static final int MOST = 40;

  private final int leastShare;
  private final ToIntFunction<T> work;
  private final long restNs;
  private final LongSupplier clock;
  private final Set<T> waiting = new LinkedHashSet<>();
  /** Until when, by the clock; the earliest first. */
  private final Map<T, Long> resting = new LinkedHashMap<>();

  private int share;

  /** What may be done still; negative when the last one served was more work than was left. */
  private int left;

  /**
   * @param leastShare work of one call that is never too much
   * @param work that serving one is
   * @param restNs least time from one turn to the next of the same one
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  Turns(int leastShare, ToIntFunction<T> work, long restNs, LongSupplier clock) {
    this.leastShare = leastShare;
    this.share = leastShare;
    this.work = work;
    this.restNs = restNs;
    this.clock = clock;
  }

  /** Whoever waits already keeps its turn. */
  void add(T one) {
    waiting.add(one);
  }

  /** Takes out whose turn it is. */
  List<T> next() {
    long now = clock.getAsLong();
    resting.values().removeIf(until -> until - now <= 0);
    int all = waiting.stream().mapToInt(work).sum();
    share = Math.max(share, (all + MOST - 1) / MOST);
    left = Math.min(share, Math.max(left, -(MOST - 1) * share) + share);
    List<T> served = new ArrayList<>();
    for (Iterator<T> i = waiting.iterator(); left > 0 && i.hasNext(); ) {
      T one = i.next();
      if (resting.containsKey(one)) {
        continue;
      }
      i.remove();
      resting.put(one, now + restNs);
      left -= work.applyAsInt(one);
      served.add(one);
    }
    if (left > 0) {
      // Nobody waits but who rests.
      share = leastShare;
    }
    return served;
  }
}
