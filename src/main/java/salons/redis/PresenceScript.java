package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import salons.protocol.Limits;
import salons.protocol.RoomName;

/** Calls presence.lua, and keeps the list of occupied rooms up to what it answers. */
final class PresenceScript {
  /**
   * How long people are kept of whom no instance says anything: they are gone when all instances are. Each room is called for more
   * often than that.
   */
  private static final long TTL_S = 90;

  private static final int KEYS = 2;

  /**
   * What a call did.
   *
   * @param held how many people the incarnation has in the room
   */
  record Outcome(PresenceDelta change, int held) {}

  /** How much a call says. */
  enum Extent {
    DELTA("delta"),
    /** Also that what is kept of the room is to be kept on. */
    REFRESH("refresh"),
    /** All that the incarnation has. */
    FULL("full");

    /** What the script calls it. */
    final String word;

    Extent(String word) {
      this.word = word;
    }
  }

  /**
   * Who speaks for how much, and what they know.
   *
   * @param former an incarnation that gives up all it has in the room, or an empty text
   * @param version what is known of the room
   */
  record Caller(String incarnation, String former, long version, Extent extent) {}

  private final RedisConnector connector;
  private final Script script = Script.named("presence.lua");

  PresenceScript(RedisConnector connector) {
    this.connector = connector;
  }

  /**
   * Changes who is in a room.
   *
   * @param names behind {@code +} who came, behind {@code -} who left
   */
  Future<Outcome> call(RoomName room, Caller caller, Collection<String> names) {
    Keys keys = Keys.of(room);
    List<Object> arguments = new ArrayList<>(List.of(
        keys.members(),
        keys.presence(),
        keys.channel(),
        caller.incarnation,
        caller.former,
        TTL_S,
        caller.version,
        Limits.NAMES,
        caller.extent.word));
    arguments.addAll(names);
    return script.run(connector, KEYS, arguments).map(PresenceScript::outcome);
  }

  private static Outcome outcome(Response reply) {
    List<String> lines = new ArrayList<>(reply.size() - 4);
    for (int i = 4; i < reply.size(); i++) {
      lines.add(reply.get(i).toString());
    }
    boolean whole = reply.get(3).toInteger() == 1;
    PresenceDelta change = new PresenceDelta(
        reply.get(0).toLong(), reply.get(1).toInteger(), whole, List.copyOf(lines));
    return new Outcome(change, reply.get(2).toInteger());
  }

  /**
   * Lists the room by how many people are in it. The list is in another place than the room, so it may be late or wrong for a while;
   * whoever reads it asks the rooms themselves.
   */
  Future<?> list(RoomName room, int count) {
    if (count == 0) {
      return connector.send(Request.cmd(Command.ZREM).arg(Keys.OCCUPIED).arg(room.value()));
    }
    return connector
        .send(Request.cmd(Command.ZADD).arg(Keys.OCCUPIED).arg(count).arg(room.value()))
        .compose(added -> added.toInteger() == 1
            ? connector.send(Request.cmd(Command.EXPIRE).arg(Keys.OCCUPIED).arg(Lease.TTL_S))
            : Future.succeededFuture(added));
  }
}
