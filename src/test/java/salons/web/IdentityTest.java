package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** People of one name, told apart by what was made of their keys. */
final class IdentityTest {
  @RegisterExtension
  static Cluster cluster = Cluster.of(2);

  private static final String KEY = "Zm9ydHktdHdvLWd1ZXN0cw";
  private static final String BY = "yhzf3lybsod37pvl";
  private static final String OTHER_KEY = "aaaaaaaaaaaaaaaa";
  private static final String OTHER_BY = "ujw33bwiwv22n6ku";

  /** All that Redis holds. */
  private static final String EVERYTHING = """
      local read = {
        hash = {'HGETALL'}, set = {'SMEMBERS'}, zset = {'ZRANGE', 0, -1}, stream = {'XRANGE', '-', '+'}, string = {'GET'}
      }
      local all = {}
      for _, key in ipairs(redis.call('KEYS', '*')) do
        local command, more, evenMore = unpack(read[redis.call('TYPE', key).ok])
        all[#all + 1] = key
        all[#all + 1] = more and redis.call(command, key, more, evenMore) or redis.call(command, key)
      end
      return all
      """;

  private final String room = Cluster.room();

  @Test
  void whoever_has_a_key_is_told_and_tells_with_each_message_who_they_are() {
    Tab ana = cluster.tab(0);
    JsonObject joined = ana.join(room, "Ana", key(KEY));
    assertThat(joined.getString("by")).isEqualTo(BY);
    assertThat(by(joined, "members")).containsExactly(BY);
    Tab bo = member(1, "Bo", null);
    ana.say("m1", room, "hello");
    JsonObject message = bo.awaitMessage("hello");
    assertThat(message.getString("by")).isEqualTo(BY);
    assertThat(message.fieldNames())
        .containsExactly("type", "seq", "room", "id", "user", "by", "text", "at", "from");
    bo.say(room, "nobody in particular");
    assertThat(ana.awaitMessage("nobody in particular").containsKey("by")).isFalse();
    JsonObject late = cluster.tab(1).join(room, "Cy");
    assertThat(Tab.inside(late).get(0).getString("by")).isEqualTo(BY);
  }

  @Test
  void two_of_one_name_are_two_people_and_one_in_two_tabs_is_one() {
    Tab first = member(0, "Ana", KEY);
    Tab second = member(1, "Ana", OTHER_KEY);
    JsonObject came = first.await("presence");
    assertThat(came.getInteger("count")).isEqualTo(2);
    assertThat(came.getJsonArray("joined")).containsExactly("Ana");
    assertThat(by(came, "joined")).containsExactly(OTHER_BY);
    assertThat(came.containsKey("leftBy")).isFalse();
    JsonObject again = cluster.tab(1).join(room, "Ana", key(KEY));
    assertThat(again.getInteger("count")).isEqualTo(2);
    assertThat(again.getJsonArray("members")).containsExactly("Ana", "Ana");
    assertThat(by(again, "members")).containsExactly(OTHER_BY, BY);
    JsonObject plain = cluster.tab(0).join(room, "Ana");
    assertThat(plain.getInteger("count")).isEqualTo(3);
    assertThat(by(plain, "members")).containsExactly(null, OTHER_BY, BY);
    second.ask(new JsonObject().put("type", "leave").put("room", room));
    JsonObject left = first.await("Ana to leave", frame -> frame.containsKey("leftBy"));
    assertThat(left.getJsonArray("left")).containsExactly("Ana");
    assertThat(by(left, "left")).containsExactly(OTHER_BY);
  }

  @Test
  void joining_again_with_another_key_is_one_who_leaves_and_one_who_comes() {
    Tab bo = member(1, "Bo", null);
    Tab ana = member(0, "Ana", KEY);
    bo.await("presence");
    JsonObject again = ana.join(room, "Ana", key(OTHER_KEY));
    assertThat(again.getString("by")).isEqualTo(OTHER_BY);
    assertThat(by(again, "members")).containsExactly(OTHER_BY, null);
    JsonObject heard = bo.await("presence");
    assertThat(by(heard, "joined")).containsExactly(OTHER_BY);
    assertThat(by(heard, "left")).containsExactly(BY);
    assertThat(heard.getInteger("count")).isEqualTo(2);
    ana.say(room, "from the other");
    assertThat(bo.awaitMessage("from the other").getString("by")).isEqualTo(OTHER_BY);
    JsonObject without = ana.join(room, "Ana");
    assertThat(without.containsKey("by")).isFalse();
    assertThat(without.containsKey("membersBy")).isFalse();
  }

  @Test
  void who_writes_is_hidden_from_themselves_and_not_from_another_of_their_name() {
    Tab ana = member(0, "Ana", KEY);
    Tab anaToo = member(1, "Ana", KEY);
    Tab namesake = member(1, "Ana", OTHER_KEY);
    Tab nobody = member(0, "Ana", null);
    ana.send(new JsonObject().put("type", "typing").put("room", room).put("on", true));
    for (Tab other : List.of(namesake, nobody)) {
      assertThat(other.await("typing"))
          .isEqualTo(new JsonObject()
              .put("type", "typing")
              .put("room", room)
              .put("user", "Ana")
              .put("by", BY)
              .put("on", true));
    }
    for (Tab own : List.of(ana, anaToo)) {
      // Its own message comes by the same channel, but later.
      own.say(room, "witness");
      own.awaitMessage("witness");
      own.hearsNothing("itself", frame -> "typing".equals(frame.getString("type")));
    }
  }

  @Test
  void what_has_to_do_with_nobody_who_has_a_key_is_as_it_was() {
    Tab ana = cluster.tab(0);
    JsonObject joined = ana.join(room, "Ana");
    assertThat(joined.fieldNames())
        .containsExactly(
            "type",
            "id",
            "room",
            "user",
            "epoch",
            "seq",
            "recovered",
            "more",
            "messages",
            "count",
            "members");
    member(1, "Bo", null);
    assertThat(ana.await("presence").fieldNames())
        .containsExactly("type", "room", "count", "joined", "left");
    ana.say("m1", room, "hello");
    assertThat(ana.awaitMessage("hello").fieldNames())
        .containsExactly("type", "seq", "room", "id", "user", "text", "at", "from");
  }

  @Test
  void the_key_is_nowhere_in_redis() {
    Tab ana = member(0, "Ana", KEY);
    ana.say(room, "hello");
    ana.send(new JsonObject().put("type", "typing").put("room", room).put("on", true));
    String all = cluster.redis().cli("EVAL", EVERYTHING, "0");
    assertThat(all).contains(BY).doesNotContain(KEY);
  }

  @Test
  void a_key_that_cannot_be_is_refused_and_nobody_enters() {
    Tab ana = cluster.tab(0);
    ana.send(new JsonObject()
        .put("type", "join")
        .put("room", room)
        .put("user", "Ana")
        .put("key", "short"));
    assertThat(ana.awaitError("bad_request").getString("message")).contains("'key'");
    assertThat(cluster.tab(1).join(room, "Bo").getInteger("count")).isEqualTo(1);
  }

  @salons.e2e.CanIgnoreReturnValue
  private Tab member(int node, String user, @Nullable String key) {
    Tab tab = cluster.tab(node);
    tab.join(room, user, key == null ? new JsonObject() : key(key));
    return tab;
  }

  private static JsonObject key(String key) {
    return new JsonObject().put("key", key);
  }

  private static List<@Nullable Object> by(JsonObject frame, String people) {
    JsonArray by = frame.getJsonArray(people + "By");
    return Arrays.asList(by.stream().toArray());
  }
}
