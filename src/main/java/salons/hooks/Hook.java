package salons.hooks;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.async.TokenBucket;
import salons.async.TokenBucket.Rate;
import salons.protocol.HookFrames;
import salons.room.Outbox;
import salons.room.Outbox.Dropped;
import salons.room.Outbox.Place;
import salons.room.Outbox.Waiting;

/**
 * One receiver, as this instance serves it: while it holds the lease it delivers what waits, one delivery at a time, and tries one that
 * failed again until it is too old. What was taken is removed behind the answer, so that whoever goes on after a death tells it twice
 * rather than never. Confined to its verticle's event loop.
 */
final class Hook {
  private static final Logger log = LoggerFactory.getLogger(Hook.class);
  /** Lines of a kind: a receiver may come and go all day. */
  private static final Rate LINES = new Rate(3, 1 / 60.0);

  private static final int OK = 200;
  private static final int REDIRECTION = 300;

  private final Context context;
  private final HookUrl url;
  private final Outbox outbox;
  private final BatchReader reader;
  private final Receiver receiver;
  private final HookTimes times;
  private final HookMeters meters;
  private final TokenBucket failureLines = new TokenBucket(LINES);
  private final TokenBucket dropLines = new TokenBucket(LINES);

  // By System.nanoTime.
  private long heldUntil = System.nanoTime();
  private long restsUntil = System.nanoTime();

  /** Redis' clock at the last answer, and when that was. */
  private long redisClock;

  private long readAt;

  private boolean asking;
  private boolean stopping;
  private @Nullable Promise<Void> delivering;
  private int failures;
  private int turn = ThreadLocalRandom.current().nextInt();
  private long droppedUntold;

  /** Delivered, or not to be, but perhaps not yet removed. */
  private List<Place> done = new ArrayList<>();

  Hook(
      Context context,
      HookUrl url,
      Outbox outbox,
      BatchReader reader,
      Receiver receiver,
      HookTimes times,
      HookMeters meters) {
    this.context = context;
    this.url = url;
    this.outbox = outbox;
    this.reader = reader;
    this.receiver = receiver;
    this.times = times;
    this.meters = meters;
  }

  /** Asks for the lease, or renews it; to be called every {@link HookTimes#renewMs}. */
  void renew() {
    if (asking || stopping) {
      return;
    }
    asking = true;
    long askedAt = System.nanoTime();
    outbox
        .hold(new Outbox.Lease(url.id(), times.leaseMs()))
        .onComplete(answered -> asking = false)
        .onSuccess(answer -> held(answer, askedAt))
        .onFailure(this::later);
  }

  private void held(Outbox.Held answer, long askedAt) {
    redisClock = answer.now();
    readAt = System.nanoTime();
    heldUntil = answer.held() ? askedAt + TimeUnit.MILLISECONDS.toNanos(times.leaseMs()) : readAt;
  }

  private boolean isHeld() {
    return System.nanoTime() - heldUntil < 0;
  }

  /** Delivers what waits, if that is ours to do; to be called every {@link HookTimes#pollMs}. */
  void tick() {
    if (!isHeld()) {
      // Another instance may be about to deliver the same.
      receiver.abort();
    } else if (delivering == null && !stopping && System.nanoTime() - restsUntil >= 0) {
      deliver();
    }
  }

  private void deliver() {
    Promise<Void> delivery = Promise.promise();
    delivering = delivery;
    removeDone()
        .compose(removed -> outbox.oldest(new Outbox.Query(url.id(), turn++)))
        .compose(waiting -> reader.read(withoutDropped(waiting)))
        .compose(this::post)
        .onComplete(over -> {
          delivering = null;
          delivery.complete();
        })
        .onSuccess(more -> {
          if (more) {
            context.runOnContext(next -> tick());
          }
        })
        .onFailure(this::later);
  }

