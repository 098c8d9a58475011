package salons.redis;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import salons.room.ClusterStatus.Instance;
import salons.room.ClusterStatus.Relay;

/** What an instance tells the others of itself, as JSON in Redis. It may come from another version of this program. */
final class InstanceJson {
  private InstanceJson() {}

  /**
   * @param local the address of this machine towards Redis
   */
  static String encode(InstanceInfo self, int connections, int rooms, String local) {
    return new JsonObject()
        .put("id", self.id())
        .put("host", self.host())
        .put("port", self.port())
        .put("startedAt", self.startedAt())
        .put("url", self.url())
        .put("connections", connections)
        .put("rooms", rooms)
        .put("version", self.version())
        .put("relay", encode(self.relay(), local))
        .encode();
  }

  private static JsonObject encode(Relay relay, String local) {
    return new JsonObject()
        .put("host", relay.host().isEmpty() ? local : relay.host())
        .put("port", relay.port())
        .put("secret", relay.secret())
        .put("proxyProtocol", relay.proxyProtocol());
  }

  /**
   * @throws IllegalArgumentException when something is missing or of another type
   */
  static Instance decode(String about, long ageMs, int members) {
    try {
      if (Json.decodeValue(about) instanceof JsonObject json) {
        return new Instance(
            field(json, "id", JsonObject::getString),
            field(json, "host", JsonObject::getString),
            field(json, "port", JsonObject::getInteger),
            field(json, "startedAt", JsonObject::getLong),
            json.getString("url"),
            field(json, "connections", JsonObject::getInteger),
            field(json, "rooms", JsonObject::getInteger),
            field(json, "version", JsonObject::getString),
            ageMs,
            members,
            relay(json.getJsonObject("relay")));
      }
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("it is not as expected", e);
    }
    throw new IllegalArgumentException("it is no object");
  }

  private static @Nullable Relay relay(@Nullable JsonObject json) {
    return json == null
        ? null
        : new Relay(
            field(json, "host", JsonObject::getString),
            field(json, "port", JsonObject::getInteger),
            field(json, "secret", JsonObject::getString),
            field(json, "proxyProtocol", JsonObject::getBoolean));
  }

  private static <T> T field(
      JsonObject json, String name, BiFunction<JsonObject, String, @Nullable T> type) {
    T value = type.apply(json, name);
    if (value == null) {
      throw new IllegalArgumentException("there is no '" + name + "'");
    }
    return value;
  }
}
