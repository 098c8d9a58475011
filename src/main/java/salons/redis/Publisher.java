package salons.redis;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.async.NextTick;
import salons.async.TokenBucket;
import salons.async.TokenBucket.Rate;
import salons.protocol.RoomName;
import salons.room.PublishBatch;
import salons.room.Receipt;

/**
 * Schedules the calls of publish.lua: one at the end of a tick of the event loop, for all rooms in which something was said.
 *
 * <p>A room has one call in flight, and the next takes all that came meanwhile: so messages keep their order through every retry, a
 * busy room is batched by itself, and a lone message waits for nothing. A room whose call is answered cools down for the rest of
 * the tick: the answer makes its members speak, and what they say goes together in a call of the next tick.
 */
final class Publisher {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  /** How long a draft is tried before its sender is told {@code unavailable}. */
  static final long PATIENCE_MS = 2_000;

  /**
   * Bytes of drafts that wait for Redis, in all rooms, and of the calls in flight, which are kept until they end, also when their drafts
   * are given up: a share of the heap. More are refused at once.
   */
  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 16;

  private static final long RETRY_MS = 50;

  /** Once a minute, however many rooms are damaged and however often somebody speaks there. */
  private static final Rate COMPLAINTS = new Rate(1, 1 / 60.0);

  private final Vertx vertx;
  private final Context context;
  private final NextTick nextTick;
  private final RedisConnector connector;
  private final PublishScript script;
  private final RedisHealth health;
  private final Unreadable unreadable;
  private final RedisMeters meters;

  // Owned by the verticle's event loop.
  private final Map<RoomName, RoomQueue> queues = new HashMap<>();

  private final TokenBucket complaints = new TokenBucket(COMPLAINTS);

  private long bytes;

  /** Those that are called for at the end of this tick. */
  private List<RoomQueue> ready = new ArrayList<>();

  /** Those that were answered in this tick. */
  private List<RoomQueue> cooling = new ArrayList<>();

  Publisher(
      Vertx vertx,
      RedisConnector connector,
      PublishScript script,
      RedisHealth health,
      Unreadable unreadable,
      RedisMeters meters) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.nextTick = new NextTick(context);
    this.connector = connector;
    this.script = script;
    this.health = health;
    this.unreadable = unreadable;
    this.meters = meters;
  }

  /** See {@link salons.room.RoomLog#publish}. */
  void publish(List<PublishBatch> batches) {
    batches.forEach(this::publish);
  }

  private void publish(PublishBatch batch) {
    RoomQueue room =
        queues.computeIfAbsent(batch.room(), name -> new RoomQueue(name, script.target(name)));
    long itsBytes = batch.bytes();
    if (!room.hasPlaceFor(batch) || bytes + itsBytes > MOST_BYTES) {
      meters.unavailable(batch.drafts().size());
      batch.outcome().tryFail("too many messages wait for Redis");
      return;
    }
    bytes += itsBytes;
    batch.outcome().future().onComplete(done -> bytes -= itsBytes);
    room.add(batch, System.nanoTime() + PATIENCE_MS * 1_000_000);
    schedule(room);
  }

  /** Schedules all that waits: the connection is back. */
  void resume() {
    queues.values().forEach(this::schedule);
  }

  /** Gives up what has waited too long, and drops idle queues; to be called a few times a second. */
  void expire() {
    long now = System.nanoTime();
    // Whoever is told publishes again in another tick (see PublishBatcher): the map stays as it is.
    for (RoomQueue room : queues.values()) {
      givenUp(room.expire(now));
      schedule(room);
    }
    // Not before: a room that is spoken in would need a new one each time.
    queues.values().removeIf(RoomQueue::isIdle);
  }

  /** Whether nothing waits any more: every draft is written or given up. */
  boolean isIdle() {
    return queues.values().stream().allMatch(RoomQueue::isIdle);
  }

  private void schedule(RoomQueue room) {
    room.prune();
    if (room.isReady() && connector.isUp()) {
      if (ready.isEmpty()) {
        // Behind this tick's sends: what Redis answers, receipts and messages, comes together in
        // the next.
        context.runOnContext(endOfTick -> callReady());
      }
      ready.add(room);
    }
  }

  private void callReady() {
    List<RoomQueue> rooms = ready;
    ready = new ArrayList<>();
    PublishCall call = new PublishCall();
    for (RoomQueue room : rooms) {
      // Asked again: meanwhile drafts may have been given up, or the connection have fallen.
      if (room.isReady() && connector.isUp()) {
        if (!call.hasPlaceFor(room)) {
          run(call);
          call = new PublishCall();
        }
        call.add(room);
      }
    }
    run(call);
  }

  private void run(PublishCall call) {
    List<RoomQueue> rooms = call.rooms();
    if (!rooms.isEmpty()) {
      meters.publishCall(rooms.size(), call.drafts());
      long itsBytes = call.bytes();
      bytes += itsBytes;
      script
          .call(rooms)
          .onComplete(ended -> bytes -= itsBytes)
          .onSuccess(replies -> answered(rooms, replies))
          .onFailure(failure -> rooms.forEach(room -> failed(room, failure)));
    }
  }

  private void answered(List<RoomQueue> rooms, Response replies) {
    for (int i = 0; i < rooms.size(); i++) {
      String refusal = PublishScript.refusal(replies, i);
      if (refusal == null) {
        written(rooms.get(i), replies, i);
      } else {
        refused(rooms.get(i), refusal);
      }
    }
  }

  private void written(RoomQueue room, Response replies, int index) {
    List<Receipt> receipts;
    try {
      receipts = PublishScript.receipts(replies, index, room.inFlight().size());
    } catch (RuntimeException e) {
      // Caught here, so that the other rooms of the call get their receipts.
      tryAgain(room, true);
      complain(room, "what it keeps beside an id is no receipt: " + e.getMessage());
      return;
    }
    String voided = PublishScript.voided(replies, index);
    if (!voided.isEmpty()) {
      unreadable.skip("log", voided + " in room " + room.room());
    }
    room.written(receipts);
    health.written();
    if (cooling.isEmpty()) {
      nextTick.run(this::endCooling);
    }
    cooling.add(room);
  }

  private void endCooling() {
    List<RoomQueue> cooled = cooling;
    cooling = new ArrayList<>();
    cooled.forEach(this::reopen);
  }

  private void reopen(RoomQueue room) {
    room.reopen();
    schedule(room);
  }

  /** The call did not come to an end, or not to a good one. */
  private void failed(RoomQueue room, Throwable failure) {
    if (failure instanceof RedisConnector.Down) {
      tryAgain(room, true);
    } else {
      refused(room, String.valueOf(failure.getMessage()));
    }
  }

  /** Redis answered, and wrote nothing: it is loading, full, or a replica by now. */
  private void refused(RoomQueue room, String answer) {
    tryAgain(room, false);
    if (!health.publishRefused(answer)) {
      complain(room, answer);
    }
  }

  /**
   * @param uncertain whether what was in flight may have been written
   */
  private void tryAgain(RoomQueue room, boolean uncertain) {
    meters.publishRetry();
    givenUp(room.requeue(uncertain));
    // Never at once: a call that fails within this tick would call itself.
    vertx.setTimer(RETRY_MS, timer -> reopen(room));
  }

  private void givenUp(int drafts) {
    if (drafts > 0) {
      meters.unavailable(drafts);
    }
  }

  private void complain(RoomQueue room, String answer) {
    if (complaints.tryTake(System.nanoTime())) {
      log.warn("Redis refuses to write to {}: {}", room.room(), answer);
    }
  }
}
