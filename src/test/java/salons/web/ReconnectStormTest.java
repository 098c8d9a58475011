package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

@Tag("process")
final class ReconnectStormTest {
  private static final int ROOMS = 100;
  private static final int TABS_A_ROOM = 20;
  private static final int MESSAGES = 30;
  private static final Pattern CALLS = Pattern.compile("cmdstat_xrevrange:calls=(\\d+)");

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();

  @AfterEach
  void stop() {
    tabs.close();
    redis.close();
  }

  @Test
  void everybody_who_comes_back_at_once_costs_one_read_a_room() {
    Node before = Cluster.start("before", redis.url(), Map.of());
    Tab writer = tabs.connect(before.port());
    String[] epochs = new String[ROOMS];
    for (int r = 0; r < ROOMS; r++) {
      epochs[r] = writer.join(room(r), "Writer").getString("epoch");
      for (int m = 0; m < MESSAGES; m++) {
        writer.mutter(room(r), "message " + m);
      }
      writer.say(room(r), "the last");
    }
    Tabs.await(before.stop());

    Node after = Cluster.start("after", redis.url(), Map.of());
    List<Tab> back = new ArrayList<>();
    for (int i = 0; i < ROOMS * TABS_A_ROOM; i++) {
      back.add(tabs.connect(after.port()));
    }
    long calls = calls();
    for (int i = 0; i < back.size(); i++) {
      JsonObject since = new JsonObject().put("epoch", epochs[i % ROOMS]).put("seq", i % MESSAGES);
      back.get(i)
          .send(new JsonObject()
              .put("type", "join")
              .put("room", room(i % ROOMS))
              .put("user", "u" + i)
              .put("since", since));
    }
    for (int i = 0; i < back.size(); i++) {
      JsonObject joined = back.get(i).await("joined");
      assertThat(joined.getBoolean("recovered")).isTrue();
      assertThat(joined.getJsonArray("messages")).hasSize(MESSAGES + 1 - i % MESSAGES);
    }
    assertThat(calls() - calls).as("reads of Redis").isBetween(1L, (long) ROOMS);
    Tabs.await(Future.all(List.of(after.stop())));
  }

  @Test
  void those_who_were_away_for_long_share_a_second_read() {
    int messages = 900;
    Node node = Cluster.start("node", redis.url(), Map.of("loops", "1"));
    Tab writer = tabs.connect(node.port());
    String epoch = writer.join("test", "Writer").getString("epoch");
    for (int m = 1; m < messages; m++) {
      writer.mutter("test", "message " + m);
    }
    writer.say("test", "the last");
    Tabs.await(node.stop());

    Node again = Cluster.start("again", redis.url(), Map.of("loops", "1"));
    Tab first = tabs.connect(again.port());
    first.join("test", "First");
    long calls = calls();
    List<Tab> back = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      back.add(tabs.connect(again.port()));
    }
    for (int i = 0; i < back.size(); i++) {
      back.get(i)
          .send(new JsonObject()
              .put("type", "join")
              .put("room", "test")
              .put("user", "u" + i)
              .put("since", new JsonObject().put("epoch", epoch).put("seq", i)));
    }
    for (int i = 0; i < back.size(); i++) {
      assertThat(back.get(i).await("joined").getJsonArray("messages")).hasSize(messages - i);
    }
    assertThat(calls() - calls).as("reads of Redis").isEqualTo(1);
    Tabs.await(again.stop());
  }

  /** How often the log was read so far: read.lua does it once. */
  private long calls() {
    Matcher calls = CALLS.matcher(redis.cli("INFO", "commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  private static String room(int r) {
    return "storm-" + r;
  }
}
