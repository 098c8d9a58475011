package salons.redis;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
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
import salons.async.NextTick;
import salons.protocol.MessageTemplate;
import salons.protocol.RoomName;
import salons.room.Draft;
import salons.room.PublishBatch;
import salons.room.Receipt;

/**
 * Brings drafts into the log, one call of the script for all rooms in which something was said in a turn of the event loop.
 *
 * <p>A room is in one call at a time, which takes all that came while the last one was under way: so its messages keep their order
 * through every retry, a busy room gathers by itself, and a lone message waits for nothing. A room that was answered in this turn is
 * called for again in the next one at the earliest: right now its members are told, and what they say to it goes along.
 */
final class Publisher {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  /** How long a draft is tried before its sender is told {@code unavailable}. */
  static final long PATIENCE_MS = 2_000;

  /** Drafts in one script call at most: Redis does nothing else meanwhile. */
  private static final int MOST_PER_CALL = 256;

  /** Rooms in one script call at most, for the same reason. */
  private static final int MOST_ROOMS_PER_CALL = 64;

  /** Drafts of one room that may wait; more are refused at once. */
  private static final int MOST_WAITING = 16_384;

  private static final long RETRY_MS = 50;
  private static final int KEYS_OF_A_ROOM = 4;
  private static final byte[] NO_ID = {};

  private final Vertx vertx;
  private final Context context;
  private final NextTick nextTick;
  private final RedisConnector connector;
  private final Supplier<String> nextEpoch;
  private final byte[] tail;
  private final byte[] size;
  private final byte[] ttl;
  private final Script script = Script.named("publish.lua");

  // Owned by the verticle's event loop.
  private final Map<RoomName, Queue> queues = new HashMap<>();

  /** Those that are called for at the end of this turn. */
  private List<Queue> due = new ArrayList<>();

  /** Those that were answered in this turn. */
  private List<Queue> resting = new ArrayList<>();

