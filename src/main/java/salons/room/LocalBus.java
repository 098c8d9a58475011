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
import salons.protocol.RoomName;

/** What the ports of the {@link Bus} are made of: typed sends, questions and events on Vert.x' local event bus. */
final class LocalBus {
  private static final String EVENTS = "room.";

  /** Longer than whoever is asked takes to give up by itself, so that this one never decides an outcome. */
  static final long REPLY_TIMEOUT_MS = 10_000;

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
    send(address, new Question<>(body, answer)).onFailure(answer::tryFail);
    return told.future();
  }

  /** As {@link #ask}, but fails when there is no answer in time. */
  <Q, A extends @Nullable Object> Future<A> ask(String address, Q body, long timeoutMs) {
    Promise<A> told = Promise.promise();
    long timer = vertx.setTimer(
        timeoutMs, late -> told.tryFail(new TimeoutException("no answer of " + address)));
    this.<Q, A>ask(address, body).onComplete(done -> {
      if (vertx.cancelTimer(timer)) {
        told.handle(done);
      }
    });
    return told.future();
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
