package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Collection;
import java.util.List;
import salons.protocol.RoomName;

/**
 * By which rooms are found in Redis: those in which an incarnation has people, for whoever sweeps it, and all that are occupied, by
 * how many. The lists are in another place than the rooms, so they may be late for a while; whoever reads them asks the rooms
 * themselves.
 */
final class RoomIndex {
  private static final int ROOMS_PER_COMMAND = 500;

  private final RedisConnector connector;
  private final long ttlS;

  RoomIndex(RedisConnector connector, PresenceTimes times) {
    this.connector = connector;
    this.ttlS = times.instancesTtlS();
  }

  /** From now on the incarnation may have people in these rooms. */
  void enlist(String incarnation, Collection<RoomName> rooms) {
    String key = Keys.roomsOf(incarnation);
    List<RoomName> all = List.copyOf(rooms);
    for (int i = 0; i < all.size(); i += ROOMS_PER_COMMAND) {
      Request request = Request.cmd(Command.SADD).arg(key);
      all.subList(i, Math.min(i + ROOMS_PER_COMMAND, all.size()))
          .forEach(room -> request.arg(room.value()));
      sendAndForget(request);
    }
    // Each renewal of the lease does it again; but this instance may die before the next.
    sendAndForget(Request.cmd(Command.EXPIRE).arg(key).arg(ttlS));
  }

  /** The incarnation has nobody in this room any more. */
  void delist(String incarnation, RoomName room) {
    sendAndForget(Request.cmd(Command.SREM).arg(Keys.roomsOf(incarnation)).arg(room.value()));
  }

  /** When it fails the connection fell, and all is said anew. */
  private void sendAndForget(Request request) {
    if (connector.isUp()) {
      connector.send(request).onFailure(saidAnew -> {});
    }
  }

  /** Lists a room as having so many people; with none it is taken off the list. */
  Future<?> list(RoomName room, int count) {
    if (count == 0) {
      return connector.send(Request.cmd(Command.ZREM).arg(Keys.OCCUPIED).arg(room.value()));
    }
    return connector
        .send(Request.cmd(Command.ZADD).arg(Keys.OCCUPIED).arg(count).arg(room.value()))
        .compose(added -> added.toInteger() == 1
            ? connector.send(Request.cmd(Command.EXPIRE).arg(Keys.OCCUPIED).arg(ttlS))
            : Future.succeededFuture(added));
  }
}
