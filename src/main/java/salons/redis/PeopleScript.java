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
import salons.room.Presence;

/** Calls people.lua, and keeps the list of occupied rooms up to what it answers. */
final class PeopleScript {
  /**
   * How long people are kept of whom no instance says anything: they are gone when all instances are. Each room is called for more
   * often than that.
   */
  private static final long TTL_S = 90;

  private static final int KEYS = 2;

  /**
   * What a room is like after a call.
   *
   * @param held how many people the holder has in it
   */
  record Outcome(Presence presence, int held) {}

  private final RedisLink link;
  private final Script script = Script.named("people.lua");

  PeopleScript(RedisLink link) {
    this.link = link;
  }

  /**
   * @param former a holder that gives up all it has in the room, or an empty text
   * @param changes names behind {@code +} or {@code -}
   */
  Future<Outcome> change(RoomName room, String holder, String former, Collection<String> changes) {
    return run(room, holder, former, "some", changes);
  }

  /**
   * @param names all that the holder has, each behind {@code +}
   */
  Future<Outcome> replace(RoomName room, String holder, String former, Collection<String> names) {
    return run(room, holder, former, "all", names);
  }

  private Future<Outcome> run(
      RoomName room, String holder, String former, String extent, Collection<String> names) {
    Keys keys = Keys.of(room);
    return script
        .run(link, KEYS, request -> {
          request.arg(keys.people()).arg(keys.crowd()).arg(keys.channel());
          request.arg(holder).arg(former).arg(TTL_S).arg(Limits.NAMES).arg(extent);
          names.forEach(request::arg);
        })
        .map(PeopleScript::outcome);
  }

  private static Outcome outcome(Response reply) {
    List<String> names = new ArrayList<>(reply.size() - 3);
    for (int i = 3; i < reply.size(); i++) {
      names.add(reply.get(i).toString());
    }
    Presence presence =
        new Presence(reply.get(0).toLong(), reply.get(1).toInteger(), List.copyOf(names));
    return new Outcome(presence, reply.get(2).toInteger());
  }

  /**
   * Lists the room by how many people are in it. The list is in another place than the room, so it may be late or wrong for a while;
   * whoever reads it asks the rooms themselves.
   */
  Future<?> list(RoomName room, int count) {
    if (count == 0) {
      return link.send(Request.cmd(Command.ZREM).arg(Keys.OCCUPIED).arg(room.value()));
    }
    return link.send(Request.cmd(Command.ZADD).arg(Keys.OCCUPIED).arg(count).arg(room.value()))
        .compose(added -> added.toInteger() == 1
            ? link.send(Request.cmd(Command.EXPIRE).arg(Keys.OCCUPIED).arg(Lease.TTL_S))
            : Future.succeededFuture(added));
  }
}
