package salons.room;

import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;

/** The status of the cluster, asked over the bus. */
final class BusStatus implements ClusterStatus {
  private static final String ROOMS = "status.rooms";
  private static final String STATE = "status.state";
  private static final String REDIS = "status.redis";
  private static final String CONNECTIONS = "status.connections";

  private record Load(Object loop, int connections) {}

  private final LocalBus bus;

  BusStatus(LocalBus bus) {
    this.bus = bus;
  }

  static Future<Void> serve(LocalBus bus, ClusterStatus status) {
    return Future.all(
            bus.<RoomQuery, RoomPage>answer(ROOMS, status::rooms),
            bus.<Optional<RoomName>, State>answer(STATE, room -> status.state(room.orElse(null))),
            bus.<String, RedisState>answer(REDIS, now -> status.redis()),
            bus.<Load>receive(CONNECTIONS, load -> status.connections(load.loop, load.connections)))
        .mapEmpty();
  }

  @Override
  public Future<RoomPage> rooms(RoomQuery query) {
    return bus.ask(ROOMS, query, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<State> state(@Nullable RoomName room) {
    return bus.ask(STATE, Optional.ofNullable(room), LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<RedisState> redis() {
    return bus.ask(REDIS, REDIS, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public void connections(Object loop, int count) {
    bus.send(CONNECTIONS, new Load(loop, count)).onFailure(stopped -> {});
  }
}