  /** What is too old, or nothing but a note of what was dropped, waits no more. */
  private List<Waiting> withoutDropped(List<Waiting> waiting) {
    long sinceRead = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - readAt);
    long oldest = redisClock + sinceRead - times.keepMs();
    List<Waiting> kept = new ArrayList<>();
    for (Waiting one : waiting) {
      if (one.event() instanceof Dropped dropped) {
        dropped(dropped.entries());
        done.add(one.place());
      } else if (one.at() < oldest) {
        dropped(one.event().size());
        done.add(one.place());
      } else {
        kept.add(one);
      }
    }
    return kept;
  }

  /** Completes with whether there may be more; when the receiver did not take it, that is for later. */
  private Future<Boolean> post(Batch batch) {
    if (batch.events().isEmpty()) {
      settled(batch);
      return removeDone().map(removed -> !batch.done().isEmpty());
    }
    return receiver.post(HookFrames.delivery(batch.events())).transform(answer -> {
      boolean taken = answer.succeeded() && answer.result() >= OK && answer.result() < REDIRECTION;
      if (!taken) {
        failed(answer.succeeded() ? "answers " + answer.result() : reason(answer.cause()));
        return Future.succeededFuture(false);
      }
      taken(batch);
      return removeDone().map(true);
    });
  }

  private void taken(Batch batch) {
    if (failures > 0 && failureLines.tryTake(System.nanoTime())) {
      log.info("Webhook {} takes events again, at try {}", url, failures + 1);
    }
    failures = 0;
    meters.delivered(batch.events().size());
    settled(batch);
  }

  private void settled(Batch batch) {
    reader.delivered(batch);
    done.addAll(batch.done());
    dropped(batch.gone());
  }

  private Future<Void> removeDone() {
    tellDropped();
    if (done.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Place> removed = List.copyOf(done);
    return outbox
        .remove(new Outbox.Removal(url.id(), removed))
        .onSuccess(gone -> done = new ArrayList<>(done.subList(removed.size(), done.size())));
  }

  private void failed(String why) {
    failures++;
    meters.failed();
    long rest = times.restMs(failures, ThreadLocalRandom.current().nextDouble());
    restsUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(rest);
    if (failures == 1 && failureLines.tryTake(System.nanoTime())) {
      log.warn("Webhook {} {}; what waits is tried again, for a day at most", url, why);
    }
  }

  private static String reason(Throwable failure) {
    String why = failure.getMessage();
    return "cannot be reached: " + (why == null ? failure.getClass().getSimpleName() : why);
  }

  private void dropped(long events) {
    if (events > 0) {
      meters.dropped(events);
      droppedUntold += events;
    }
  }

  private void tellDropped() {
    if (droppedUntold > 0 && dropLines.tryTake(System.nanoTime())) {
      log.warn(
          "Webhook {}: {} events are never delivered, as they waited too long, or too many did",
          url,
          droppedUntold);
      droppedUntold = 0;
    }
  }

  /** Redis is out of reach, or the connection fell: the next tick tries again. */
  private void later(Throwable failure) {
    log.debug("Webhook {} waits for Redis: {}", url, String.valueOf(failure.getMessage()));
  }

  /** Waits a while for a delivery under way, and lets another instance go on. Never fails. */
  Future<Void> stop(long patienceMs) {
    stopping = true;
    Future<Void> over = delivering == null ? Future.succeededFuture() : delivering.future();
    return over.timeout(patienceMs, TimeUnit.MILLISECONDS)
        .transform(waited -> isHeld() ? letGo(patienceMs) : Future.succeededFuture())
        .transform(let -> receiver.close())
        .otherwiseEmpty();
  }

  private Future<Void> letGo(long patienceMs) {
    heldUntil = System.nanoTime();
    return outbox
        .hold(new Outbox.Lease(url.id(), 0))
        .timeout(patienceMs, TimeUnit.MILLISECONDS)
        .mapEmpty();
  }
}
