package salons.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import salons.protocol.LogEntry;
import salons.protocol.ServerFrames;
import salons.room.LogPage;

/**
 * Makes a row without holes of what could be read of a log, since whoever holds a page finds its entries by counting. An entry that
 * nobody can read leaves a gap; in place of each that is missing stands an event of a kind that clients do not know, which by the event
 * rule only advances their reader.
 */
final class LogGaps {
  /** A longer gap is no entry that cannot be read: what is before it is as good as trimmed. */
  static final int LONGEST = 1_024;

  private LogGaps() {}

  /** The page as read for this request, with its gaps closed. */
  static LogPage close(LogPage read, LogPage.Request wanted) {
    long end = Math.min(wanted.before() - 1, read.head().seq());
    long start = Math.max(wanted.after() + 1, read.oldest());
    int full = (int) Math.min(wanted.limit(), Math.max(0, end - start + 1));
    boolean whole = read.entries().size() == full && isRow(read.entries(), end);
    return whole ? read : closed(read, wanted, start, end);
  }

  private static boolean isRow(List<LogEntry> entries, long end) {
    int size = entries.size();
    return size == 0
        || entries.get(size - 1).seq() == end && entries.get(0).seq() == end - size + 1;
  }

  private static LogPage closed(LogPage read, LogPage.Request wanted, long start, long end) {
    List<LogEntry> newestFirst = new ArrayList<>();
    long next = end;
    for (int i = read.entries().size() - 1; i >= 0 && newestFirst.size() < wanted.limit(); i--) {
      LogEntry entry = read.entries().get(i);
      if (next - entry.seq() > LONGEST) {
        return page(read, next + 1, newestFirst);
      }
      fill(newestFirst, wanted, next, entry.seq() + 1);
      if (newestFirst.size() < wanted.limit()) {
        newestFirst.add(entry);
      }
      next = entry.seq() - 1;
    }
    if (wanted.after() + 1 <= read.oldest()) {
      // The log begins with what cannot be read.
      boolean reached = newestFirst.size() < wanted.limit();
      return page(read, reached ? next + 1 : read.oldest(), newestFirst);
    }
    if (next - start < LONGEST) {
      fill(newestFirst, wanted, next, wanted.firstHeld() ? start + 1 : start);
    }
    return page(read, read.oldest(), newestFirst);
  }

  /** Fills in from {@code from} down to {@code to}, as far as the page goes. */
  private static void fill(List<LogEntry> newestFirst, LogPage.Request wanted, long from, long to) {
    for (long seq = from; seq >= to && newestFirst.size() < wanted.limit(); seq--) {
      newestFirst.add(new LogEntry(seq, ServerFrames.lost(wanted.room(), seq)));
    }
  }

  private static LogPage page(LogPage read, long oldest, List<LogEntry> newestFirst) {
    Collections.reverse(newestFirst);
    return new LogPage(read.head(), oldest, List.copyOf(newestFirst), read.changed());
  }
}
