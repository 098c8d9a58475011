package salons.room;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import salons.protocol.LogEntry;
import salons.protocol.ModerationEvent;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;

/**
 * A room as one instance hears it: makes an unbroken row of log entries out of a Pub/Sub that may drop, repeat and fall silent, and a
 * log that is read where it did. Nothing newer is told before a hole is filled; one read at a time, what comes meanwhile waits.
 */
public final class Feed {
  /**
   * Messages as they were published together.
   *
   * @param first the seq of the first frame; the others follow by one each
   * @param changed older messages that these have changed, as they are by then
   * @param heardAt by {@link System#nanoTime}
   */
  public record Burst(
      String epoch, long first, List<byte[]> frames, List<LogEntry> changed, long heardAt) {
    long bytes() {
      long bytes = 0;
      for (byte[] frame : frames) {
        bytes += frame.length;
      }
      for (LogEntry entry : changed) {
        bytes += entry.text().length;
      }
      return bytes;
    }
  }

  /** What a feed needs of the log. */
  public interface Source {
    Future<LogPage> read(LogPage.Request request);

    /**
     * Gives the room a new epoch, unless somebody did since {@code epoch}: what members hold of that one and what the log holds of
     * it are not the same any more.
     */
    Future<Void> abandon(RoomName room, String epoch);
  }

  /** Bytes that may wait for a read; past that they are dropped, and read from the log instead. */
  private static final long MOST_HELD = 1 << 20;

  private final RoomName name;
  private final Source log;
  private final Consumer<RoomEvent> events;

  // Owned by the event loop of the verticle that made this feed.
  private final LogWindow window;
  private RoomRules rules = RoomRules.NONE;

  // One read is in flight at a time; what wants another meanwhile shares the one behind it.
  private boolean reading;
  private boolean failed;
  private boolean readAgain;

  private final List<Burst> held = new ArrayList<>();
  private long heldBytes;
  private final List<Promise<LogPage>> attaching = new ArrayList<>();
  private final List<Promise<Void>> comparing = new ArrayList<>();
  private int attached;
  private boolean over;

  /**
   * Starts silent: {@link #catchUp} is to be called once the room's channel is subscribed.
   *
   * @param tails of all feeds of its event loop
   * @param events is told what {@link RoomEvent} promises
   */
  public Feed(RoomName name, Source log, TailBudget tails, Consumer<RoomEvent> events) {
    this.name = name;
    this.log = log;
    this.window = new LogWindow(tails);
    this.events = events;
  }

  public RoomName room() {
    return name;
  }

  /** The newest messages, as soon as this feed is caught up; see {@link RoomLog#attach}. */
  public Future<LogPage> attach() {
    attached++;
    if (window.isOpen() && !reading) {
      return Future.succeededFuture(newest());
    }
    Promise<LogPage> promise = Promise.promise();
    attaching.add(promise);
    return promise.future();
  }

  /** Whether that was the last who wanted this feed; it must not be used again then. */
  public boolean detach() {
    over = --attached == 0;
    if (over) {
      window.close();
    }
    return over;
  }

  /** Whether a read failed, so that {@link #catchUp} is to be called again when Redis is back. */
  public boolean isBehind() {
    return failed && !reading;
  }

  /** Reads from the log whatever Pub/Sub may not have brought: after every (re-)subscription, and when a seq was skipped. */
  public void catchUp() {
    if (reading) {
      readAgain = true;
      return;
    }
    // With the last message held, to see that it is still the same.
    read(
        window.isOpen()
            ? LogPage.Request.nextFrom(name, window.head().seq())
            : LogPage.Request.newest(name, Tail.CAPACITY));
  }

  private void read(LogPage.Request missing) {
    reading = true;
    log.read(missing).onComplete(read -> {
      reading = false;
      failed = read.failed();
      // One that is over holds nothing: nobody would ever have it let go.
      if (read.succeeded() && !over) {
        take(read.result());
      }
    });
  }

  /** Catches up; completes when this is done. */
  public Future<Void> compare() {
    Promise<Void> promise = Promise.promise();
    comparing.add(promise);
    catchUp();
    return promise.future();
  }

