package salons.room;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.LogEntry;

/**
 * The newest entries of a room's log, without holes, in memory: what most joins and almost all reconnects are served from. Owned by one
 * event loop. Bounded by number and by bytes, and those of all rooms together by a {@link TailBudget}. Appending is O(1) on average: when
 * there are too many, the oldest are dropped until half is left.
 */
final class Tail {
  /** How many entries are held at least, when there are so many and they are not too large. */
  static final int CAPACITY = 256;

  /** Bytes of text that are held at most. */
  static final int BYTES = 1 << 20;

  /** What an entry takes of the heap besides its text, about. */
  private static final int ENTRY_OVERHEAD = 64;

  private final TailBudget budget;
  private List<LogEntry> entries = new ArrayList<>();
  private int bytes;
  private boolean growing;
  private long lastUse;
  private long counted;

  /** {@link LogEntry#identity} of the last entry, when that was dropped. */
  private @Nullable Integer lastIdentity;

  Tail(TailBudget budget) {
    this.budget = budget;
  }

  /** Starts over from a page. */
  void reset(List<LogEntry> newest) {
    lastIdentity = null;
    hold(newest, false);
  }

  /** Holds nothing any more, but knows the last entry when it sees it. */
  void drop() {
    lastIdentity = isEmpty() ? lastIdentity : (Integer) last().identity();
    hold(List.of(), growing);
  }

  private void hold(List<LogEntry> newest, boolean stillGrowing) {
    entries = new ArrayList<>(newest);
    bytes = bytes(newest);
    growing = stillGrowing;
    touch();
    count();
  }

  private void touch() {
    lastUse = budget.nextUse();
  }

  private void count() {
    long now = isEmpty() ? 0 : bytes + (long) ENTRY_OVERHEAD * entries.size();
    long before = counted;
    counted = now;
    budget.changed(this, before, now);
  }

  /** See {@link TailBudget#nextUse}. */
  long lastUse() {
    return lastUse;
  }

  /** Adds what follows on the last entry held. */
  void append(List<LogEntry> newer) {
    entries.addAll(newer);
    bytes += bytes(newer);
    int most = growing ? 2 * BYTES : BYTES;
    if (bytes > most || entries.size() > 2 * CAPACITY && !growing) {
      hold(newest(entries, growing ? entries.size() : CAPACITY, most / 2), growing);
    } else {
      touch();
      count();
    }
  }

  /** Puts what became of an entry in its place, if that is held. */
  void replace(LogEntry changed) {
    if (!isEmpty() && changed.seq() >= first() && changed.seq() <= last().seq()) {
      replaceAt((int) (changed.seq() - first()), changed);
    }
  }

  private void replaceAt(int index, LogEntry changed) {
    LogEntry former = entries.set(index, changed);
    bytes += changed.text().length - former.text().length;
    count();
  }

  /** Lets go of the texts that a message had before this event took them away. */
  void supersede(LogEntry event) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).isSupersededBy(event)) {
        replaceAt(i, entries.get(i).withoutText());
      }
    }
  }

  /** Holds twice as much until {@link #shrink}: somebody is fetching what goes in front. */
  void grow() {
    growing = true;
  }

  /** Puts what goes right before the first entry held in front. */
  void prepend(List<LogEntry> older) {
    List<LogEntry> all = new ArrayList<>(older.size() + entries.size());
    all.addAll(older);
    all.addAll(entries);
    hold(all, growing);
  }

  /** Back to the usual capacity, from the next append on. */
  void shrink() {
    growing = false;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Bytes of text that are held. */
  int bytes() {
    return bytes;
  }

  /** The seq of the oldest entry held; fails when empty. */
  long first() {
    return entries.get(0).seq();
  }

  /** The newest entry held; fails when empty. */
  LogEntry last() {
    return entries.get(entries.size() - 1);
  }

  /** Whether the last entry of the row is not known to be another one than this, whatever became of it. */
  boolean mayEndWith(LogEntry entry) {
    if (isEmpty()) {
      return lastIdentity == null || lastIdentity == entry.identity();
    }
    return Arrays.equals(entry.text(), last().text())
        || entry.identity() == last().identity();
  }

  /** Whether everything in {@code after < seq} of a log that ends at {@code head} is held. */
  boolean reachesBackTo(long after, long head) {
    return after >= head || !isEmpty() && first() <= after + 1;
  }

  /** The entries behind {@code after}, the oldest of them, no more than so many bytes but one at least; ask {@link #reachesBackTo} first. */
  List<LogEntry> after(long after, long most) {
    touch();
    int from = isEmpty() ? 0 : (int) Math.min(entries.size(), Math.max(0, after - first() + 1));
    int to = from;
    long taken = 0;
    while (to < entries.size()) {
      taken += entries.get(to).text().length;
      if (taken > most && to > from) {
        break;
      }
      to++;
    }
    return List.copyOf(entries.subList(from, to));
  }

  /** At most {@code limit} entries before {@code before}, the newest of them, no more than so many bytes but one at least. */
  List<LogEntry> before(long before, int limit, long most) {
    touch();
    if (isEmpty() || before <= first()) {
      return List.of();
    }
    int to = (int) Math.min(entries.size(), before - first());
    return newest(entries.subList(0, to), limit, most);
  }

  /**
   * @param isFull whether older ones were left out
   */
  record Messages(List<LogEntry> entries, boolean isFull) {}

  /** As {@link #before}, but messages alone. */
  Messages messagesBefore(long before, int limit, long most) {
    touch();
    List<LogEntry> newestFirst = new ArrayList<>();
    long taken = 0;
    int i = isEmpty() ? 0 : (int) Math.max(0, Math.min(entries.size(), before - first()));
    while (i > 0 && newestFirst.size() < limit) {
      LogEntry entry = entries.get(--i);
      if (entry.isMessage()) {
        taken += entry.text().length;
        if (taken > most && !newestFirst.isEmpty()) {
          break;
        }
        newestFirst.add(entry);
      }
    }
    boolean isFull = newestFirst.size() == limit || taken > most && !newestFirst.isEmpty();
    Collections.reverse(newestFirst);
    return new Messages(List.copyOf(newestFirst), isFull);
  }

  private static List<LogEntry> newest(List<LogEntry> entries, int limit, long most) {
    int first = entries.size();
    long taken = 0;
    while (first > 0 && entries.size() - first < limit) {
      taken += entries.get(first - 1).text().length;
      if (taken > most && first < entries.size()) {
        break;
      }
      first--;
    }
    return List.copyOf(entries.subList(first, entries.size()));
  }

  private static int bytes(List<LogEntry> entries) {
    int bytes = 0;
    for (LogEntry entry : entries) {
      bytes += entry.text().length;
    }
    return bytes;
  }
}
