package salons.redis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Lets those who wait take turns: one call serves who has waited longest, as far as a share of work allows. The share grows with what
 * waits, so that nobody waits for more than twice {@link #MOST} calls. Confined to one thread.
 */
final class Turns<T> {
  /** Calls within which all are served when nobody was before them. */
  static final int MOST = 4;

  private final int leastShare;
  private final ToIntFunction<T> work;
  private final Set<T> waiting = new LinkedHashSet<>();

  private int share;

  /** What may be done still; negative when the last one served was more work than was left. */
  private int left;

  /**
   * @param leastShare work of one call that is never too much
   * @param work that serving one is
   */
  Turns(int leastShare, ToIntFunction<T> work) {
    this.leastShare = leastShare;
    this.share = leastShare;
    this.work = work;
  }

  /** Whoever waits already keeps its turn. */
  void add(T one) {
    waiting.add(one);
  }

  /** Takes out whose turn it is. */
  List<T> next() {
    int all = waiting.stream().mapToInt(work).sum();
    share = Math.max(share, (all + MOST - 1) / MOST);
    left = Math.min(share, Math.max(left, -(MOST - 1) * share) + share);
    List<T> served = new ArrayList<>();
    for (Iterator<T> i = waiting.iterator(); left > 0 && i.hasNext(); ) {
      T one = i.next();
      i.remove();
      left -= work.applyAsInt(one);
      served.add(one);
    }
    if (waiting.isEmpty() && left >= 0) {
      share = leastShare;
    }
    return served;
  }
}
