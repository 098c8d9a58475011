package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;
import salons.redis.RoomKeys;

/** What stands beside a log goes with it. */
final class ChangesTrimmedTest {
  private static final int MESSAGES = 50;
  private static final int BYTES = 100_000;

  /** How far what is beside the log may be behind it. */
  private static final int SLACK = 64;

  @RegisterExtension
  static final Cluster CLUSTER =
      Cluster.of(1, "history.messages", "" + MESSAGES, "history.bytes", "" + BYTES);

  private final String room = Cluster.room();
  private final String prefix = RoomKeys.of(room);
  private int ids;

  @Test
  void frames_and_reactions_are_trimmed_by_number_and_a_room_without_any_is_as_before() {
    Tab ana = ana();
    for (int i = 1; i <= 150; i++) {
      long seq = ana.say(room, "message " + i).getLong("seq");
      ana.ask(change("react", seq).put("emoji", "👍").put("on", true));
      if (i % 10 == 0) {
        ana.ask(change("edit", seq).put("text", "edited " + i));
      }
    }
    assertThat(count("ZCARD", "changes")).isBetween(1, MESSAGES + SLACK);
    assertThat(count("ZCARD", "reactors")).isBetween(1, MESSAGES + SLACK);
    assertThat(redis("HGET", prefix + ":room", "changed")).isEqualTo("1");
    for (int i = 1; i <= 4 * SLACK; i++) {
      ana.say(room, "plain " + i);
    }
    for (String beside : List.of("changes", "reactors")) {
      assertThat(redis("EXISTS", prefix + ":" + beside)).isEqualTo("0");
    }
    assertThat(redis("HEXISTS", prefix + ":room", "changed")).isEqualTo("0");
    assertThat(Tab.inside(CLUSTER.tab(0).join(room, "Bo"))).hasSize(MESSAGES);
  }

  @Test
  void frames_count_among_the_bytes_of_a_log() {
    Tab ana = ana();
    for (int i = 0; i < 60; i++) {
      long seq = ana.say(room, "a").getLong("seq");
      ana.ask(change("edit", seq).put("text", "x".repeat(4_000)));
    }
    assertThat(count("ZCARD", "changes")).isBetween(10, 2 * BYTES / 4_000);
    assertThat(Integer.parseInt(redis("MEMORY", "USAGE", prefix + ":changes")))
        .isLessThan(2 * BYTES);
  }

  @Test
  void a_room_in_which_nothing_is_changed_costs_no_more_commands_than_a_message_needs() {
    Tab ana = ana();
    ana.say(room, "first");
    CLUSTER.redis().cli("CONFIG", "RESETSTAT");
    for (int i = 0; i < 20; i++) {
      ana.say("id" + i, room, "message " + i);
    }
    String stats = CLUSTER.redis().cli("INFO", "commandstats");
    assertThat(stats)
        .contains("cmdstat_xadd:calls=20,")
        .doesNotContain("zremrangebyscore", "zrevrangebyscore", "xtrim", "zcount");
  }

  private int count(String command, String beside) {
    return Integer.parseInt(redis(command, prefix + ":" + beside));
  }

  private static String redis(String... command) {
    return CLUSTER.redis().cli(command).strip();
  }

  private Tab ana() {
    Tab tab = CLUSTER.tab(0);
    tab.join(room, "Ana", new JsonObject().put("key", "Zm9ydHktdHdvLWd1ZXN0cw"));
    return tab;
  }

  private JsonObject change(String type, long seq) {
    return new JsonObject()
        .put("type", type)
        .put("id", "c" + ids++)
        .put("room", room)
        .put("seq", seq);
  }
}
