package salons.room;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import salons.async.OutOfMemory;
import salons.protocol.RoomName;

/** What the ports of the {@link Bus} are made of: typed sends, questions and events on Vert.x' local event bus. */
final class LocalBus {
  private static final String EVENTS = "room.";

  /** Longer than whoever is asked takes to give up by itself, so that this one never decides an outcome. */
  static final long REPLY_TIMEOUT_MS = 10_000;

  /** In how many steps a time-out passes. */
  private static final int PATIENCE_STEPS = 8;

  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setLocalOnly(true).setCodecName(AsIs.NAME);

  /**
   * A question with the promise of its answer in it: a reply over the bus would cost a handler of its own for each.
   *
   * @param answer completed on the event loop of whoever is asked
   */
  private record Question<Q, A extends @Nullable Object>(Q body, Promise<A> answer) {}

  private final Vertx vertx;
  private final EventBus eventBus;

  /** One a Vertx: registers the codec. */
  LocalBus(Vertx vertx) {
    this.vertx = vertx;
    this.eventBus = vertx.eventBus().registerCodec(new AsIs());
  }

  /** Tells every event loop of this instance that subscribed to the room, in the order of the calls. */
  void publish(RoomName room, RoomEvent event) {
    eventBus.publish(EVENTS + room.value(), event, OPTIONS);
  }

  /** Hears what is published of the room, on the caller's context, until the consumer is unregistered. */
  MessageConsumer<RoomEvent> subscribe(RoomName room, Consumer<RoomEvent> subscriber) {
    return eventBus.localConsumer(
        EVENTS + room.value(), message -> subscriber.accept(message.body()));
  }

  /** Tells all who {@linkplain #receive receive}. */
  <B> void tell(String address, B body) {
    eventBus.publish(address, body, OPTIONS);
  }

  /** Fails when nobody {@linkplain #receive receives}. */
  <B> Future<Void> send(String address, B body) {
    return eventBus.<B>sender(address, OPTIONS).write(body);
  }

  <B> Future<Void> receive(String address, Consumer<B> receiver) {
    return eventBus
        .<B>localConsumer(address, message -> receiver.accept(message.body()))
        .completion();
  }

  /** The answer of whoever {@linkplain #answer answers}, on the caller's context. */
  <Q, A extends @Nullable Object> Future<A> ask(String address, Q body) {
    Context caller = vertx.getOrCreateContext();
    Promise<A> answer = Promise.promise();
    Promise<A> told = Promise.promise();
    answer.future().onComplete(done -> caller.runOnContext(hop -> told.handle(done)));
    answer.future().onFailure(OutOfMemory::endIf);
    send(address, new Question<>(body, answer)).onFailure(answer::tryFail);
    return told.future();
  }

  /** As {@link #ask}, but fails when there is no answer in time. */
  <Q, A extends @Nullable Object> Future<A> ask(String address, Q body, long timeoutMs) {
    return within(timeoutMs, address, ask(address, body));
  }

  /**
   * The outcome, or a failure when there is none after so much time in which this event loop was not held up: what it held up itself, as
   * when a crowd comes in, is not late.
   */
  private <A extends @Nullable Object> Future<A> within(
      long timeoutMs, String address, Future<A> outcome) {
    Promise<A> told = Promise.promise();
    Patience patience = new Patience(
        timeoutMs / PATIENCE_STEPS,
        () -> told.tryFail(new TimeoutException("no answer of " + address)));
    outcome.onComplete(done -> {
      patience.end();
      if (done.succeeded()) {
        told.tryComplete(done.result());
      } else {
        told.tryFail(done.cause());
      }
    });
    return told.future();
  }

  /** Time by the turns of an event loop: however long a turn takes, it counts for no more than a step. */
  private final class Patience {
    private final long stepMs;
    private final Runnable whenOver;
    private int left = PATIENCE_STEPS;
    private long timer;

    Patience(long stepMs, Runnable whenOver) {
      this.stepMs = stepMs;
      this.whenOver = whenOver;
      this.timer = vertx.setTimer(stepMs, this::step);
    }

    private void step(long timer) {
      left--;
      if (left > 0) {
        this.timer = vertx.setTimer(stepMs, this::step);
      } else {
        whenOver.run();
      }
    }

    void end() {
      vertx.cancelTimer(timer);
    }
  }

  /** As {@link #answer(String, Function)}, but fails when the service has no answer in time. */
  <Q, A extends @Nullable Object> Future<Void> answer(
      String address, long timeoutMs, Function<Q, Future<A>> service) {
    return this.<Q, A>answer(
        address, question -> within(timeoutMs, address, service.apply(question)));
  }

  <Q, A extends @Nullable Object> Future<Void> answer(
      String address, Function<Q, Future<A>> service) {
    return this.<Question<Q, A>>receive(
        address,
        // By compose, so that a service that throws has answered too.
        question ->
            Future.succeededFuture(question.body).compose(service).onComplete(question.answer));
  }

  /** Passes a body by reference; possible since all bodies are immutable and stay in this process. */
  private static final class AsIs implements MessageCodec<Object, Object> {
    static final String NAME = "as-is";

    @Override
    public Object transform(Object body) {
      return body;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object body) {
      throw new UnsupportedOperationException("this bus is local");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
      throw new UnsupportedOperationException("this bus is local");
    }
  }
}
