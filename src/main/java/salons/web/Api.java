package salons.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.auth.Access;
import salons.auth.Action;
import salons.auth.Principal;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.ClusterStatus;

/** What can be asked over plain HTTP. Answers are never kept by anybody: they are true for a moment. */
final class Api {
  private static final double NS_A_MS = 1e6;
  private static final String PRINCIPAL = "principal";

  private final ClusterStatus overview;
  private final HttpConnections http;
  private final Access access;

  // Owned by the event loop of the verticle that mounted it.
  private final RecentAnswers<String, Buffer> recent = new RecentAnswers<>(System::nanoTime);

  Api(ClusterStatus overview, HttpConnections http, Access access) {
    this.overview = overview;
    this.http = http;
    this.access = access;
  }

  void mount(Router router) {
    router.route("/api/*").handler(this::limit).handler(this::identify);
    Routes.reading(router, "/api/rooms").handler(this::rooms);
    Routes.reading(router, "/api/cluster").handler(this::cluster);
  }

  private void limit(RoutingContext context) {
    long wait = http.request(context.request());
    if (wait == 0) {
      context.next();
    } else {
      Problem.end(context.response(), 429, Refusal.rateLimited("requests", wait));
    }
  }

  /** What follows knows who asks: {@link #principal}. */
  private void identify(RoutingContext context) {
    Bearer.principal(access, context.request())
        .onSuccess(known -> {
          context.put(PRINCIPAL, known);
          context.next();
        })
        .onFailure(failure -> Problem.end(context.response(), Refusal.of(failure)));
  }

  private static Principal principal(RoutingContext context) {
    return context.get(PRINCIPAL, Principal.GUEST);
  }

  private void rooms(RoutingContext context) {
    answer(
        context,
        "rooms",
        () -> overview.rooms().map(rooms -> new JsonObject().put("rooms", json(rooms))));
  }

  private JsonArray json(List<ClusterStatus.OccupiedRoom> rooms) {
    JsonArray array = new JsonArray();
    rooms.stream()
        .filter(room -> access.policy().lists(room.name()))
        .forEach(room -> array.add(
            new JsonObject().put("name", room.name().value()).put("members", room.members())));
    return array;
  }

  private void cluster(RoutingContext context) {
    RoomName room;
    try {
      String name = context.request().getParam("room");
      room = name == null ? null : new RoomName(name);
    } catch (RefusedException e) {
      Problem.end(context.response(), 400, e.refusal());
      return;
    } catch (IllegalArgumentException e) {
      Problem.end(context.response(), 400, "The query is not percent-encoded as it should be.");
      return;
    }
    if (room != null && !access.policy().may(principal(context), Action.READ, room)) {
      Action read = Action.READ;
      Problem.end(context.response(), Refusal.forbidden(read.verb(), room.value(), read.right()));
      return;
    }
    answer(context, "cluster " + room, () -> overview.state(room).map(state -> json(state, room)));
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

  private void answer(RoutingContext context, String asked, Supplier<Future<JsonObject>> call) {
    HttpServerResponse response = context.response();
    recent
        .get(asked, () -> call.get().map(JsonObject::toBuffer))
        .onSuccess(body ->
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body))
        .onFailure(failure -> refuse(response, failure));
  }

  private static void refuse(HttpServerResponse response, Throwable failure) {
    if (failure instanceof RefusedException tooMuch) {
      Problem.end(response, 429, tooMuch.refusal());
    } else {
      Problem.end(response, 503, Refusal.unavailable());
    }
  }
}