  /** Takes what Pub/Sub brought. */
  public void receive(Burst burst) {
    if (reading || failed || !window.isOpen()) {
      hold(burst);
    } else {
      apply(burst, window.head());
    }
  }

  private void hold(Burst burst) {
    // One without messages says that there is something to read.
    readAgain |= burst.frames().isEmpty();
    heldBytes += burst.bytes();
    if (heldBytes <= MOST_HELD) {
      held.add(burst);
    } else {
      readAgain = true;
    }
  }

  private void apply(Burst burst, Position now) {
    long next = now.seq() + 1;
    if (!burst.epoch().equals(now.epoch()) || burst.first() > next) {
      // Whatever was published is in the log, so the read brings this burst too.
      catchUp();
      return;
    }
    int known = (int) Math.min(next - burst.first(), burst.frames().size());
    if (known == burst.frames().size()) {
      return;
    }
    if (ModerationEvent.is(burst.frames().get(known))) {
      // What holds now has to be read, and the event comes with it.
      catchUp();
    } else {
      List<LogEntry> fresh = new ArrayList<>(burst.frames().size() - known);
      for (int i = known; i < burst.frames().size(); i++) {
        fresh.add(new LogEntry(burst.first() + i, burst.frames().get(i)));
      }
      tell(fresh, burst.changed(), burst.heardAt());
    }
  }

  private void tell(List<LogEntry> fresh, List<LogEntry> changed, long heardAt) {
    RoomEvent.Appended appended = new RoomEvent.Appended(List.copyOf(fresh), changed, heardAt);
    window.append(appended);
    events.accept(appended);
  }

  private void take(LogPage page) {
    rule(page.rules());
    if (!window.isOpen()) {
      window.startFrom(page);
      settle();
      return;
    }
    switch (window.compare(page)) {
      case FOLLOWS -> follow(page);
      case LOST -> resync(Future.succeededFuture());
      case FORKED -> resync(log.abandon(name, window.head().epoch()));
    }
  }

  private void follow(LogPage page) {
    window.trimmed(page.oldest());
    long known = window.head().seq();
    List<LogEntry> fresh =
        page.entries().stream().filter(entry -> entry.seq() > known).toList();
    if (!fresh.isEmpty()) {
      // The one that is held already may be among what was changed.
      List<LogEntry> changed = Stream.concat(
              page.changed().stream(),
              page.entries().stream().filter(entry -> entry.seq() <= known))
          .toList();
      tell(fresh, changed, 0);
    }
    if (window.head().seq() < page.head().seq()) {
      // It came in pieces. Without the last message held, which alone may fill one.
      read(LogPage.Request.next(name, window.head().seq()));
    } else {
      settle();
    }
  }

  private void resync(Future<Void> ready) {
    reading = true;
    ready.compose(r -> log.read(LogPage.Request.newest(name, Tail.CAPACITY))).onComplete(read -> {
      reading = false;
      failed = read.failed();
      if (read.succeeded() && !over) {
        rule(read.result().rules());
        window.startFrom(read.result());
        events.accept(new RoomEvent.Resynced(read.result()));
        settle();
      }
    });
  }

  /** Lets go what waited for the read. */
  private void settle() {
    applyHeld();
    if (readAgain) {
      readAgain = false;
      catchUp();
    }
    if (!reading) {
      List<Promise<LogPage>> entering = List.copyOf(attaching);
      attaching.clear();
      entering.forEach(promise -> promise.complete(newest()));
      List<Promise<Void>> compared = List.copyOf(comparing);
      comparing.clear();
      compared.forEach(Promise::complete);
    }
  }

  private void applyHeld() {
    String epoch = window.head().epoch();
    List<Burst> waiting = List.copyOf(held);
    held.clear();
    heldBytes = 0;
    for (Burst burst : waiting) {
      if (burst.epoch().equals(epoch)) {
        receive(burst);
      } else {
        // Of an epoch that is over, or of one that has begun since: one read tells for all of them.
        readAgain = true;
      }
    }
  }

  private void rule(RoomRules now) {
    if (!now.equals(rules)) {
      rules = now;
      events.accept(new RoomEvent.Ruled(now));
    }
  }

  private LogPage newest() {
    return window.newest(Tail.CAPACITY, Tail.BYTES).with(rules);
  }
}
