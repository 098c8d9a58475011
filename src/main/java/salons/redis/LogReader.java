package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import salons.async.Limiter;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;
import salons.room.Feed;
import salons.room.LogPage;

/**
 * Reads pages of the log, a bounded number at a time, so that ten thousand rooms that catch up at once do not delay what is said.
 * Confined to the verticle's event loop.
 */
final class LogReader implements Feed.Source {
  private static final int MOST_IN_FLIGHT = 64;
  private static final int KEYS = 2;

  /** What stands in a reply before the entries. */
  private static final int HEADER = 7;

  /** Stands for an event where only messages are wanted. */
  private static final byte[] NO_FRAME = {};

  private final RedisConnector connector;
  private final Supplier<String> nextEpoch;
  private final LogSettings settings;
  private final Unreadable unreadable;
  private final RedisMeters meters;
  private final RulesReader rules;
  private final Limiter limiter = new Limiter(MOST_IN_FLIGHT);
  private final Script read = Script.named("room.lua", "read.lua");
  private final Script abandon = Script.named("abandon.lua");

  LogReader(
      RedisConnector connector,
      Supplier<String> nextEpoch,
      LogSettings settings,
      RulesReader rules,
      Unreadable unreadable,
      RedisMeters meters) {
    this.connector = connector;
    this.nextEpoch = nextEpoch;
    this.settings = settings;
    this.rules = rules;
    this.unreadable = unreadable;
    this.meters = meters;
  }

  @Override
  public Future<Void> abandon(RoomName room, String epoch) {
    Keys keys = Keys.of(room);
    return abandon
        .run(connector, 1, List.of(keys.logState(), epoch, nextEpoch.get(), keys.channel()))
        .mapEmpty();
  }

  /** For a feed, before any client: everybody in its room waits for it. */
  @Override
  public Future<LogPage> read(LogPage.Request request) {
    meters.catchUp();
    return limiter.runUrgent(() -> {
      Future<LogPage> page = call(request);
      // Behind the page in the same connection, so that they are as new as that.
      Future<RoomRules> found = rules.of(request.room());
      return page.compose(read -> found.map(read::with));
    });
  }

  /** For one who wants older messages. */
  Future<LogPage> readForClient(LogPage.Request request) {
    return limiter.run(() -> call(request));
  }

  /** Whether there is a log of the room, if only an empty one. */
  Future<Boolean> knows(RoomName room) {
    Request epoch = Request.cmd(Command.HGET).arg(Keys.of(room).logState()).arg("epoch");
    return limiter.run(() -> connector.send(epoch)).map(found -> found != null);
  }

  private Future<LogPage> call(LogPage.Request wanted) {
    Keys keys = Keys.of(wanted.room());
    String last = wanted.before() > LogLines.MOST_SEQ ? "+" : Long.toString(wanted.before() - 1);
    List<Object> arguments = List.of(
        keys.log(),
        keys.logState(),
        nextEpoch.get(),
        settings.ttlSeconds(),
        wanted.after() + 1,
        last,
        wanted.limit(),
        wanted.bytes(),
        wanted.oldestFirst() ? "oldest" : "newest",
        wanted.messages() ? "messages" : "events");
    return read.run(connector, KEYS, arguments).map(reply -> page(reply, wanted));
  }

  private LogPage page(Response reply, LogPage.Request wanted) {
    Position head = new Position(reply.get(0).toString(), reply.get(1).toLong());
    sayUnreadable(reply, wanted.room());
    List<LogEntry> read = entries(reply, wanted);
    List<LogEntry> entries = List.copyOf(
        wanted.oldestFirst()
            ? read.subList(0, fitting(read, wanted))
            : read.subList(surplus(read, wanted), read.size()));
    LogPage page =
        new LogPage(head, reply.get(2).toLong(), entries, finished(reply.get(6), wanted));
    boolean full = !entries.isEmpty()
        && (entries.size() < read.size()
            || bytes(reply) >= wanted.bytes()
            || wanted.oldestFirst() && entries.size() == wanted.limit()
            || wanted.messages() && messages(entries) >= wanted.limit());
    LogPage.Request stretch = full ? upTo(entries, wanted) : wanted;
    return wanted.messages()
        ? messagesOf(LogGaps.close(page, stretch.all()), wanted)
        : LogGaps.close(page, stretch);
  }

  private static long messages(List<LogEntry> entries) {
    return entries.stream().filter(LogEntry::isMessage).count();
  }

  /** Without the other events. What stands for messages that cannot be read may make it too long. */
  private static LogPage messagesOf(LogPage page, LogPage.Request wanted) {
    List<LogEntry> messages =
        page.entries().stream().filter(LogEntry::isMessage).toList();
    int surplus = Math.max(0, messages.size() - wanted.limit());
    int from = wanted.oldestFirst() ? 0 : surplus;
    List<LogEntry> fitting = messages.subList(from, from + messages.size() - surplus);
    return new LogPage(page.head(), page.oldest(), List.copyOf(fitting));
  }

