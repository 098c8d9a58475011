package salons.room;

import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.LogEntry;
import salons.protocol.Position;

/**
 * What is held in memory of a room's log: where the log ends, how far it reaches back, and its newest entries. They move together, in
 * one tick. Closed until it is started from a page. Owned by one event loop.
 */
final class LogWindow {
  /** What a page tells of the entries held so far. */
  enum Finding {
    FOLLOWS,
    /** Another log, or one trimmed past what is held. */
    LOST,
    /** The same epoch but other entries: a replica that missed the last writes took over, or an old backup was restored. */
    FORKED
  }

  private final Tail tail;
  private @Nullable Position head;
  private long oldest;

  LogWindow(TailBudget budget) {
    this.tail = new Tail(budget);
  }

  boolean isOpen() {
    return head != null;
  }

  void close() {
    head = null;
    tail.reset(List.of());
  }

  /** The newest entry; fails while closed. */
  Position head() {
    if (head == null) {
      throw new IllegalStateException("closed");
    }
    return head;
  }

  /** The seq of the oldest entry that the log holds, as far as is known. */
  long oldest() {
    return oldest;
  }

  void startFrom(LogPage newest) {
    head = newest.head();
    oldest = newest.oldest();
    tail.reset(newest.entries());
  }

  /** Whether an entry of this seq is the next one. */
  boolean isNext(long seq) {
    return seq == head().seq() + 1;
  }

  /** Adds what {@linkplain #isNext comes next}, and changes what it changed. */
  void append(RoomEvent.Appended appended) {
    List<LogEntry> newer = appended.entries();
    head = new Position(head().epoch(), newer.get(newer.size() - 1).seq());
    tail.append(newer);
    appended.changed().forEach(tail::replace);
    for (LogEntry entry : newer) {
      if (entry.changedText() > 0) {
        tail.supersede(entry);
      }
    }
  }

  /** The log was found to be trimmed up to here. */
  void trimmed(long nowOldest) {
    oldest = Math.max(oldest, nowOldest);
  }

  /** A page of the newest messages that are held, at most {@code limit}. */
  LogPage newestMessages(int limit) {
    return new LogPage(
        head(),
        oldest,
        tail.messagesBefore(Long.MAX_VALUE, limit, LogPage.MOST_BYTES).entries());
  }

  /** The newest entries, at most {@code limit}, no more than so many bytes but one at least. */
  LogPage newest(int limit, long bytes) {
    return new LogPage(head(), oldest, tail.before(Long.MAX_VALUE, limit, bytes));
  }

  /** As {@link #before}, the newest there are; empty when none are wanted. */
  @Nullable
  LogPage newestHeld(int limit) {
    return limit == 0 || head().seq() < oldest
        ? new LogPage(head(), oldest, List.of())
        : before(Long.MAX_VALUE, limit);
  }

  /** Whether a page of this log begins right behind {@code since}. */
  boolean isRightBehind(Position since, LogPage page) {
    return page.head().epoch().equals(since.epoch())
        && !page.entries().isEmpty()
        && page.entries().get(0).seq() == since.seq() + 1;
  }

  /** A client's page of at most {@code limit} messages before {@code before}; null when not all of it is held. */
  @Nullable
  LogPage before(long before, int limit) {
    if (!isOpen() || tail.isEmpty()) {
      return null;
    }
    Tail.Messages page = tail.messagesBefore(before, limit, LogPage.MOST_BYTES);
    return page.isFull() || tail.first() <= oldest
        ? new LogPage(head(), oldest, page.entries())
        : null;
  }

  /** Whether {@link #after} has all that the log holds behind {@code seq}. */
  boolean reachesBackTo(long seq) {
    return tail.reachesBackTo(Math.max(seq, oldest - 1), head().seq());
  }

  /** The first entries behind {@code seq}, as many as are told at once; ask {@link #reachesBackTo} first. */
  List<LogEntry> after(long seq) {
    return tail.after(seq, LogPage.MOST_BYTES);
  }

  /** Bytes of text that may be put in front of what is held. */
  long room() {
    return Math.max(0, Tail.BYTES - tail.bytes());
  }

  /** Whether everything behind {@code since} can be told: a client that holds all up to oldest - 1 misses nothing. */
  boolean isRecoverable(Position since) {
    return since.epoch().equals(head().epoch())
        && since.seq() <= head().seq()
        && since.seq() >= oldest - 1;
  }

  /** Compares a page that begins with the last entry held, or behind it, with what is held. */
  Finding compare(LogPage page) {
    Position now = head();
    if (!page.head().epoch().equals(now.epoch())) {
      return Finding.LOST;
    }
    if (page.head().seq() < now.seq()) {
      return Finding.FORKED;
    }
    if (page.entries().isEmpty()) {
      return page.head().seq() == now.seq() ? Finding.FOLLOWS : Finding.LOST;
    }
    LogEntry first = page.entries().get(0);
    if (first.seq() == now.seq()) {
      return tail.mayEndWith(first) ? Finding.FOLLOWS : Finding.FORKED;
    }
    return first.seq() <= now.seq() + 1 ? Finding.FOLLOWS : Finding.LOST;
  }

  /** Where the entries held begin; what {@link #prepend} takes ends right before it. */
  long first() {
    return tail.isEmpty() ? Long.MAX_VALUE : tail.first();
  }

  /** Holds twice as much until {@link #shrink}: somebody is fetching what goes in front. */
  void grow() {
    tail.grow();
  }

  /** Back to the usual capacity, from the next append on. */
  void shrink() {
    tail.shrink();
  }

  /** Puts what was read of before {@link #first} in front; false when it does not fit any more. */
  boolean prepend(LogPage page) {
    if (!isOpen() || !page.head().epoch().equals(head().epoch())) {
      return false;
    }
    trimmed(page.oldest());
    long next = tail.isEmpty() ? head().seq() + 1 : tail.first();
    // What was said since the read began is in the page too, as often as not.
    List<LogEntry> older =
        page.entries().stream().filter(entry -> entry.seq() < next).toList();
    boolean fits =
        older.isEmpty() ? page.entries().isEmpty() : older.get(older.size() - 1).seq() + 1 == next;
    if (fits) {
      tail.prepend(older);
    }
    return fits;
  }
}
