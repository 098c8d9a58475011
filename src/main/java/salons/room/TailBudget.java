package salons.room;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Bytes that the tails of all rooms of one event loop may hold together. Past that those that were used least lately are dropped: what they
 * held is read from the log when it is wanted. Confined to the loop.
 */
public final class TailBudget {
  /** Of the heap, for all event loops. */
  private static final int HEAP_SHARE = 8;

  /** What is made free at once, so that it is seldom done: a share of the budget. */
  private static final int SHARE = 8;

  private final long most;
  private final Set<Tail> holding = new HashSet<>();
  private long used;
  private long uses;

  public TailBudget(long most) {
    this.most = most;
  }

  /** For one of so many event loops of this process that do the same. */
  public static TailBudget ofHeap(int loops) {
    return new TailBudget(Runtime.getRuntime().maxMemory() / HEAP_SHARE / loops);
  }

  /** Greater with each call: who was used later has the greater one. */
  long nextUse() {
    return ++uses;
  }

  /** A tail, which was used just now, holds so many bytes instead of so many. */
  void changed(Tail tail, long before, long now) {
    used += now - before;
    if (now == 0) {
      holding.remove(tail);
    } else if (before == 0) {
      holding.add(tail);
    }
    if (used > most && now > before) {
      dropLeastUsed();
    }
  }

  long used() {
    return used;
  }

  private void dropLeastUsed() {
    List<Tail> leastUsedFirst = new ArrayList<>(holding);
    leastUsedFirst.sort(Comparator.comparingLong(Tail::lastUse));
    // But for the last one, which is in use.
    leastUsedFirst.remove(leastUsedFirst.size() - 1);
    for (Tail tail : leastUsedFirst) {
      if (used <= most - most / SHARE) {
        return;
      }
      tail.drop();
    }
  }
}
