package salons.redis;

import io.vertx.core.Future;
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
import salons.protocol.RoomName;
import salons.room.ClusterStatus;

/**
 * All instances and their rooms, as Redis has them; what cannot be read is left out. Everything on the event loop of the verticle that
 * made it.
 */
final class ClusterView implements ClusterStatus {
  private final RedisConnector connector;
  private final PresenceTimes times;
  private final InstanceInfo self;
  private final PresenceTracker tracker;
  private final OccupiedRooms occupied;
  private final RedisLatency latency;
  private final RedisHealth health;
  private final Unreadable unreadable;

  // Owned by the verticle's event loop.
  private final Map<Object, Integer> connections = new HashMap<>();

  /** What stands in Redis: until when the leases last, what the instances say, how many people each has in a room. */
  private record Found(
      long now,
      Map<String, String> leases,
      Map<String, String> abouts,
      Map<String, String> members) {}

  ClusterView(
      RedisConnector connector,
      PresenceTimes times,
      InstanceInfo self,
      PresenceTracker tracker,
      OccupiedRooms occupied,
      RedisLatency latency,
      RedisHealth health,
      Unreadable unreadable) {
    this.connector = connector;
    this.times = times;
    this.self = self;
    this.tracker = tracker;
    this.occupied = occupied;
    this.latency = latency;
    this.health = health;
    this.unreadable = unreadable;
  }

  @Override
  public void connections(Object loop, int count) {
    connections.put(loop, count);
  }

  /** What the others are told of this instance. */
  String about() {
    int all = connections.values().stream().mapToInt(n -> n).sum();
    return InstanceJson.encode(self, all, tracker.size(), connector.localHost());
  }

  @Override
  public Future<RoomPage> rooms(RoomQuery query) {
    return occupied.page(query);
  }

  @Override
  public Future<State> state(@Nullable RoomName room) {
    return find(room)
        .timeout(times.patienceMs(), TimeUnit.MILLISECONDS)
        .map(found -> new State(self.id(), living(found), redisNow(null)))
        .otherwise(unreachable -> new State(
            self.id(), List.of(instance()), redisNow(new RedisFailure(RedisFailure.Kind.LATE))));
  }

  @Override
  public Future<RedisState> redis() {
    return Future.succeededFuture(redisNow(null));
  }

  /**
   * @param met what somebody met who asked right now, if that says more
   */
  private RedisState redisNow(@Nullable RedisFailure met) {
    RedisFailure known = health.failure();
    RedisFailure failure = known == null ? met : known;
    return new RedisState(
        self.mode(), failure == null ? null : failure.kind().words(), latency.sample());
  }

  /** This instance, without what only Redis knows of it. */
  private Instance instance() {
    return InstanceJson.decode(about(), 0, 0);
  }

  private Future<Found> find(@Nullable RoomName room) {
    Future<Long> now = connector.send(Request.cmd(Command.TIME)).map(ClusterView::ms);
    Future<Map<String, String>> leases = map(
        Keys.LEASES, Request.cmd(Command.ZRANGE).arg(Keys.LEASES).arg(0).arg(-1).arg("WITHSCORES"));
    Future<Map<String, String>> abouts =
        map(Keys.ABOUT, Request.cmd(Command.HGETALL).arg(Keys.ABOUT));
    Future<Map<String, String>> members =
        room == null ? Future.succeededFuture(Map.of()) : members(Keys.of(room).presence());
    return Future.all(now, leases, abouts, members)
        .map(all -> new Found(now.result(), leases.result(), abouts.result(), members.result()));
  }

  private Future<Map<String, String>> members(String key) {
    return map(key, Request.cmd(Command.HGETALL).arg(key));
  }

  private Future<Map<String, String>> map(String key, Request request) {
    return unreadable.orElse(
        connector.send(request).map(ClusterView::map), "list of instances", key, Map.of());
  }

  private List<Instance> living(Found found) {
    List<Instance> living = new ArrayList<>();
    found.leases.forEach((incarnation, until) -> {
      // What it says of itself right now, where this is the instance itself.
      String about =
          incarnation.equals(tracker.incarnation()) ? about() : found.abouts.get(incarnation);
      try {
        long left = (long) Double.parseDouble(until) - found.now;
        if (about != null && left > 0) {
          int members =
              unreadable.parseCount(found.members.getOrDefault(incarnation, "0"), "its presence");
          living.add(InstanceJson.decode(about, Math.max(0, times.leaseMs() - left), members));
        }
      } catch (IllegalArgumentException e) {
        unreadable.skip("instance", "in " + Keys.ABOUT + ": " + e.getMessage());
      }
    });
    if (living.isEmpty()) {
      // The leases could not be read, or this instance has none yet.
      living.add(instance());
    }
    living.sort(Comparator.comparing(Instance::id).thenComparing(Instance::startedAt));
    return living;
  }

  private static long ms(Response time) {
    return time.get(0).toLong() * 1_000 + time.get(1).toLong() / 1_000;
  }

  /** Names and values, which come in turn. */
  private static Map<String, String> map(Response reply) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i + 1 < reply.size(); i += 2) {
      map.put(reply.get(i).toString(), reply.get(i + 1).toString());
    }
    return map;
  }
}
