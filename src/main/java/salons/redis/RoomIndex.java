package salons.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.ClusterStatus.RoomPlace;

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
  private final Predicate<RoomName> listed;
  private final Script list = Script.named("occupied.lua");

  /**
   * @param listed which rooms may be on the list of those that are occupied
   */
  RoomIndex(
      RedisConnector connector,
      PresenceTimes times,
      Unreadable unreadable,
      Predicate<RoomName> listed) {
    this.connector = connector;
    this.ttlS = times.instancesTtlS();
    this.unreadable = unreadable;
    this.listed = listed;
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

  /**
   * Lists a room as having so many people; with none, and when it may not be listed, it is taken off the list. Completes with false when
   * there is no list.
   */
  Future<Boolean> recordOccupancy(String room, int count) {
    Future<?> recorded = count == 0 || !mayBeListed(room)
        ? connector.send(Request.cmd(Command.ZREM).arg(Keys.OCCUPIED).arg(room))
        : put(room, count);
    return unreadable.orElse(recorded.map(true), "list of rooms", Keys.OCCUPIED, false);
  }

  private boolean mayBeListed(String room) {
    try {
      return listed.test(RoomName.stored(room));
    } catch (RefusedException nobodyIsToldOfIt) {
      return false;
    }
  }

  private Future<?> put(String room, int count) {
    return connector
        .send(Request.cmd(Command.ZADD).arg(Keys.OCCUPIED).arg(count).arg(room))
        .compose(added -> added.toInteger() == 1
            ? connector.send(Request.cmd(Command.EXPIRE).arg(Keys.OCCUPIED).arg(ttlS))
            : Future.succeededFuture(added));
  }

  /**
   * So many rooms, those with the most people first, by what they are listed with.
   *
   * @param after begins behind this one; null for the first ones
   */
  Future<Listing> fullest(@Nullable RoomPlace after, int most) {
    List<Object> arguments = new ArrayList<>(List.of(Keys.OCCUPIED, most));
    if (after != null) {
      arguments.addAll(List.of(after.members(), after.name()));
    }
    Future<Listing> listing = list.run(connector, 1, arguments).map(reply -> listing(reply, most));
    return unreadable.orElse(
        listing, "list of rooms", Keys.OCCUPIED, new Listing(List.of(), false));
  }

  /**
   * Rooms, fullest first.
   *
   * @param hasMore whether others are listed behind them
   */
  record Listing(List<RoomPlace> rooms, boolean hasMore) {}

  /** Names and numbers, which come in turn. */
  private Listing listing(Response reply, int most) {
    List<RoomPlace> rooms = new ArrayList<>();
    List<byte[]> unreadableNames = new ArrayList<>();
    for (int i = 0; i + 1 < reply.size(); i += 2) {
      if (isText(reply.get(i))) {
        long members = (long) Double.parseDouble(reply.get(i + 1).toString());
        rooms.add(new RoomPlace(members, reply.get(i).toString()));
      } else {
        unreadableNames.add(reply.get(i).toBytes());
      }
    }
    drop(unreadableNames);
    return new Listing(rooms, reply.size() >= 2 * most);
  }

  /** What is no text cannot be asked for by its name, so it would stay for ever. */
  private void drop(List<byte[]> names) {
    Request remove = Request.cmd(Command.ZREM).arg(Keys.OCCUPIED);
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
