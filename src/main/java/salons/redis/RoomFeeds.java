package salons.redis;

import io.vertx.core.Future;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.room.Bus;
import salons.room.Feed;
import salons.room.LogPage;
import salons.room.RoomEvent;
import salons.room.TailBudget;

/**
 * A {@link Feed} of every room that some event loop of this instance holds, with its subscription. Everything on the verticle's event
 * loop.
 */
final class RoomFeeds {
  /** How often a quiet room is compared with the log: a message lost right before silence is found by then. */
  private static final long COMPARE_EVERY_MS = 30_000;

  /**
   * @param at by {@link System#nanoTime}
   */
  private record Due(Feed feed, long at) {}

  private final Bus bus;
  private final Subscriber subscriber;
  private final LogReader reader;
  private final PresenceTracker tracker;
  private final Unreadable unreadable;

  // Owned by the verticle's event loop.
  private final Map<RoomName, Feed> feeds = new HashMap<>();
  private final TailBudget tails = TailBudget.ofHeap(1);

  /** When which feed is to be compared with the log; a closed one is dropped when it is due. */
  private final Queue<Due> comparisons = new PriorityQueue<>(Comparator.comparingLong(Due::at));

  RoomFeeds(
      Bus bus,
      Subscriber subscriber,
      LogReader reader,
      PresenceTracker tracker,
      Unreadable unreadable) {
    this.bus = bus;
    this.subscriber = subscriber;
    this.reader = reader;
    this.tracker = tracker;
    this.unreadable = unreadable;
  }

  /** See {@link salons.room.RoomLog#attach}. */
  Future<LogPage> attach(RoomName room) {
    return feeds.computeIfAbsent(room, this::open).attach();
  }

  /** Whether some event loop of this instance holds it. */
  boolean holds(RoomName room) {
    return feeds.containsKey(room);
  }

  /** See {@link salons.room.RoomLog#detach}. */
  void detach(RoomName room) {
    Feed feed = feeds.get(room);
    if (feed != null && feed.detach()) {
      feeds.remove(room);
      subscriber.unsubscribe(Keys.of(room).channel());
    }
  }

  /** See {@link salons.room.RoomLog#compare}. */
  Future<Void> compare(RoomName room) {
    Feed feed = feeds.get(room);
    return feed == null ? Future.failedFuture("nobody is in " + room) : feed.compare();
  }

  /** Reads again where a read failed. */
  void catchUpBehind() {
    feeds.values().stream().filter(Feed::isBehind).forEach(Feed::catchUp);
  }

  /** Compares the rooms that are due. */
  void compareDue() {
    for (Due due = comparisons.peek();
        due != null && due.at <= System.nanoTime();
        due = comparisons.peek()) {
      comparisons.remove();
      if (feeds.get(due.feed.room()) == due.feed) {
        due.feed.catchUp();
        compareIn(due.feed, COMPARE_EVERY_MS);
      }
    }
  }

  private Feed open(RoomName room) {
    Feed feed = new Feed(room, reader, tails, event -> bus.publish(room, event));
    // Rooms that were opened together are compared one by one.
    compareIn(
        feed, COMPARE_EVERY_MS / 2 + ThreadLocalRandom.current().nextLong(COMPARE_EVERY_MS / 2));
    subscriber.subscribe(Keys.of(room).channel(), new Channel(room, feed));
    return feed;
  }

  private void compareIn(Feed feed, long ms) {
    comparisons.add(new Due(feed, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms)));
  }

  /** What comes over a room's channel, and where it goes. */
  private final class Channel implements Subscriber.Listener, ChannelMessage.Receiver {
    private final RoomName room;
    private final Feed feed;

    Channel(RoomName room, Feed feed) {
      this.room = room;
      this.feed = feed;
    }

    @Override
    public void subscribed() {
      feed.catchUp();
      tracker.missed(room);
    }

    @Override
    public void published(byte[] payload) {
      ChannelMessage.read(room, payload, this, unreadable);
    }

    @Override
    public void messages(Feed.Burst burst) {
      feed.receive(burst);
    }

    @Override
    public void messagesMissed() {
      feed.catchUp();
    }

    @Override
    public void presenceMissed() {
      tracker.missed(room);
    }

    @Override
    public void presence(PresenceDelta delta) {
      tracker.hear(room, delta);
    }

    @Override
    public void typing(Person person, boolean on) {
      bus.publish(room, new RoomEvent.Typing(person, on));
    }
  }
}
