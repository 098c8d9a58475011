package salons.room;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import salons.protocol.LogEntry;

/**
 * The pages of a room that are being read from the log. A change may be told to the members before a page comes that was read without it:
 * then it is made in that page, too. Confined to the event loop of the room.
 */
final class PageReads {
  /** Changes that are kept while there is a read; with more of them it fails. */
  private static final int MOST_KEPT = 1_024;

  private final List<RoomEvent.Appended> meanwhile = new ArrayList<>(0);
  private int inFlight;
  private boolean tooMany;

  /** The page that {@code read} gives, with all changes that were told by then. */
  Future<LogPage> run(Supplier<Future<LogPage>> read) {
    inFlight++;
    return read.get().transform(this::end);
  }

  /** These are told to the members. */
  void told(RoomEvent.Appended appended) {
    if (inFlight > 0 && isChange(appended)) {
      tooMany |= meanwhile.size() == MOST_KEPT;
      if (!tooMany) {
        meanwhile.add(appended);
      }
    }
  }

  private static boolean isChange(RoomEvent.Appended appended) {
    return !appended.changed().isEmpty()
        || appended.entries().stream().anyMatch(entry -> entry.changedText() > 0);
  }

  private Future<LogPage> end(AsyncResult<LogPage> read) {
    Future<LogPage> page;
    if (read.failed()) {
      page = Future.failedFuture(read.cause());
    } else if (tooMany) {
      page = Future.failedFuture("too much changed while the page was read");
    } else {
      page = Future.succeededFuture(upToDate(read.result()));
    }
    inFlight--;
    if (inFlight == 0) {
      meanwhile.clear();
      tooMany = false;
    }
    return page;
  }

  private LogPage upToDate(LogPage page) {
    List<RoomEvent.Appended> newer = meanwhile.stream()
        .filter(appended -> last(appended) > page.head().seq())
        .toList();
    return newer.isEmpty()
        ? page
        : new LogPage(
            page.head(),
            page.oldest(),
            page.entries().stream().map(entry -> upToDate(entry, newer)).toList());
  }

  private static long last(RoomEvent.Appended appended) {
    return appended.entries().get(appended.entries().size() - 1).seq();
  }

  private static LogEntry upToDate(LogEntry entry, List<RoomEvent.Appended> newer) {
    LogEntry now = entry;
    for (RoomEvent.Appended appended : newer) {
      for (LogEntry changed : appended.changed()) {
        now = changed.seq() == now.seq() ? changed : now;
      }
      now = appended.entries().stream().anyMatch(now::isSupersededBy) ? now.withoutText() : now;
    }
    return now;
  }
}
