package salons.room;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;
import salons.protocol.UserName;

/**
 * The local event bus with types: every address and every body that travels between the verticles is declared here. Bodies are
 * immutable and pass by reference. What one verticle sends to another arrives in the order of sending.
 */
public final class Bus implements RoomLog, PresenceService, ClusterStatus {
  private static final String PUBLISH = "log.publish";
  private static final String ATTACH = "log.attach";
  private static final String DETACH = "log.detach";
  private static final String COMPARE = "log.compare";
  private static final String READ = "log.read";
  private static final String PING = "log.ping";
  private static final String ENTER = "people.enter";
  private static final String LOOK = "people.look";
  private static final String LEAVE = "people.leave";
  private static final String TYPING = "people.typing";
  private static final String ROOMS = "overview.rooms";
  private static final String STATE = "overview.state";
  private static final String CONNECTIONS = "overview.connections";
  private static final String NEWS = "room.";

  /** Longer than the log takes to give up by itself, so that this one never decides an outcome. */
  private static final long REPLY_TIMEOUT_MS = 10_000;

  /** How long somebody who enters a room waits for a log that does not answer. */
  private static final long ATTACH_TIMEOUT_MS = 2_000;

  private static final DeliveryOptions OPTIONS = new DeliveryOptions()
      .setLocalOnly(true)
      .setCodecName(AsIs.NAME)
      .setSendTimeout(REPLY_TIMEOUT_MS);
  private static final DeliveryOptions ATTACH_OPTIONS =
      new DeliveryOptions(OPTIONS).setSendTimeout(ATTACH_TIMEOUT_MS);

  /**
   * @param outcome completed on the event loop of those who count the people
   */
  private record Appearance(RoomName room, UserName user, Promise<Presence> outcome) {}

  private record Writing(RoomName room, UserName user, boolean on) {}

  private record Load(Object loop, int connections) {}

  private record Departure(RoomName room, UserName user, boolean abruptly) {}

  private final Vertx vertx;

  private final EventBus eventBus;

  /** One a Vertx: registers the codec. */
  public Bus(Vertx vertx) {
    this.vertx = vertx;
    eventBus = vertx.eventBus().registerCodec(new AsIs());
  }

  /** Answers everybody's calls by {@code log}, on the caller's context. */
  public Future<Void> serve(RoomLog log) {
    return Future.all(List.of(
            eventBus
                .<List<PublishBatch>>localConsumer(PUBLISH, m -> log.publish(m.body()))
                .completion(),
            this.<RoomName, LogPage>answer(ATTACH, log::attach),
            this.<RoomName, Void>answer(COMPARE, log::compare),
            this.<LogPage.Request, LogPage>answer(READ, log::read),
            this.<String, Long>answer(PING, p -> log.ping()),
            eventBus.<RoomName>localConsumer(DETACH, m -> log.detach(m.body())).completion()))
        .mapEmpty();
  }

  @Override
  public void publish(List<PublishBatch> said) {
    eventBus
        .<List<PublishBatch>>sender(PUBLISH, OPTIONS)
        .write(said)
        .onFailure(failure -> said.forEach(room -> room.outcome().tryFail(failure)));
  }

  /** A send without a reply over the bus, which would cost a timer and a handler of its own for each. */
  private <B, A> Future<A> send(String address, B body, Promise<A> outcome) {
    Context caller = vertx.getOrCreateContext();
    Promise<A> told = Promise.promise();
    outcome.future().onComplete(done -> caller.runOnContext(hop -> told.handle(done)));
    eventBus.<B>sender(address, OPTIONS).write(body).onFailure(outcome::tryFail);
    return told.future();
  }

  @Override
  public Future<LogPage> attach(RoomName room) {
    return eventBus.<LogPage>request(ATTACH, room, ATTACH_OPTIONS).map(Message::body);
  }

  @Override
  public void detach(RoomName room) {
    eventBus.send(DETACH, room, OPTIONS);
  }

  @Override
  public Future<Void> compare(RoomName room) {
    return eventBus.request(COMPARE, room, ATTACH_OPTIONS).mapEmpty();
  }

