package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.protocol.MessageFrame;
import salons.protocol.RoomName;
import salons.room.Draft;
import salons.room.Receipt;

/**
 * Brings drafts into the log. A room has one script call under way at a time, which takes all that came while the last one was: so
 * messages of one room keep their order through every retry, a busy room gathers by itself, and a lone message waits for nothing.
 */
final class Publisher {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  /** How long a draft is tried before its sender is told {@code unavailable}. */
  static final long PATIENCE_MS = 2_000;

  /** Drafts in one script call at most: Redis does nothing else meanwhile. */
  private static final int MOST_PER_CALL = 256;

  /** Drafts of one room that may wait; more are refused at once. */
  private static final int MOST_WAITING = 16_384;

  private static final long RETRY_MS = 50;
  private static final int KEYS = 4;
  private static final byte[] NO_ID = {};

  private final Vertx vertx;
  private final RedisLink link;
  private final Supplier<String> nextEpoch;
  private final LogSettings settings;
  private final byte[] tail;
  private final Script script = Script.named("publish.lua");

  // Owned by the verticle's event loop.
  private final Map<RoomName, Queue> queues = new HashMap<>();

  Publisher(
      Vertx vertx,
      RedisLink link,
      Supplier<String> nextEpoch,
      LogSettings settings,
      String instance) {
    this.vertx = vertx;
    this.link = link;
    this.nextEpoch = nextEpoch;
    this.settings = settings;
    this.tail = MessageFrame.tail(instance);
  }

  /** See {@link salons.room.RoomLog#publish}. */
  Future<List<@Nullable Receipt>> publish(RoomName room, List<Draft> drafts) {
    Queue queue = queues.computeIfAbsent(room, Queue::new);
    if (queue.waiting.size() + drafts.size() > MOST_WAITING) {
      return Future.failedFuture("too many messages of this room wait for Redis");
    }
    Submission submission = new Submission(drafts, System.nanoTime() + PATIENCE_MS * 1_000_000);
    for (int i = 0; i < drafts.size(); i++) {
      queue.waiting.add(new Waiting(drafts.get(i), submission, i));
    }
    queue.next();
    return submission.promise.future();
  }

  /** Tries what waits: the connection is back. */
  void resume() {
    queues.values().forEach(Queue::next);
  }

  /** Tells the senders of all that has waited too long; to be called a few times a second. */
  void expire() {
    long now = System.nanoTime();
    // Whoever is told publishes again in another turn (see Bus): the map stays as it is.
    queues.values().forEach(queue -> queue.expire(now));
    // Not before: a room that is spoken in would need a new one each time.
    queues.values().removeIf(Queue::isIdle);
  }

  /** Whether nothing waits any more: every draft is written or given up. */
  boolean isIdle() {
    return queues.values().stream().allMatch(Queue::isIdle);
  }

  /** Drafts that came together, and their one answer. */
  private static final class Submission {
    final Promise<List<@Nullable Receipt>> promise = Promise.promise();
    final List<@Nullable Receipt> receipts;
    final long deadline;
    private int open;

    Submission(List<Draft> drafts, long deadline) {
      this.receipts = new ArrayList<>(java.util.Collections.nCopies(drafts.size(), null));
      this.deadline = deadline;
      this.open = drafts.size();
    }

    void settle(int index, @Nullable Receipt receipt) {
      receipts.set(index, receipt);
      if (--open == 0) {
        promise.tryComplete(receipts);
      }
    }

    void giveUp() {
      // A copy: what is written later is told to nobody, and this list goes to another thread.
      promise.tryComplete(new ArrayList<>(receipts));
    }

    boolean isOver() {
      return promise.future().isComplete();
    }
  }

  private record Waiting(Draft draft, Submission submission, int index) {
    void leaves() {
      if (draft.trace() != null) {
        draft.trace().sent();
      }
    }

    void isAnswered() {
      if (draft.trace() != null) {
        draft.trace().replied();
      }
    }

    void settle(@Nullable Receipt receipt) {
      submission.settle(index, receipt);
    }
  }

  /** What waits for one room, and what is under way. */
  private final class Queue {
    private final RoomName room;

