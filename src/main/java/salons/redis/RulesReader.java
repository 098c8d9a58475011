package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import salons.protocol.RefusedException;
import salons.protocol.RoomMode;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;
import salons.protocol.Target;
import salons.protocol.Topic;

/** Reads what holds in a room: a hash beside its log, see rules.lua. Confined to the verticle's event loop. */
final class RulesReader {
  private static final String BAN = "ban ";
  private static final String MUTE = "mute ";
  private static final String ADDRESS = "address ";

  private final RedisConnector connector;
  private final LogSettings settings;
  private final Unreadable unreadable;
  private final Script keep = Script.named("room.lua", "rules.lua", "keep.lua");

  RulesReader(RedisConnector connector, LogSettings settings, Unreadable unreadable) {
    this.connector = connector;
    this.settings = settings;
    this.unreadable = unreadable;
  }

  Future<RoomRules> of(RoomName room) {
    String key = Keys.of(room).rules();
    Future<RoomRules> found = connector
        .send(Request.cmd(Command.HGETALL).arg(key))
        .map(fields -> fields == null || fields.size() == 0 ? RoomRules.NONE : rules(fields, room));
    return unreadable.orElse(found, "rules", key, RoomRules.NONE);
  }

  private RoomRules rules(Response fields, RoomName room) {
    Reading reading = new Reading();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      try {
        reading.take(fields.get(i).toString(), fields.get(i + 1).toString());
      } catch (IllegalArgumentException | RefusedException e) {
        unreadable.skip("rule", "in room " + room);
      }
    }
    keep(room);
    return reading.rules();
  }

  /** They last while somebody is there. */
  private void keep(RoomName room) {
    Keys keys = Keys.of(room);
    keep.run(connector, 2, List.of(keys.log(), keys.logState(), settings.ttlSeconds()))
        .onFailure(nextTime -> {});
  }

  private static final class Reading {
    Topic topic = Topic.NONE;
    RoomMode mode = RoomMode.OPEN;
    int slow;

    @Nullable
    String owner;

    @Nullable
    String secret;

    final Map<Target, RoomRules.Ban> bans = new HashMap<>();
    final Map<Target, Long> mutes = new HashMap<>();
    final Map<String, Long> addresses = new HashMap<>();

    void take(String field, String value) {
      switch (field) {
        case "topic" -> topic = new Topic(value);
        case "mode" -> mode = mode(value);
        case "slow" -> slow = Integer.parseUnsignedInt(value);
        case "owner" -> owner = value;
        case "secret" -> secret = value;
        default -> takeTimed(field, value.split(" ", 2));
      }
    }

    private void takeTimed(String field, String[] value) {
      long until = Long.parseLong(value[0]);
      if (field.startsWith(BAN)) {
        boolean addresses = value.length > 1;
        bans.put(new Target(field.substring(BAN.length())), new RoomRules.Ban(until, addresses));
      } else if (field.startsWith(MUTE)) {
        mutes.put(new Target(field.substring(MUTE.length())), until);
      } else if (field.startsWith(ADDRESS)) {
        addresses.put(field.substring(ADDRESS.length()), until);
      } else {
        throw new IllegalArgumentException("a rule of another program");
      }
    }

    private static RoomMode mode(String value) {
      RoomMode mode = RoomMode.named(value);
      if (mode == null) {
        throw new IllegalArgumentException("no mode");
      }
      return mode;
    }

    RoomRules rules() {
      return new RoomRules(
          topic, mode, slow, owner, bans, mutes, secret == null ? Map.of() : addresses, secret);
    }
  }
}
