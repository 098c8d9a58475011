package salons.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What waits in memory for the clients of one event loop, or of them: whatever grows when a client does not read, or does not come to an
 * end. When all loops together hold more than the {@link Budget}, the hungriest are sent away. What grows is counted at once, what
 * shrinks within a second. Confined to the loop.
 */
final class Backlog {
  /** A client that memory is kept for. */
  interface Holder {
    /** Bytes kept for this one alone. */
    long holds();

    /** Bytes that are not kept any more when it is gone, and no other client needs them. */
    long hunger();

    /** Sends it away as too slow; what it holds goes within a second. */
    void shed();

    /** Cuts its connection, if it is still there, so that nothing is kept any more. */
    void abort();
  }

  /** What those who were sent away hold, before they are cut at once, and the room that is made: shares of the budget. */
  private static final int SHARE = 8;

  /** Growth before it is worth looking again: a share of the budget. */
  private static final int SMALL_SHARE = 64;

  private final Budget budget;
  private final WebSocketFraming framing;
  private final Consumer<Runnable> later;
  private final Map<Holder, Long> counted = new HashMap<>();
  private final List<Holder> leaving = new ArrayList<>();
  private long leavingBytes;
  private long shared;
  private boolean due;
  private boolean shedding;
  private long usedAfterShedding;

  Backlog(Budget budget, WebSocketFraming framing, Consumer<Runnable> later) {
    this.budget = budget;
    this.framing = framing;
    this.later = later;
  }

  /** What this one holds has changed. */
  void changed(Holder holder) {
    count(holder, holder.holds());
    countShared();
    if (budget.excess() > 0 && !due) {
      due = true;
      later.accept(() -> {
        due = false;
        shedExcess();
      });
    }
  }

  /** It holds nothing any more. */
  void gone(Holder holder) {
    if (!counted.isEmpty()) {
      count(holder, 0);
    }
  }

  private void count(Holder holder, long bytes) {
    Long before = bytes == 0 ? counted.remove(holder) : counted.put(holder, bytes);
    budget.add(bytes - (before == null ? 0 : before));
  }

  private void countShared() {
    budget.add(framing.pinnedBytes() - shared);
    shared = framing.pinnedBytes();
  }

  /** Counts anew; to be called once a second. */
  void recount() {
    List.copyOf(leaving).forEach(Holder::abort);
    leaving.clear();
    leavingBytes = 0;
    framing.unpin();
    countShared();
    for (Holder holder : List.copyOf(counted.keySet())) {
      count(holder, holder.holds());
    }
    shedExcess();
  }

  /** To be called before more is made: sends the hungriest away when there is no room. */
  void makeRoom() {
    if (budget.excess() > 0 && budget.used() > usedAfterShedding + budget.most() / SMALL_SHARE) {
      shedExcess();
    }
  }

  /** This loop's share of what is too much; that of the others they shed themselves. */
  private void shedExcess() {
    if (budget.excess() <= 0 || counted.isEmpty() || shedding) {
      return;
    }
    shedding = true;
    List<Holder> hungriest = new ArrayList<>(counted.keySet());
    hungriest.forEach(holder -> count(holder, holder.holds()));
    hungriest.removeIf(holder -> !counted.containsKey(holder));
    hungriest.sort(Comparator.comparingLong(Holder::hunger).reversed());
    long own = shared + counted.values().stream().mapToLong(bytes -> bytes).sum();
    long excess = budget.excess() + budget.most() / SHARE;
    double quota = (double) excess * own / Math.max(1, budget.used());
    for (Holder holder : hungriest) {
      long bytes = holder.hunger();
      // Rounded, so that one who holds little is not shed for what other loops hold.
      if (quota < bytes / 2.0 && own <= budget.most()) {
        break;
      }
      quota -= bytes;
      own -= bytes;
      shed(holder, bytes);
    }
    shedding = false;
    usedAfterShedding = budget.used();
  }

  private void shed(Holder holder, long bytes) {
    holder.shed();
    count(holder, 0);
    leaving.add(holder);
    leavingBytes += bytes;
    if (leavingBytes > budget.most() / SHARE) {
      leaving.forEach(Holder::abort);
      leaving.clear();
      leavingBytes = 0;
    }
  }
}
