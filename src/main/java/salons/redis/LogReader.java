package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import salons.protocol.LogEntry;
import salons.protocol.MessageTemplate;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.room.Feed;
import salons.room.LogPage;

/** Reads pages of the log, a bounded number at a time, so that ten thousand rooms that catch up at once do not delay what is said. */
final class LogReader implements Feed.Source {
  private static final int MOST_UNDER_WAY = 64;
  private static final int KEYS = 2;

  /** Up to here Lua counts. */
  private static final long MOST_SEQ = 1L << 53;

  private record Waiting(LogPage.Request request, Promise<LogPage> promise) {}

  private final RedisConnector connector;
  private final Supplier<String> nextEpoch;
  private final LogSettings settings;
  private final Script read = Script.named("read.lua");
  private final Script abandon = Script.named("abandon.lua");

  // Owned by the verticle's event loop.
  private final Deque<Waiting> ofFeeds = new ArrayDeque<>();
  private final Deque<Waiting> ofClients = new ArrayDeque<>();
  private int underWay;
  private boolean starting;

  LogReader(RedisConnector connector, Supplier<String> nextEpoch, LogSettings settings) {
    this.connector = connector;
    this.nextEpoch = nextEpoch;
    this.settings = settings;
  }

  @Override
  public Future<Void> abandon(RoomName room, String epoch) {
    Keys keys = Keys.of(room);
    return abandon
        .run(connector, 1, List.of(keys.room(), epoch, nextEpoch.get(), keys.channel()))
        .mapEmpty();
  }

  /** For a feed, before any client: everybody in its room waits for it. */
  @Override
  public Future<LogPage> read(LogPage.Request request) {
    return enqueue(ofFeeds, request);
  }

  /** For one who wants older messages. */
  Future<LogPage> readForClient(LogPage.Request request) {
    return enqueue(ofClients, request);
  }

  private Future<LogPage> enqueue(Deque<Waiting> waiting, LogPage.Request request) {
    Waiting next = new Waiting(request, Promise.promise());
    waiting.add(next);
    startNext();
    return next.promise.future();
  }

  private void startNext() {
    // A read that fails at once comes back here from within the loop, which goes on by itself.
    if (starting) {
      return;
    }
    starting = true;
    while (underWay < MOST_UNDER_WAY && !(ofFeeds.isEmpty() && ofClients.isEmpty())) {
      Waiting next = ofFeeds.isEmpty() ? ofClients.remove() : ofFeeds.remove();
      underWay++;
      run(next.request).onComplete(page -> {
        underWay--;
        next.promise.handle(page);
        startNext();
      });
    }
    starting = false;
  }

  private Future<LogPage> run(LogPage.Request wanted) {
    Keys keys = Keys.of(wanted.room());
    String last = wanted.before() > MOST_SEQ ? "+" : Long.toString(wanted.before() - 1);
    return read.run(
            connector,
            KEYS,
            List.of(
                keys.log(),
                keys.room(),
                nextEpoch.get(),
                settings.ttlSeconds(),
                wanted.after() + 1,
                last,
                wanted.limit()))
        .map(reply -> page(reply, wanted));
  }

  /** What was said at once comes whole: at both ends there may be more than was wanted. */
  private static LogPage page(Response reply, LogPage.Request wanted) {
    Position head = new Position(reply.get(0).toString(), reply.get(1).toLong());
    List<LogEntry> messages = new ArrayList<>();
    for (int i = 3; i < reply.size(); i += 3) {
      long seq = reply.get(i).toLong();
      for (byte[] frame : MessageTemplate.frames(
          reply.get(i + 2).toBytes(), 0, seq, reply.get(i + 1).toLong())) {
        if (seq > wanted.after() && seq < wanted.before()) {
          messages.add(new LogEntry(seq, frame));
        }
        seq++;
      }
    }
    int surplus = Math.max(0, messages.size() - wanted.limit());
    return new LogPage(
        head, reply.get(2).toLong(), List.copyOf(messages.subList(surplus, messages.size())));
  }
}
