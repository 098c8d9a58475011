package salons.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import salons.Node;
import salons.Settings;
import salons.TestNode;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.e2e.Tabs;
import salons.redis.RoomKeys;

/** Another program writes into the presence of rooms, or speaks in its name: within a round all see who is there. */
final class ForeignPresenceTest {
  /** Each is done to a room of its own; {@code INCARNATION} is that of Ana's instance. */
  private static final List<String> WRITTEN = List.of(
      "PUBLISH|ROOM|presence NEXT 2,-Bo,+Ghost",
      "PUBLISH|ROOM|presence NEXT 3,+Ghost",
      "PUBLISH|ROOM|presence NEXT 0,-Ana,-Bo",
      "PUBLISH|ROOM|presence 9007199254740000 3",
      "HSET|ROOM:presence|count|7",
      "HSET|ROOM:presence|count|1",
      "HSET|ROOM:presence|INCARNATION|5",
      "HSET|ROOM:presence|version|5",
      "HSET|ROOM:presence|version|9007199254740991",
      "HSET|ROOM:presence|ghost|3",
      "ZADD|ROOM:members|0|Ghost,INCARNATION",
      "ZADD|ROOM:members|0|Ghost,nobody",
      "ZADD|ROOM:members|0|Ghost,never;HSET|ROOM:presence|never|1|count|3",
      "ZADD|ROOM:members|0|Ghost,ne ver;HSET|ROOM:presence|ne ver|1|count|3",
      "ZADD|ROOM:members|9|Ana,INCARNATION",
      "ZADD|ROOM:members|0|nobody",
      "ZREM|ROOM:members|Ana,INCARNATION",
      "SET|ROOM:members|text",
      "SET|ROOM:presence|text",
      "DEL|ROOM:presence");

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < 2; i++) {
      Map<String, String> settings =
          Map.of("port", "0", "host", "127.0.0.1", "loops", "1", "redis.url", redis.url());
      nodes.add(Tabs.await(TestNode.start(Settings.of(settings))));
    }
  }

  @AfterEach
  void stop() {
    tabs.close();
    for (Node node : nodes) {
      Tabs.await(node.stop());
    }
    redis.close();
  }

  @Test
  void within_a_round_all_see_who_is_there() {
    Map<String, Witnesses> rooms = new LinkedHashMap<>();
    for (String written : WRITTEN) {
      String room = Cluster.room();
      Witnesses members = new Witnesses(tabs, room);
      rooms.put(room, members);
      members.enter("Ana", nodes.get(0).port());
      members.enter("Bo", nodes.get(1).port());
      members.allSee(List.of("Ana", "Bo"), "Ana", "Bo");
      write(written, RoomKeys.of(room));
    }
    rooms.forEach((room, members) -> {
      members.enter("Cy", nodes.get(0).port());
      members.allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");
      String keys = RoomKeys.of(room);
      Await.until(
          "the numbers are right",
          () -> redis.cli("HGET", keys + ":presence", "count").equals("3")
              && redis.cli("ZCARD", keys + ":members").equals("3"),
          () -> redis.cli("HGETALL", keys + ":presence"));
      members.tab("Bo").close();
    });
    rooms.values().forEach(members -> members.allSee(List.of("Ana", "Cy"), "Ana", "Cy"));
  }

  private void write(String written, String room) {
    String version = redis.cli("HGET", room + ":presence", "version");
    String first = redis.cli("ZRANGE", room + ":members", "0", "0");
    String command = written
        .replace("NEXT", Long.toString(Long.parseLong(version) + 1))
        .replace("INCARNATION", first.replaceFirst("(?s).*\n", ""))
        .replace("ROOM", room)
        .replace(",", "\n");
    for (String one : command.split(";", -1)) {
      assertThat(redis.cli(one.split("\\|"))).doesNotContain("ERR");
    }
  }
}
