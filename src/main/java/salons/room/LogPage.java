package salons.room;

import java.util.List;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;

/**
 * A stretch of a room's log, oldest first, without holes.
 *
 * @param head the newest entry of the whole log at the moment of reading; seq 0 while there is none
 * @param oldest the seq of the oldest entry that the log still holds; {@code head.seq() + 1} when it holds none
 * @param changed messages before the first of these entries that they have changed, as they are by now; nobody looked for them
 *     unless it is a stretch that is read forwards
 * @param rules what holds in the room, as new as the page at least; nobody looked for them unless a {@link Feed} asked for the page
 */
public record LogPage(
    Position head, long oldest, List<LogEntry> entries, List<LogEntry> changed, RoomRules rules) {
  public LogPage(Position head, long oldest, List<LogEntry> entries) {
    this(head, oldest, entries, List.of());
  }

  public LogPage(Position head, long oldest, List<LogEntry> entries, List<LogEntry> changed) {
    this(head, oldest, entries, changed, RoomRules.NONE);
  }

  /** The same with these. */
  public LogPage with(RoomRules found) {
    return new LogPage(head, oldest, entries, changed, found);
  }

  /** Bytes of entries in one answer to a client; whoever wants more asks again. */
  public static final int MOST_BYTES = 256 << 10;

  /**
   * Asks for the newest {@code limit} entries with {@code after < seq < before}, or as many of them as have no more than {@code bytes} of
   * text in all; but for one at least, however large it is.
   *
   * @param oldestFirst whether those are wanted that come first, not the newest: of a stretch that is read piece by piece
   * @param messages whether messages alone are wanted and counted: the stretch has holes then where other events are
   * @param firstHeld whether the reader holds the first of them: when that cannot be read any more, nothing stands in its place
   */
  public record Request(
      RoomName room,
      long after,
      long before,
      int limit,
      long bytes,
      boolean oldestFirst,
      boolean messages,
      boolean firstHeld) {
    public Request(RoomName room, long after, long before, int limit, long bytes) {
      this(room, after, before, limit, bytes, false, false, false);
    }

    /** The newest entries there are, as many as are held in memory. */
    public static Request newest(RoomName room, int limit) {
      return new Request(room, 0, Long.MAX_VALUE, limit, Tail.BYTES);
    }

    /** The page of messages before {@code seq}. */
    public static Request before(RoomName room, long seq, int limit) {
      return new Request(room, 0, seq, limit, MOST_BYTES, false, true, false);
    }

    /** The page of messages behind {@code seq}. */
    public static Request after(RoomName room, long seq, int limit) {
      return new Request(room, seq, Long.MAX_VALUE, limit, MOST_BYTES, true, true, false);
    }

    /** What comes next behind {@code seq}, in a piece of bounded size. */
    public static Request next(RoomName room, long seq) {
      return next(room, seq, false);
    }

    /** The same, and before it the entry of that seq, which the reader holds: to see that it is still the same. */
    public static Request nextFrom(RoomName room, long seq) {
      return next(room, Math.max(0, seq - 1), true);
    }

    private static Request next(RoomName room, long after, boolean firstHeld) {
      return new Request(
          room, after, Long.MAX_VALUE, Integer.MAX_VALUE, MOST_BYTES, true, false, firstHeld);
    }

    /** Asks for nothing before this seq. */
    public Request from(long first) {
      return new Request(
          room, Math.max(after, first - 1), before, limit, bytes, oldestFirst, messages, firstHeld);
    }

    /** Asks for nothing behind this seq. */
    public Request to(long last) {
      return new Request(
          room, after, Math.min(before, last + 1), limit, bytes, oldestFirst, messages, firstHeld);
    }

    /** Asks for events of all kinds, any number of them. */
    public Request all() {
      return new Request(
          room, after, before, Integer.MAX_VALUE, bytes, oldestFirst, false, firstHeld);
    }

    /** Whether an entry counts for {@link #limit}. */
    public boolean counts(LogEntry entry) {
      return !messages || entry.isMessage();
    }
  }

  /** Whether the log holds entries older than the first of this page. */
  public boolean hasMore() {
    return !entries.isEmpty() && entries.get(0).seq() > oldest;
  }
}
