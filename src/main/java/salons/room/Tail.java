package salons.room;

import java.util.ArrayList;
import java.util.List;
import salons.protocol.LogEntry;

/**
 * The newest entries of a room's log, without holes, in memory: what most joins and almost all reconnects are served from. Owned by one
 * event loop. Appending is O(1) on average: the oldest are dropped in blocks, so up to twice the capacity may be held.
 */
final class Tail {
  /** How many entries are held at least, when there are so many. */
  static final int CAPACITY = 256;

  /** Bytes of text that are held at least, when there are so many, and fewer entries than that. */
  static final long BYTES = 1 << 20;

  private List<LogEntry> entries = new ArrayList<>();
  private int capacity = CAPACITY;

  /** Starts over from a page. */
  void reset(List<LogEntry> newest) {
    entries = new ArrayList<>(newest);
    capacity = CAPACITY;
  }

  /** Adds what follows on the last entry held. */
  void append(List<LogEntry> newer) {
    entries.addAll(newer);
    if (entries.size() > 2 * capacity) {
      entries = new ArrayList<>(entries.subList(entries.size() - capacity, entries.size()));
    }
  }

  /** Drops nothing until {@link #shrink}: somebody is fetching what goes in front. */
  void grow() {
    capacity = Integer.MAX_VALUE / 2;
  }

  /** Puts what goes right before the first entry held in front. */
  void prepend(List<LogEntry> older) {
    List<LogEntry> all = new ArrayList<>(older.size() + entries.size());
    all.addAll(older);
    all.addAll(entries);
    entries = all;
  }

  /** Back to the usual capacity, from the next append on. */
  void shrink() {
    capacity = CAPACITY;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The seq of the oldest entry held; fails when empty. */
  long first() {
    return entries.get(0).seq();
  }

  /** The newest entry held; fails when empty. */
  LogEntry last() {
    return entries.get(entries.size() - 1);
  }

  /** Whether everything in {@code after < seq} of a log that ends at {@code head} is held. */
  boolean reachesBackTo(long after, long head) {
    return after >= head || !isEmpty() && first() <= after + 1;
  }

  /** The entries behind {@code after}; ask {@link #reachesBackTo} first. */
  List<LogEntry> after(long after) {
    if (isEmpty() || after < first()) {
      return List.copyOf(entries);
    }
    int from = (int) Math.min(entries.size(), after - first() + 1);
    return List.copyOf(entries.subList(from, entries.size()));
  }

  /** At most {@code limit} entries before {@code before}, the newest of them. */
  List<LogEntry> before(long before, int limit) {
    if (isEmpty() || before <= first()) {
      return List.of();
    }
    int to = (int) Math.min(entries.size(), before - first());
    return List.copyOf(entries.subList(Math.max(0, to - limit), to));
  }
}
