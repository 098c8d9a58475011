package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import salons.async.SingleFlight;
import salons.protocol.RoomName;
import salons.room.ClusterStatus;

/** All instances and their rooms, as Redis has them. Everything on the event loop of the verticle that made it. */
final class ClusterView implements ClusterStatus {
  /** Rooms that are looked at for each that is asked for: the list may be late, and have some that are empty by now. */
  private static final int SPARE = 2;

  /** Redis 6.0 has no other way to read backwards. */
  private static final Command FULLEST = Command.create("ZREVRANGE");

  private static final Comparator<OccupiedRoom> FULLEST_FIRST = Comparator.comparingInt(
          OccupiedRoom::members)
      .reversed()
      .thenComparing(room -> room.name().value());

  private final RedisConnector connector;
  private final PresenceTimes times;
  private final InstanceInfo self;
  private final PresenceTracker tracker;
  private final RedisLatency latency;

  // Owned by the verticle's event loop.
  private final Map<Object, Integer> connections = new HashMap<>();
  private final SingleFlight<List<OccupiedRoom>> listing = new SingleFlight<>(this::fullest);

  ClusterView(
      RedisConnector connector,
      PresenceTimes times,
      InstanceInfo self,
      PresenceTracker tracker,
      RedisLatency latency) {
    this.connector = connector;
    this.times = times;
    this.self = self;
    this.tracker = tracker;
    this.latency = latency;
  }

  @Override
  public void connections(Object loop, int count) {
    connections.put(loop, count);
  }

  /** What the others are told of this instance: see {@link #instance}. */
  String about() {
    return new JsonObject()
        .put("id", self.id())
        .put("host", self.host())
        .put("port", self.port())
        .put("startedAt", self.startedAt())
        .put("url", self.url())
        .put("connections", connections.values().stream().mapToInt(n -> n).sum())
        .put("rooms", tracker.size())
        .put("version", self.version())
        .encode();
  }

  private static Instance instance(String about, long ageMs, int members) {
    JsonObject json = new JsonObject(about);
    return new Instance(
        json.getString("id"),
        json.getString("host"),
        json.getInteger("port"),
        json.getLong("startedAt"),
        json.getString("url"),
        json.getInteger("connections"),
        json.getInteger("rooms"),
        json.getString("version"),
        ageMs,
        members);
  }

  /** All who ask at the same time share one answer. */
  @Override
  public Future<List<OccupiedRoom>> rooms() {
    return listing.run();
  }

  private Future<List<OccupiedRoom>> fullest() {
    return connector
        .send(Request.cmd(FULLEST).arg(Keys.OCCUPIED).arg(0).arg(MOST_ROOMS * SPARE - 1))
        .compose(this::count)
        .map(rooms -> rooms.stream()
            .filter(room -> room.members() > 0)
            .sorted(FULLEST_FIRST)
            .limit(MOST_ROOMS)
            .toList())
        .timeout(times.patienceMs(), TimeUnit.MILLISECONDS);
  }

  /** Asks each room itself, and takes those that are empty off the list. */
  private Future<List<OccupiedRoom>> count(Response names) {
    List<Future<OccupiedRoom>> rooms = new ArrayList<>();
    for (Response name : names) {
      RoomName room = new RoomName(name.toString());
      Request count = Request.cmd(Command.HGET).arg(Keys.of(room).presence()).arg("count");
      rooms.add(connector.send(count).map(reply -> counted(room, reply)));
    }
    return Future.all(rooms).map(all -> all.list());
  }

  private OccupiedRoom counted(RoomName room, @Nullable Response count) {
    int members = count == null ? 0 : count.toInteger();
    if (members == 0) {
      tracker.list(room, 0);
    }
    return new OccupiedRoom(room, members);
  }

  @Override
  public Future<State> state(@Nullable RoomName room) {
    return instances(room)
        .timeout(times.patienceMs(), TimeUnit.MILLISECONDS)
        .map(all -> state(all, true))
        .otherwise(unreachable -> state(List.of(instance(about(), 0, 0)), false));
  }

  private State state(List<Instance> all, boolean reachable) {
    return new State(self.id(), all, new RedisState(self.mode(), reachable, latency.sample()));
  }

  private Future<List<Instance>> instances(@Nullable RoomName room) {
    Future<Response> time = connector.send(Request.cmd(Command.TIME));
    Future<Response> leases = connector.send(
        Request.cmd(Command.ZRANGE).arg(Keys.LEASES).arg(0).arg(-1).arg("WITHSCORES"));
    Future<Response> abouts = connector.send(Request.cmd(Command.HGETALL).arg(Keys.ABOUT));
    Future<Map<String, String>> presence = room == null
        ? Future.succeededFuture(Map.of())
        : connector
            .send(Request.cmd(Command.HGETALL).arg(Keys.of(room).presence()))
            .map(ClusterView::map);
    return Future.all(time, leases, abouts, presence)
        .map(all -> living(
            ms(time.result()), map(leases.result()), map(abouts.result()), presence.result()));
  }

  /**
   * @param leases until when, by incarnation
   * @param presence how many people, by incarnation
   */
  private List<Instance> living(
      long now,
      Map<String, String> leases,
      Map<String, String> abouts,
      Map<String, String> presence) {
    List<Instance> living = new ArrayList<>();
    leases.forEach((incarnation, until) -> {
      long left = (long) Double.parseDouble(until) - now;
      // What it says of itself right now, where this is the instance itself.
      String about = incarnation.equals(tracker.incarnation()) ? about() : abouts.get(incarnation);
      if (about != null && left > 0) {
        int members = Integer.parseInt(presence.getOrDefault(incarnation, "0"));
        living.add(instance(about, Math.max(0, times.leaseMs() - left), members));
      }
    });
    living.sort(Comparator.comparing(Instance::id).thenComparing(Instance::startedAt));
    return living;
  }

  private static long ms(Response time) {
    return time.get(0).toLong() * 1_000 + time.get(1).toLong() / 1_000;
  }

  /** Names and values, whether Redis tells them in turn or in pairs. */
  private static Map<String, String> map(Response reply) {
    Map<String, String> map = new HashMap<>();
    if (reply.isMap()) {
      reply.getKeys().forEach(key -> map.put(key, reply.get(key).toString()));
    } else if (reply.size() > 0 && reply.get(0).isArray()) {
      reply.forEach(pair -> map.put(pair.get(0).toString(), pair.get(1).toString()));
    } else {
      for (int i = 0; i + 1 < reply.size(); i += 2) {
        map.put(reply.get(i).toString(), reply.get(i + 1).toString());
      }
    }
    return map;
  }
}