  /** What was asked for, as far as it fitted: what did not is no gap. */
  private static LogPage.Request upTo(List<LogEntry> fitting, LogPage.Request wanted) {
    return wanted.oldestFirst()
        ? wanted.to(fitting.get(fitting.size() - 1).seq())
        : wanted.from(fitting.get(0).seq());
  }

  private void sayUnreadable(Response reply, RoomName room) {
    if (reply.get(3).toInteger() > 0) {
      unreadable.skip("log entry", reply.get(3) + " in room " + room);
    }
    String voided = reply.get(4).toString();
    if (!voided.isEmpty()) {
      unreadable.skip("log", voided + " in room " + room);
    }
  }

  /** The script stops when it has taken so many bytes. */
  private static long bytes(Response reply) {
    long bytes = 0;
    for (int i = HEADER + 2; i < reply.size(); i += 3) {
      bytes += reply.get(i).toBytes().length;
    }
    for (int beside = HEADER - 2; beside < HEADER; beside++) {
      for (int i = 1; i < reply.get(beside).size(); i += 2) {
        bytes += reply.get(beside).get(i).toBytes().length;
      }
    }
    return bytes;
  }

  /** How many of the oldest may be told: two at least, since the first is often one that the reader holds. */
  private static int fitting(List<LogEntry> entries, LogPage.Request wanted) {
    int size = 0;
    int count = 0;
    long bytes = 0;
    while (size < entries.size() && count < wanted.limit()) {
      bytes += entries.get(size).text().length;
      if (bytes > wanted.bytes() && size >= 2) {
        break;
      }
      count += wanted.counts(entries.get(size)) ? 1 : 0;
      size++;
    }
    return size;
  }

  /** How many of the oldest are too many. */
  private static int surplus(List<LogEntry> entries, LogPage.Request wanted) {
    int first = entries.size();
    int count = 0;
    long bytes = 0;
    while (first > 0 && count < wanted.limit()) {
      bytes += entries.get(first - 1).text().length;
      if (bytes > wanted.bytes() && first < entries.size()) {
        break;
      }
      first--;
      count += wanted.counts(entries.get(first)) ? 1 : 0;
    }
    return first;
  }

  /** Those that are wanted: what was said at once comes whole, so at both ends there may be more. */
  private List<LogEntry> entries(Response reply, LogPage.Request wanted) {
    List<LogEntry> inLog = logged(reply, wanted);
    List<LogEntry> beside = finished(reply.get(5), wanted);
    if (beside.isEmpty()) {
      return inLog;
    }
    Map<Long, LogEntry> bySeq = new TreeMap<>();
    inLog.forEach(entry -> bySeq.put(entry.seq(), entry));
    beside.stream()
        .filter(entry -> entry.seq() > wanted.after() && entry.seq() < wanted.before())
        .forEach(entry -> bySeq.put(entry.seq(), entry));
    return List.copyOf(bySeq.values());
  }

  /** Frames, each behind its seq. */
  private List<LogEntry> finished(Response frames, LogPage.Request wanted) {
    List<LogEntry> entries = new ArrayList<>(frames.size() / 2);
    for (int i = 0; i < frames.size(); i += 2) {
      byte[] frame = frames.get(i + 1).toBytes();
      try {
        long seq = frames.get(i).toLong();
        LogEntry entry = frame.length == 0 ? new LogEntry(seq, NO_FRAME) : LogLines.finished(frame);
        if (entry.seq() != seq) {
          throw new IllegalArgumentException("the frame of another seq");
        }
        entries.add(entry);
      } catch (RuntimeException e) {
        unreadable.skip("changed frame", "in room " + wanted.room());
      }
    }
    return entries;
  }

  private List<LogEntry> logged(Response reply, LogPage.Request wanted) {
    List<LogEntry> entries = new ArrayList<>();
    long next = 1;
    for (int i = HEADER; i < reply.size(); i += 3) {
      long seq = reply.get(i).toLong();
      List<byte[]> frames = seq < next ? List.of() : frames(reply, i);
      if (frames.isEmpty()) {
        unreadable.skip("log entry", "in room " + wanted.room());
        continue;
      }
      for (byte[] frame : frames) {
        if (seq > wanted.after() && seq < wanted.before()) {
          entries.add(new LogEntry(seq, frame));
        }
        seq++;
      }
      next = seq;
    }
    return entries;
  }

  /** None when somebody else wrote them. */
  private static List<byte[]> frames(Response reply, int index) {
    try {
      byte[] lines = reply.get(index + 2).toBytes();
      if (lines.length == 0) {
        return List.of(NO_FRAME);
      }
      return LogLines.frames(
          lines, 0, reply.get(index).toLong(), reply.get(index + 1).toLong());
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
