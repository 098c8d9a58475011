package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

@Tag("process")
final class RefusedRejoinTest {
  private final RedisServer redis = RedisServer.start("--appendonly", "yes");
  private final Node node = Cluster.start("node", redis.url(), Map.of());
  private final Tabs tabs = new Tabs();

  @AfterEach
  void stop() {
    tabs.close();
    Tabs.await(node.stop());
    redis.close();
  }

  @Test
  void a_member_whose_second_join_is_refused_stays_a_member_once() {
    Tab ana = tabs.connect(node.port());
    JsonObject joined = ana.join("test", "Ana");
    redis.kill();
    // Further than this instance has heard, so it has to ask the log, which is out of reach.
    JsonObject since = new JsonObject().put("epoch", joined.getString("epoch")).put("seq", 100);
    JsonObject refused = ana.ask(new JsonObject()
        .put("type", "join")
        .put("room", "test")
        .put("user", "Ana")
        .put("since", since));
    assertThat(refused.getString("code")).isEqualTo("unavailable");
    redis.restart();
    ana.join("test", "Ana");
    JsonObject answer = ana.say("m1", "test", "once");
    while (!"ack".equals(answer.getString("type"))) {
      answer = ana.say("m1", "test", "once");
    }
    ana.say("m2", "test", "the end");
    ana.awaitMessage("the end");
    assertThat(Tab.seqs(ana.messages("test"))).containsExactly(1L, 2L);
  }
}