  Publisher(
      Vertx vertx,
      RedisConnector connector,
      Supplier<String> nextEpoch,
      LogSettings settings,
      String instance) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.nextTick = new NextTick(context);
    this.connector = connector;
    this.nextEpoch = nextEpoch;
    this.size = Script.encode(settings.size());
    this.ttl = Script.encode(settings.ttlSeconds());
    this.tail = MessageTemplate.tail(instance);
  }

  /** See {@link salons.room.RoomLog#publish}. */
  void publish(List<PublishBatch> said) {
    said.forEach(this::add);
  }

  private void add(PublishBatch said) {
    Queue queue = queues.computeIfAbsent(said.room(), Queue::new);
    if (queue.waiting.size() + said.drafts().size() > MOST_WAITING) {
      said.outcome().tryFail("too many messages of this room wait for Redis");
      return;
    }
    Submission submission = new Submission(said, System.nanoTime() + PATIENCE_MS * 1_000_000);
    for (int i = 0; i < said.drafts().size(); i++) {
      queue.waiting.add(new Waiting(said.drafts().get(i), submission, i));
    }
    queue.next();
  }

  /** Tries what waits: the connection is back. */
  void resume() {
    queues.values().forEach(Queue::next);
  }

  /** Tells the senders of all that has waited too long; to be called a few times a second. */
  void expire() {
    long now = System.nanoTime();
    // Whoever is told publishes again in another turn (see PublishBatcher): the map stays as it is.
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
    final Promise<List<@Nullable Receipt>> promise;
    final List<@Nullable Receipt> receipts;
    final long deadline;
    private int open;

    Submission(PublishBatch said, long deadline) {
      this.promise = said.outcome();
      this.receipts =
          new ArrayList<>(java.util.Collections.nCopies(said.drafts().size(), null));
      this.deadline = deadline;
      this.open = said.drafts().size();
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
      if (draft.times() != null) {
        draft.times().sent();
      }
    }

    void isAnswered() {
      if (draft.times() != null) {
        draft.times().replied();
      }
    }

    void settle(@Nullable Receipt receipt) {
      submission.settle(index, receipt);
    }
  }

  private void wake() {
    List<Queue> rested = resting;
    resting = new ArrayList<>();
    for (Queue room : rested) {
      room.isResting = false;
      room.next();
    }
  }

  private void call() {
    List<Queue> rooms = due;
    due = new ArrayList<>();
    Call call = new Call();
    for (Queue room : rooms) {
      if (room.mayCall()) {
        if (!call.hasPlaceFor(room)) {
          call.run();
          call = new Call();
        }
        call.add(room);
      }
    }
    call.run();
  }

  /** One run of the script, for some rooms. */
  private final class Call {
    private final List<Queue> rooms = new ArrayList<>();
    private int drafts;

    boolean hasPlaceFor(Queue room) {
      return rooms.size() < MOST_ROOMS_PER_CALL
          && (drafts == 0 || drafts + room.waiting.size() <= MOST_PER_CALL);
    }

    void add(Queue room) {
      rooms.add(room);
      drafts += room.take();
    }

    void run() {
      if (!rooms.isEmpty()) {
        script
            .run(connector, KEYS_OF_A_ROOM * rooms.size(), arguments())
            .onSuccess(this::answered)
            .onFailure(failure -> rooms.forEach(room -> room.failed(failure)));
      }
    }

    private List<Object> arguments() {
      List<Object> all = new ArrayList<>(3 + 8 * rooms.size() + drafts);
      rooms.forEach(room -> all.addAll(room.keys));
      all.add(size);
      all.add(ttl);
      all.add(nextEpoch.get());
      rooms.forEach(room -> room.describe(all));
      return all;
    }

    private void answered(Response replies) {
      for (int i = 0; i < rooms.size(); i++) {
        Response reply = replies.get(i);
        if (reply.type() == ResponseType.MULTI) {
          rooms.get(i).answered(reply);
        } else {
          rooms.get(i).refused(reply.toString());
        }
      }
    }
  }

  /** What waits for one room, and what is under way. */
  private final class Queue {
    private final RoomName room;
    private final List<byte[]> keys;
    private final byte[] channel;
    final Deque<Waiting> waiting = new ArrayDeque<>();
    private List<Waiting> underWay = List.of();
    private boolean pausing;
    private boolean refusing;
    private boolean isResting;

    Queue(RoomName room) {
      this.room = room;
      Keys names = Keys.of(room);
      this.keys = List.of(
          Script.encode(names.log()),
          Script.encode(names.room()),
          Script.encode(names.evenIds()),
          Script.encode(names.oddIds()));
      this.channel = Script.encode(names.channel());
    }

    /** Makes this one due, if it may be called for and has something to say. */
    void next() {
      if (!underWay.isEmpty() || pausing || isResting) {
        return;
      }
      waiting.removeIf(w -> w.submission.isOver());
      if (mayCall()) {
        if (due.isEmpty()) {
          // Behind this turn's sends: what Redis answers, receipts and messages, comes together
          // in the next.
          context.runOnContext(endOfTurn -> call());
        }
        due.add(this);
      }
    }

    /** Asked again at the end of the turn: meanwhile drafts may have been given up, or the connector have fallen. */
    boolean mayCall() {
      return underWay.isEmpty() && !waiting.isEmpty() && connector.isUp();
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

    /** Moves what waits on its way; returns how much. */
    int take() {
      List<Waiting> batch = new ArrayList<>(Math.min(waiting.size(), MOST_PER_CALL));
      while (!waiting.isEmpty() && batch.size() < MOST_PER_CALL) {
        batch.add(waiting.remove());
      }
      underWay = batch;
      batch.forEach(Waiting::leaves);
      return batch.size();
    }

    /** Appends what the script is told of this room. */
    void describe(List<Object> arguments) {
      List<byte[]> bodies = new ArrayList<>(underWay.size());
      boolean anyId = false;
      for (Waiting w : underWay) {
        bodies.add(w.draft.body());
        anyId |= w.draft.id() != null;
      }
      arguments.add(channel);
      arguments.add(underWay.size());
      arguments.add(MessageTemplate.lines(bodies, tail));
      arguments.add(anyId ? underWay.size() : 0);
      if (anyId) {
        underWay.forEach(w -> arguments.add(w.draft.id() == null ? NO_ID : w.draft.id()));
      }
    }

    void answered(Response reply) {
      List<Receipt> receipts;
      try {
        receipts = receipts(reply);
      } catch (RuntimeException e) {
        // The other rooms of the call are to hear theirs.
        again(true);
        complain("what it keeps beside an id is no receipt: " + e.getMessage());
        return;
      }
      List<Waiting> batch = underWay;
      underWay = List.of();
      batch.forEach(Waiting::isAnswered);
      refusing = false;
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).settle(receipts.get(i));
      }
      rest();
    }

    private List<Receipt> receipts(Response reply) {
      List<Receipt> receipts = new ArrayList<>(underWay.size());
      long at = reply.get(0).toLong();
      long seq = reply.get(1).toLong();
      int duplicates = 3;
      for (int position = 1; position <= underWay.size(); position++) {
        if (duplicates < reply.size() && reply.get(duplicates).toInteger() == position) {
          receipts.add(firstReceipt(reply.get(duplicates + 1)));
          duplicates += 2;
        } else {
          receipts.add(new Receipt(seq++, at, false));
        }
      }
      return receipts;
    }

    private Receipt firstReceipt(Response seqAndAt) {
      String[] parts = seqAndAt.toString(StandardCharsets.US_ASCII).split(" ", 2);
      return new Receipt(Long.parseLong(parts[0]), Long.parseLong(parts[1]), true);
    }

    private void rest() {
      isResting = true;
      if (resting.isEmpty()) {
        nextTick.run(Publisher.this::wake);
      }
      resting.add(this);
    }

    /** The call did not come to an end, or not to a good one. */
    void failed(Throwable failure) {
      if (failure instanceof RedisConnector.Down) {
        again(true);
      } else {
        refused(String.valueOf(failure.getMessage()));
      }
    }

    /** Redis answered, and wrote nothing: it is loading, full, or a replica by now. */
    void refused(String answer) {
      again(false);
      complain(answer);
      if (answer.contains("READONLY")) {
        connector.reset("it is a replica now");
      }
    }

    private void complain(String answer) {
      if (!refusing) {
        refusing = true;
        log.warn("Redis refuses to write to {}: {}", room, answer);
      }
    }

    /**
     * @param uncertain whether what was under way may have been written
     */
    private void again(boolean uncertain) {
      List<Waiting> batch = underWay;
      underWay = List.of();
      for (int i = batch.size() - 1; i >= 0; i--) {
        Waiting w = batch.get(i);
        if (uncertain && w.draft.id() == null) {
          w.settle(null);
        } else {
          waiting.addFirst(w);
        }
      }
      // Never at once: a call that fails without leaving this turn would call itself.
      pausing = true;
      vertx.setTimer(RETRY_MS, timer -> {
        pausing = false;
        next();
      });
    }
  }
}