  @Override
  public Future<LogPage> read(LogPage.Request request) {
    return eventBus.<LogPage>request(READ, request, OPTIONS).map(Message::body);
  }

  @Override
  public Future<Long> ping() {
    return eventBus.<Long>request(PING, PING, ATTACH_OPTIONS).map(Message::body);
  }

  /** Answers everybody's calls by {@code overview}, on the caller's context. */
  public Future<Void> serve(ClusterStatus overview) {
    return Future.all(
            this.<String, List<OccupiedRoom>>answer(ROOMS, r -> overview.rooms()),
            this.<Optional<RoomName>, State>answer(
                STATE, room -> overview.state(room.orElse(null))),
            eventBus
                .<Load>localConsumer(
                    CONNECTIONS, m -> overview.connections(m.body().loop, m.body().connections))
                .completion())
        .mapEmpty();
  }

  @Override
  public Future<List<OccupiedRoom>> rooms() {
    return eventBus.<List<OccupiedRoom>>request(ROOMS, ROOMS, OPTIONS).map(Message::body);
  }

  @Override
  public Future<State> state(@Nullable RoomName room) {
    return eventBus.<State>request(STATE, Optional.ofNullable(room), OPTIONS).map(Message::body);
  }

  @Override
  public void connections(Object loop, int count) {
    eventBus.send(CONNECTIONS, new Load(loop, count), OPTIONS);
  }

  /** Answers everybody's calls by {@code people}, on the caller's context. */
  public Future<Void> serve(PresenceService people) {
    return Future.all(
            eventBus
                .<Appearance>localConsumer(ENTER, m -> appear(m.body(), people::enter))
                .completion(),
            eventBus
                .<Appearance>localConsumer(LOOK, m -> appear(m.body(), people::look))
                .completion(),
            eventBus
                .<Writing>localConsumer(TYPING, m -> write(m.body(), people))
                .completion(),
            eventBus
                .<Departure>localConsumer(LEAVE, m -> depart(m.body(), people))
                .completion())
        .mapEmpty();
  }

  private static void appear(
      Appearance body, BiFunction<RoomName, UserName, Future<Presence>> people) {
    people.apply(body.room, body.user).onComplete(body.outcome);
  }

  private static void depart(Departure body, PresenceService people) {
    people.leave(body.room, body.user, body.abruptly);
  }

  @Override
  public Future<Presence> enter(RoomName room, UserName user) {
    Promise<Presence> outcome = Promise.promise();
    return send(ENTER, new Appearance(room, user, outcome), outcome);
  }

  @Override
  public Future<Presence> look(RoomName room, UserName user) {
    Promise<Presence> outcome = Promise.promise();
    return send(LOOK, new Appearance(room, user, outcome), outcome);
  }

  @Override
  public void leave(RoomName room, UserName user, boolean abruptly) {
    eventBus.send(LEAVE, new Departure(room, user, abruptly), OPTIONS);
  }

  private static void write(Writing body, PresenceService people) {
    people.typing(body.room, body.user, body.on);
  }

  @Override
  public void typing(RoomName room, UserName user, boolean on) {
    eventBus.send(TYPING, new Writing(room, user, on), OPTIONS);
  }

  /** Tells every event loop of this instance that listens to the room. */
  public void tell(RoomName room, RoomEvent news) {
    eventBus.publish(NEWS + room.value(), news, OPTIONS);
  }

  /** Hears what is told of the room, on the caller's context, until the consumer is unregistered. */
  MessageConsumer<RoomEvent> listen(RoomName room, Consumer<RoomEvent> listener) {
    return eventBus.localConsumer(NEWS + room.value(), message -> listener.accept(message.body()));
  }

  private <Q, A> Future<Void> answer(String address, Function<Q, Future<A>> service) {
    MessageConsumer<Q> consumer = eventBus.localConsumer(address);
    return consumer
        .handler(question -> service
            .apply(question.body())
            .onSuccess(answer -> question.reply(answer, OPTIONS))
            .onFailure(failure -> question.fail(0, failure.getMessage())))
        .completion();
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