    /** The keys, and what is the same in all calls for this room. */
    private final List<byte[]> ofEachCall;

    final Deque<Waiting> waiting = new ArrayDeque<>();
    private List<Waiting> underWay = List.of();
    private boolean pausing;
    private boolean refusing;

    Queue(RoomName room) {
      this.room = room;
      Keys keys = Keys.of(room);
      this.ofEachCall = List.of(
          Script.encode(keys.log()),
          Script.encode(keys.room()),
          Script.encode(keys.evenIds()),
          Script.encode(keys.oddIds()),
          Script.encode(keys.channel()),
          Script.encode(settings.size()),
          Script.encode(settings.ttlSeconds()),
          MessageFrame.HEAD,
          tail);
    }

    void next() {
      if (!underWay.isEmpty() || pausing) {
        return;
      }
      waiting.removeIf(w -> w.submission.isOver());
      if (!waiting.isEmpty() && link.isUp()) {
        call();
      }
    }

    boolean isIdle() {
      return waiting.isEmpty() && underWay.isEmpty() && !pausing;
    }

    void expire(long now) {
      underWay.stream()
          .filter(w -> w.submission.deadline < now)
          .forEach(w -> w.submission.giveUp());
      waiting.stream().filter(w -> w.submission.deadline < now).forEach(w -> w.submission.giveUp());
      next();
    }

    private void call() {
      List<Waiting> batch = new ArrayList<>(Math.min(waiting.size(), MOST_PER_CALL));
      while (!waiting.isEmpty() && batch.size() < MOST_PER_CALL) {
        batch.add(waiting.remove());
      }
      underWay = batch;
      batch.forEach(Waiting::leaves);
      script.run(link, KEYS, arguments(batch)).onSuccess(this::written).onFailure(this::failed);
    }

    private List<Object> arguments(List<Waiting> batch) {
      List<Object> all = new ArrayList<>(ofEachCall.size() + 1 + 2 * batch.size());
      all.addAll(ofEachCall);
      all.add(nextEpoch.get());
      for (Waiting w : batch) {
        all.add(w.draft.id() == null ? NO_ID : w.draft.id());
        all.add(w.draft.body());
      }
      return all;
    }

    private void written(Response reply) {
      List<Waiting> batch = underWay;
      underWay = List.of();
      batch.forEach(Waiting::isAnswered);
      refusing = false;
      long at = reply.get(1).toLong();
      long seq = reply.get(2).toLong();
      int duplicates = 4;
      for (int i = 0; i < batch.size(); i++) {
        boolean duplicate = duplicates < reply.size() && reply.get(duplicates).toInteger() == i + 1;
        batch
            .get(i)
            .settle(
                duplicate
                    ? firstReceipt(reply.get(duplicates + 1))
                    : new Receipt(seq++, at, false));
        duplicates += duplicate ? 2 : 0;
      }
      next();
    }

    private Receipt firstReceipt(Response seqAndAt) {
      String[] parts = seqAndAt.toString(StandardCharsets.US_ASCII).split(" ", 2);
      return new Receipt(Long.parseLong(parts[0]), Long.parseLong(parts[1]), true);
    }

    private void failed(Throwable failure) {
      List<Waiting> batch = underWay;
      underWay = List.of();
      boolean uncertain = failure instanceof RedisLink.Down;
      for (int i = batch.size() - 1; i >= 0; i--) {
        Waiting w = batch.get(i);
        if (uncertain && w.draft.id() == null) {
          w.settle(null);
        } else {
          waiting.addFirst(w);
        }
      }
      if (!uncertain) {
        refused(String.valueOf(failure.getMessage()));
      }
      // Never at once: a call that fails without leaving this turn would call itself.
      pausing = true;
      vertx.setTimer(RETRY_MS, timer -> {
        pausing = false;
        next();
      });
    }

    /** Redis answered, and wrote nothing: it is loading, full, or a replica by now. */
    private void refused(String answer) {
      if (!refusing) {
        refusing = true;
        log.warn("Redis refuses to write to {}: {}", room, answer);
      }
      if (answer.startsWith("READONLY")) {
        link.reset("it is a replica now");
      }
    }
  }
}
