package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import salons.protocol.Emoji;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.Administration;
import salons.room.Administration.Reaction;
import salons.room.Administration.ReactionPage;
import salons.room.Administration.ReactionQuery;
import salons.room.Administration.RoomScan;

/** Walks through all that is kept of rooms, a piece at a time, each of which takes Redis about a millisecond. */
final class RoomScanner {
  /** Keys that are looked at in one step. */
  private static final int KEYS = 1_000;

  private static final int REACTIONS = 1_000;

  private final RedisConnector connector;
  private final Unreadable unreadable;

  RoomScanner(RedisConnector connector, Unreadable unreadable) {
    this.connector = connector;
    this.unreadable = unreadable;
  }

  /** See {@link Administration#rooms}. */
  Future<RoomScan> rooms(String cursor) {
    Request scan = Request.cmd(Command.SCAN).arg(cursor);
    List.of("MATCH", Keys.everyLogState(), "COUNT").forEach(scan::arg);
    return connector
        .send(scan.arg(KEYS))
        .map(reply -> new RoomScan(reply.get(0).toString(), rooms(reply.get(1))))
        .recover(failure -> Future.failedFuture(
            String.valueOf(failure.getMessage()).startsWith("NOPERM")
                ? RefusedException.because(
                    Refusal.Code.UNAVAILABLE,
                    "Redis gives no right to run SCAN, by which rooms are found.")
                : failure));
  }

  private List<RoomName> rooms(Response keys) {
    List<RoomName> rooms = new ArrayList<>();
    for (Response key : keys) {
      try {
        RoomName room = new RoomName(Keys.roomOf(key.toString()));
        if (Keys.of(room).logState().equals(key.toString())) {
          rooms.add(room);
        }
      } catch (RefusedException | IndexOutOfBoundsException e) {
        unreadable.skip("name of a room", "of a key");
      }
    }
    return List.copyOf(rooms);
  }

  /** See {@link Administration#reactions}. */
  Future<ReactionPage> reactions(ReactionQuery query) {
    String key = Keys.of(query.room()).reactors();
    Request range =
        Request.cmd(Command.ZRANGE).arg(key).arg(query.from()).arg(query.from() + REACTIONS - 1);
    return unreadable.orElse(
        connector.send(range).map(reply -> page(reply, query)),
        "reactions",
        key,
        new ReactionPage(List.of(), 0));
  }

  /** Each is {@code <seq> <emoji> <who>}; see change.lua. */
  private static ReactionPage page(Response reply, ReactionQuery query) {
    List<Reaction> theirs = new ArrayList<>();
    for (Response each : reply) {
      String[] parts = each.toString().split(" ", 3);
      if (parts.length == 3 && parts[2].equals("=" + query.by())) {
        theirs.add(new Reaction(Long.parseLong(parts[0]), new Emoji(parts[1])));
      }
    }
    return new ReactionPage(
        List.copyOf(theirs), reply.size() < REACTIONS ? 0 : query.from() + REACTIONS);
  }
}
