package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.Person;
import salons.protocol.Position;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.SavedSessions;

/** Saved sessions in Redis: a hash each, of rooms and whoever is in them. Everything on the event loop of the verticle that made it. */
final class RedisSessions implements SavedSessions {
  private static final int TTL_S = 300;
  private static final char SEPARATOR = ' ';

  /** Stands for a place that is not known. */
  private static final String NOWHERE = "-";

  private final Script save = Script.named("session.lua");
  private final RedisConnector connector;
  private final Unreadable unreadable;

  RedisSessions(RedisConnector connector, Unreadable unreadable) {
    this.connector = connector;
    this.unreadable = unreadable;
  }

  @Override
  public void save(Saved session) {
    if (connector.isUp()) {
      List<Object> arguments = new ArrayList<>(2 + 2 * session.rooms().size());
      arguments.add(Keys.session(session.secret()));
      arguments.add(TTL_S);
      for (SavedRoom room : session.rooms()) {
        arguments.add(room.room().value());
        arguments.add(encode(room));
      }
      save.run(connector, 1, arguments).onFailure(saidAgain -> {});
    }
  }

  @Override
  public Future<List<SavedRoom>> find(String secret) {
    String key = Keys.session(secret);
    return unreadable.orElse(
        connector.send(Request.cmd(Command.HGETALL).arg(key)).map(found -> rooms(found, key)),
        "session",
        where(key),
        List.of());
  }

  private List<SavedRoom> rooms(Response found, String key) {
    List<SavedRoom> rooms = new ArrayList<>();
    for (int i = 0; i + 1 < found.size(); i += 2) {
      try {
        rooms.add(decode(found.get(i).toString(), found.get(i + 1).toString()));
      } catch (IllegalArgumentException | RefusedException e) {
        unreadable.skip("room of a session", "in " + where(key));
      }
    }
    return rooms;
  }

  /** Without the secret. */
  private static String where(String key) {
    return key.substring(0, key.indexOf('}') + 1);
  }

  private static String encode(SavedRoom room) {
    Position entered = room.entered();
    String place = entered == null ? NOWHERE : entered.epoch() + ':' + entered.seq();
    return place + SEPARATOR + room.person().encoded();
  }

  private static SavedRoom decode(String room, String value) {
    int end = value.indexOf(SEPARATOR);
    if (end < 0) {
      throw new IllegalArgumentException("no person");
    }
    return new SavedRoom(
        new RoomName(room),
        Person.decode(value.substring(end + 1)),
        position(value.substring(0, end)));
  }

  private static @Nullable Position position(String place) {
    int end = place.indexOf(':');
    return end < 0
        ? null
        : new Position(place.substring(0, end), Long.parseLong(place.substring(end + 1)));
  }
}
