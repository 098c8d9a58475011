package salons.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Several receivers, and none. */
final class SeveralWebhooksTest {
  private static final RedisServer redis = RedisServer.start();

  private final HookReceiver one = new HookReceiver();
  private final HookReceiver other = new HookReceiver();
  private final Tabs tabs = new Tabs();
  private final String room = Cluster.room();

  @AfterEach
  void closeAll() {
    tabs.close();
    one.close();
    other.close();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void one_that_is_away_keeps_nothing_from_the_other() {
    Node node =
        Cluster.start("node", redis.url(), Map.of("webhooks.url", one.url() + "," + other.url()));
    Tab tab = tabs.connect(node.port());
    tab.join(room, "Ana");
    one.goAway();
    for (int i = 0; i < 20; i++) {
      tab.say(room, "m" + i);
    }
    assertThat(other.awaitTexts(room, 20)).startsWith("m0").endsWith("m19");
    one.comeBack();
    assertThat(one.awaitTexts(room, 20)).isEqualTo(other.texts(room));
    Tabs.await(node.stop());
  }

  @Test
  void what_was_not_taken_yet_is_told_after_a_restart() {
    Map<String, String> settings = Map.of("webhooks.url", one.url());
    Node node = Cluster.start("node", redis.url(), settings);
    one.goAway();
    Tab tab = tabs.connect(node.port());
    tab.join(room, "Ana");
    tab.say(room, "before");
    Tabs.await(node.stop());
    one.comeBack();
    Node next = Cluster.start("next", redis.url(), settings);
    assertThat(one.awaitEvents(room, 5))
        .extracting(event -> event.getString("type"))
        .containsExactlyInAnyOrder(
            "room.occupied", "person.joined", "message", "person.left", "room.vacant");
    Tabs.await(next.stop());
  }

  @Test
  void without_the_setting_nothing_is_kept_for_anybody() {
    try (RedisServer own = RedisServer.start()) {
      Node node = Cluster.start("node", own.url(), Map.of());
      Tab tab = tabs.connect(node.port());
      tab.join(room, "Ana");
      tab.say(room, "one");
      assertThat(own.cli("KEYS", "salons:*")).doesNotContain("outbox", "hook");
      assertThat(own.cli("INFO", "commandstats")).doesNotContain("cmdstat_xlen", "cmdstat_xdel");
      Tabs.await(node.stop());
    }
  }
}
