package salons.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import salons.protocol.RoomName;

/**
 * By which rooms are found in Redis: those in which an incarnation has people, for whoever sweeps it, and all that are occupied, by
 * how many. The lists are in another place than the rooms, so they may be late for a while, and hold any names: whoever reads them
 * asks the rooms themselves.
 */
final class RoomIndex {
  private static final int ROOMS_PER_COMMAND = 500;

  private final RedisConnector connector;
  private final long ttlS;
  private final Unreadable unreadable;

  RoomIndex(RedisConnector connector, PresenceTimes times, Unreadable unreadable) {
    this.connector = connector;
    this.ttlS = times.instancesTtlS();
    this.unreadable = unreadable;
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

  /** The rooms in which the incarnation may have people. */
  Future<List<String>> roomsOf(String incarnation) {
    String key = Keys.roomsOf(incarnation);
    Future<List<String>> rooms =
        connector.send(Request.cmd(Command.SMEMBERS).arg(key)).map(RoomIndex::names);
    return unreadable.orElse(rooms, "list of rooms", key, List.of());
  }

  /** Lists a room as having so many people; with none it is taken off the list. Completes with false when there is no list. */
  Future<Boolean> recordOccupancy(String room, int count) {
    Future<?> listed = count == 0
        ? connector.send(Request.cmd(Command.ZREM).arg(Keys.OCCUPIED).arg(room))
        : put(room, count);
    return unreadable.orElse(listed.map(true), "list of rooms", Keys.OCCUPIED, false);
  }

  private Future<?> put(String room, int count) {
    return connector
        .send(Request.cmd(Command.ZADD).arg(Keys.OCCUPIED).arg(count).arg(room))
        .compose(added -> added.toInteger() == 1
            ? connector.send(Request.cmd(Command.EXPIRE).arg(Keys.OCCUPIED).arg(ttlS))
            : Future.succeededFuture(added));
  }

  /** The rooms that are listed with the most people, fullest first. */
  Future<List<String>> fullest(int most) {
    Future<List<String>> rooms = connector
        .send(
            Request.cmd(Command.ZRANGE).arg(Keys.OCCUPIED).arg(0).arg(most - 1).arg("REV"))
        .map(reply -> {
          dropUnreadable(reply);
          return names(reply);
        });
    return unreadable.orElse(rooms, "list of rooms", Keys.OCCUPIED, List.of());
  }

  /** What is no text cannot be asked for by its name, so it would stay for ever. */
  private void dropUnreadable(Response reply) {
    Request remove = Request.cmd(Command.ZREM).arg(Keys.OCCUPIED);
    List<byte[]> names =
        reply.stream().filter(name -> !isText(name)).map(Response::toBytes).toList();
    names.forEach(remove::arg);
    if (!names.isEmpty()) {
      unreadable.skip("room name", "in " + Keys.OCCUPIED + ", which is removed");
      sendAndForget(remove);
    }
  }

  private static List<String> names(Response reply) {
    return reply.stream().filter(RoomIndex::isText).map(Response::toString).toList();
  }

  private static boolean isText(Response name) {
    return Arrays.equals(name.toBytes(), name.toString(UTF_8).getBytes(UTF_8));
  }
}
