package salons.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.auth.Action;
import salons.auth.Policy;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;
import salons.room.Bus;
import salons.room.ClusterStatus;
import salons.room.ClusterStatus.RoomPage;
import salons.room.ClusterStatus.RoomPlace;
import salons.room.ClusterStatus.RoomQuery;
import salons.room.PresenceService;
import salons.room.RulesService;

/** Answers what can be seen of rooms and instances. Answers are never kept by anybody: they are true for a moment. */
final class Api {
  private static final double NS_A_MS = 1e6;

  private final ClusterStatus overview;
  private final PresenceService presence;
  private final RulesService rules;
  private final Policy policy;

  // Owned by the event loop of the verticle that made it.
  private final RecentAnswers<Object, Buffer> recent = new RecentAnswers<>(System::nanoTime);

  Api(Bus bus, Policy policy) {
    this.policy = policy;
    this.overview = bus.status();
    this.presence = bus.presence();
    this.rules = bus.rules();
  }

  void rooms(RoutingContext context) {
    String text = ApiRequest.query(context, "q").getString("").toLowerCase(Locale.ROOT);
    String after = ApiRequest.query(context, "after").getString();
    int limit = ApiRequest.query(context, "limit").getInteger(ClusterStatus.MOST_ROOMS);
    RoomQuery query = new RoomQuery(text, after == null ? null : place(after), limit);
    answer(
        context,
        query,
        () -> overview.rooms(query).map(page -> json(page, policy::lists).toBuffer()));
  }

  /** The contract has seen that it has the form of one. */
  private static RoomPlace place(String next) {
    int colon = next.indexOf(':');
    return new RoomPlace(Long.parseLong(next.substring(0, colon)), next.substring(colon + 1));
  }

  /** Those rooms of the page that are told. */
  private static JsonObject json(RoomPage page, Predicate<RoomName> told) {
    List<ClusterStatus.OccupiedRoom> rooms =
        page.rooms().stream().filter(room -> told.test(room.name())).toList();
    JsonObject json = new JsonObject().put("rooms", json(rooms));
    RoomPlace next = page.next();
    return next == null ? json : json.put("next", next.members() + ":" + next.name());
  }

  /** Who is in one room. */
  void room(RoutingContext context) {
    RoomName room = ApiRequest.allowed(context, policy, Action.READ);
    if (room != null) {
      answer(
          context,
          room,
          () -> presence
              .look(room)
              .compose(now -> rules
                  .of(room)
                  .map(holding ->
                      Buffer.buffer(ServerFrames.room(room, now.count(), now.people(), holding)))));
    }
  }

  void contract(RoutingContext context) {
    context
        .vertx()
        .executeBlocking(() -> ClassPathFiles.read(Contract.FILE), false)
        .onSuccess(text -> context
            .response()
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
            .end(text))
        .onFailure(context::fail);
  }

  private static JsonArray json(List<ClusterStatus.OccupiedRoom> rooms) {
    JsonArray array = new JsonArray();
    rooms.forEach(room -> array.add(
        new JsonObject().put("name", room.name().value()).put("members", room.members())));
    return array;
  }

  void cluster(RoutingContext context) {
    boolean named = !ApiRequest.query(context, "room").isNull();
    RoomName room = named ? ApiRequest.allowed(context, policy, Action.READ) : null;
    if (!named || room != null) {
      answer(
          context,
          "cluster " + room,
          () -> overview.state(room).map(state -> json(state, room).toBuffer()));
    }
  }

  private static JsonObject json(ClusterStatus.State state, @Nullable RoomName room) {
    JsonArray instances = new JsonArray();
    state.instances().forEach(instance -> instances.add(json(instance, room != null)));
    return new JsonObject()
        .put("self", state.self())
        .put("instances", instances)
        .put("redis", json(state.redis()));
  }

  private static JsonObject json(ClusterStatus.Instance instance, boolean withMembers) {
    JsonObject json = new JsonObject()
        .put("id", instance.id())
        .put("host", instance.host())
        .put("port", instance.port())
        .put("startedAt", instance.startedAt());
    if (instance.url() != null) {
      json.put("url", instance.url());
    }
    json.put("connections", instance.connections())
        .put("rooms", instance.rooms())
        .put("version", instance.version())
        .put("ageMs", instance.ageMs());
    return withMembers ? json.put("members", instance.members()) : json;
  }

  private static JsonObject json(ClusterStatus.RedisState redis) {
    JsonObject json =
        new JsonObject().put("mode", redis.mode()).put("reachable", redis.reachable());
    ClusterStatus.Sample sample = redis.sample();
    if (sample != null) {
      json.put("roundTripMs", sample.roundTripNs() / NS_A_MS)
          .put("pubsubMs", sample.pubsubNs() / NS_A_MS)
          .put("ageMs", sample.ageMs());
    }
    return json;
  }

  private void answer(RoutingContext context, Object asked, Supplier<Future<Buffer>> call) {
    HttpServerResponse response = context.response();
    recent
        .get(asked, call)
        .onSuccess(body ->
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body))
        .onFailure(failure -> refuse(response, failure));
  }

  private static void refuse(HttpServerResponse response, Throwable failure) {
    if (failure instanceof RefusedException tooMuch) {
      Problem.end(response, tooMuch.refusal());
    } else {
      Problem.end(response, Refusal.unavailable());
    }
  }
}
