package salons.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import salons.Node;
import salons.Settings;
import salons.TestNode;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Three instances in one process, and what becomes of their people when Redis forgets. */
final class RedisLossTest {
  private static final String ROOM = "general";

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final Witnesses members = new Witnesses(tabs, ROOM);
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      Map<String, String> settings = Map.of(
          "port",
          "0",
          "host",
          "127.0.0.1",
          "loops",
          "2",
          "instance",
          "node-" + i,
          "redis.url",
          redis.url());
      nodes.add(Tabs.await(TestNode.start(Settings.of(settings))));
    }
    members.enter("Ana", port(0));
    members.enter("Bo", port(1));
    members.enter("Cy", port(2));
    members.allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");
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
  void everybody_is_there_again_after_redis_was_flushed() {
    redis.cli("FLUSHALL");
    awaitListed(3);
    members.allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");
    assertThat(members.enter("New", port(0))).isEqualTo(4);
    members.allSee(List.of("Ana", "Bo", "Cy", "New"), "Ana", "Bo", "Cy", "New");
    members.tab("Bo").close();
    members.allSee(List.of("Ana", "Cy", "New"), "Ana", "Cy", "New");
  }

  @Test
  void everybody_is_there_again_after_redis_lost_all_and_came_back() {
    redis.kill();
    redis.restart();
    awaitListed(3);
    members.allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");
    members.tab("Bo").close();
    members.allSee(List.of("Ana", "Cy"), "Ana", "Cy");
  }

  @Test
  void who_came_and_left_while_redis_was_away_did_so_when_it_is_back() {
    redis.kill();
    // With nobody to tell.
    members.tab("Bo").ask(new JsonObject().put("type", "leave").put("room", ROOM));
    Tab late = tabs.connect(port(1));
    assertThat(Seen.names(late.join(ROOM, "Late"), "members")).contains("Late");
    redis.restart();
    awaitListed(3);
    members.allSee(List.of("Ana", "Cy"), "Ana", "Cy", "Late");
  }

  private int port(int node) {
    return nodes.get(node).port();
  }

  private void awaitListed(int people) {
    for (Node node : nodes) {
      Await.until(
          people + " listed by " + node.instance(),
          () -> Api.rooms(tabs, node.port()).equals(Map.of(ROOM, people)),
          () -> Api.rooms(tabs, node.port()));
    }
  }
}
