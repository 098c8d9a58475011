package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import salons.async.SingleFlight;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.ClusterStatus;
import salons.room.ClusterStatus.OccupiedRoom;

/** The rooms with the most people: found by the list of them, counted by the rooms themselves. */
final class OccupiedRooms {
  /** Rooms that are counted for each that is wanted: the list may be late, and have some that are empty by now. */
  private static final int SPARE = 2;

  private static final Comparator<OccupiedRoom> FULLEST_FIRST = Comparator.comparingInt(
          OccupiedRoom::members)
      .reversed()
      .thenComparing(room -> room.name().value());

  private final RedisConnector connector;
  private final RoomIndex index;
  private final Unreadable unreadable;
  private final long patienceMs;
  private final SingleFlight<List<OccupiedRoom>> listing = new SingleFlight<>(this::list);

  OccupiedRooms(
      RedisConnector connector, RoomIndex index, PresenceTimes times, Unreadable unreadable) {
    this.connector = connector;
    this.index = index;
    this.unreadable = unreadable;
    this.patienceMs = times.patienceMs();
  }

  /** As {@link ClusterStatus#rooms}; all who ask at the same time share one answer. */
  Future<List<OccupiedRoom>> fullest() {
    return listing.run();
  }

  private Future<List<OccupiedRoom>> list() {
    return index
        .fullest(ClusterStatus.MOST_ROOMS * SPARE)
        .compose(names -> Future.all(names.stream().map(this::count).toList()))
        .map(counted -> counted.<Optional<OccupiedRoom>>list().stream()
            .flatMap(Optional::stream)
            .sorted(FULLEST_FIRST)
            .limit(ClusterStatus.MOST_ROOMS)
            .toList())
        .timeout(patienceMs, TimeUnit.MILLISECONDS);
  }

  private Future<Optional<OccupiedRoom>> count(String name) {
    String key = Keys.named(name).presence();
    Future<String> count = connector
        .send(Request.cmd(Command.HGET).arg(key).arg("count"))
        .map(reply -> reply == null ? "0" : reply.toString());
    return unreadable
        .orElse(count, "room's presence", key, "0")
        .map(text -> counted(name, unreadable.parseCount(text, key)));
  }

  /** Takes an empty room off the list, whatever its name. */
  private Optional<OccupiedRoom> counted(String name, int members) {
    if (members == 0) {
      index.recordOccupancy(name, 0).onFailure(emptyStill -> {});
      return Optional.empty();
    }
    Optional<RoomName> room = name(name);
    if (room.isEmpty()) {
      unreadable.skip("room name", "in " + Keys.OCCUPIED);
    }
    return room.map(known -> new OccupiedRoom(known, members));
  }

  /** Empty for what no instance can have let in. */
  private static Optional<RoomName> name(String name) {
    try {
      return Optional.of(RoomName.stored(name));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }
}
