package salons.hooks;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import salons.protocol.HookFrames;
import salons.protocol.LogEntry;
import salons.protocol.MessageTemplate;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.room.LogPage;
import salons.room.Outbox.Change;
import salons.room.Outbox.Logged;
import salons.room.Outbox.Place;
import salons.room.Outbox.Presence;
import salons.room.Outbox.Turn;
import salons.room.Outbox.Waiting;
import salons.room.RoomLog;

/**
 * Makes deliveries of bounded size of what waits, room by room. Of an entry that does not fit into one, the
 * rest goes in the next; only this instance knows how far it came, and another one begins the entry anew. Confined to its verticle's event loop.
 */
final class BatchReader {
  /** As many as may come into a room at once. */
  static final int MOST_EVENTS = MessageTemplate.MOST_LINES;

  static final int MOST_BYTES = LogPage.MOST_BYTES;

  /**
   * An event of an entry.
   *
   * @param number within the entry: its seq, if it stands in the log
   */
  private record Numbered(long number, byte[] json) {}

  /**
   * What could be read of an entry.
   *
   * @param whole whether that is all there is
   * @param gone how many it should have been beside
   */
  private record Part(Place place, List<Numbered> events, boolean whole, long gone) {
    long bytes() {
      return events.stream().mapToLong(event -> event.json().length).sum();
    }
  }

  /** Entries of one room that are read together: a single one, or some whose messages follow on each other. */
  private static final class Run {
    private final List<Waiting> entries = new ArrayList<>();

    boolean takes(Waiting next) {
      return entries.isEmpty()
          || entries.get(entries.size() - 1).event() instanceof Logged last
              && next.event() instanceof Logged behind
              && behind.first() == last.last() + 1;
    }
  }

  private final RoomLog log;
  private final Map<Place, Long> begun = new HashMap<>();

  BatchReader(RoomLog log) {
    this.log = log;
  }

  /**
   * Of the oldest that waits.
   *
   * @param waiting messages and changes
   */
  Future<Batch> read(List<Waiting> waiting) {
    List<Future<List<Part>>> parts = plan(waiting).stream().map(this::parts).toList();
    return Future.all(parts)
        .map(read ->
            assemble(parts.stream().flatMap(part -> part.result().stream()).toList()));
  }

  /** It was delivered. */
  void delivered(Batch batch) {
    batch.done().forEach(begun::remove);
    begun.putAll(batch.begun());
  }

  /** As many as one delivery has; those of a room stay in their order. */
  private static List<Run> plan(List<Waiting> waiting) {
    Map<RoomName, List<Run>> rooms = new LinkedHashMap<>();
    long planned = 0;
    for (Waiting next : waiting) {
      if (planned >= MOST_EVENTS) {
        break;
      }
      planned += next.event().size();
      List<Run> runs = rooms.computeIfAbsent(roomOf(next), room -> new ArrayList<>());
      if (runs.isEmpty() || !runs.get(runs.size() - 1).takes(next)) {
        runs.add(new Run());
      }
      runs.get(runs.size() - 1).entries.add(next);
    }
    return rooms.values().stream().flatMap(Collection::stream).toList();
  }

  private static RoomName roomOf(Waiting waiting) {
    if (waiting.event() instanceof Presence presence) {
      return presence.room();
    }
    if (waiting.event() instanceof Logged logged) {
      return logged.room();
    }
    throw new IllegalArgumentException("of no room");
  }

  private Future<List<Part>> parts(Run run) {
    Waiting first = run.entries.get(0);
    if (first.event() instanceof Presence presence) {
      return Future.succeededFuture(List.of(changes(first, presence)));
    }
    Waiting last = run.entries.get(run.entries.size() - 1);
    if (first.event() instanceof Logged from && last.event() instanceof Logged to) {
      long after = Math.max(from.first() - 1, begun.getOrDefault(first.place(), 0L));
      return log.read(new LogPage.Request(
              from.room(), after, to.last() + 1, MOST_EVENTS, MOST_BYTES, true, false))
          .map(page -> run.entries.stream()
              .map(entry -> messages(entry.place(), (Logged) entry.event(), after, page))
              .toList());
    }
    throw new IllegalArgumentException("of several kinds");
  }

  private Part changes(Waiting waiting, Presence presence) {
    List<byte[]> events = new ArrayList<>();
    RoomName room = presence.room();
    String place = "presence:" + presence.version() + ":";
    int number = presence.offset();
    if (presence.turn() == Turn.OCCUPIED) {
      events.add(HookFrames.occupancy(room, place + number, true, waiting.at()));
    }
    for (Change change : presence.changes()) {
      number++;
      events.add(
          HookFrames.person(room, place + number, change.person(), change.joined(), waiting.at()));
    }
    if (presence.turn() == Turn.VACANT) {
      events.add(HookFrames.occupancy(room, place + (number + 1), false, waiting.at()));
    }
    List<Numbered> numbered = new ArrayList<>();
    for (int i = begun.getOrDefault(waiting.place(), 0L).intValue(); i < events.size(); i++) {
      numbered.add(new Numbered(i + 1, events.get(i)));
    }
    return new Part(waiting.place(), numbered, true, 0);
  }

  private static Part messages(Place place, Logged logged, long after, LogPage page) {
    List<Numbered> events = new ArrayList<>();
    for (LogEntry entry : page.entries()) {
      if (entry.seq() >= logged.first() && entry.seq() <= logged.last()) {
        Position at = new Position(page.head().epoch(), entry.seq());
        events.add(new Numbered(entry.seq(), HookFrames.logged(logged.room(), at, entry.text())));
      }
    }
    boolean whole = readUpTo(page) >= logged.last();
    long wanted = logged.last() - Math.max(after, logged.first() - 1);
    return new Part(place, events, whole, whole ? wanted - events.size() : 0);
  }

  /** Up to which seq nothing is missing that could still be read: a log that was begun anew may be shorter. */
  private static long readUpTo(LogPage page) {
    List<LogEntry> entries = page.entries();
    long last =
        entries.isEmpty() ? Long.MAX_VALUE : entries.get(entries.size() - 1).seq();
    return last >= page.head().seq() ? Long.MAX_VALUE : last;
  }

  /** Whole entries as long as they fit, so that hardly one is begun: only of one that is too much alone a part is taken. */
  private static Batch assemble(List<Part> parts) {
    List<byte[]> events = new ArrayList<>();
    List<Place> done = new ArrayList<>();
    long bytes = 0;
    long gone = 0;
    for (Part part : parts) {
      bytes += part.bytes();
      boolean fits = part.whole()
          && bytes <= MOST_BYTES
          && events.size() + part.events().size() <= MOST_EVENTS;
      if (!fits) {
        return events.isEmpty() ? begin(part, done, gone) : new Batch(events, done, Map.of(), gone);
      }
      part.events().forEach(event -> events.add(event.json()));
      done.add(part.place());
      gone += part.gone();
    }
    return new Batch(events, done, Map.of(), gone);
  }

  /** One event at least. */
  private static Batch begin(Part part, List<Place> done, long gone) {
    List<byte[]> events = new ArrayList<>();
    long bytes = 0;
    long through = 0;
    for (Numbered event : part.events()) {
      bytes += event.json().length;
      if (!events.isEmpty() && bytes > MOST_BYTES) {
        break;
      }
      events.add(event.json());
      through = event.number();
    }
    return new Batch(events, done, Map.of(part.place(), through), gone);
  }
}
