package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** Messages that are edited, deleted and reacted to, at the socket. */
final class ChangesTest {
  @RegisterExtension
  static Cluster cluster = Cluster.of(2);

  private static final String KEY = "Zm9ydHktdHdvLWd1ZXN0cw";
  private static final String BY = "yhzf3lybsod37pvl";
  private static final String OTHER_KEY = "aaaaaaaaaaaaaaaa";

  private final String room = Cluster.room();

  @Test
  void an_edit_is_an_event_of_its_own_and_the_message_has_its_text_from_then_on() {
    Tab ana = member(0, "Ana", KEY);
    Tab bo = member(1, "Bo", OTHER_KEY);
    long seq = ana.say(room, "Bonjour").getLong("seq");
    JsonObject ack = ana.ask(edit("e1", seq, "Bonsoir \"à\" tous"));
    assertThat(ack.getString("type")).isEqualTo("ack");
    assertThat(ack.getLong("seq")).isEqualTo(seq + 1);
    JsonObject edited = bo.await("edited");
    assertThat(edited.fieldNames())
        .containsExactly("type", "seq", "room", "of", "user", "by", "text", "at", "from");
    assertThat(edited.getLong("seq")).isEqualTo(seq + 1);
    assertThat(edited.getLong("of")).isEqualTo(seq);
    assertThat(edited.getString("by")).isEqualTo(BY);
    assertThat(edited.getString("text")).isEqualTo("Bonsoir \"à\" tous");
    for (int node : List.of(0, 1)) {
      JsonObject joined = cluster.tab(node).join(room, "Cy");
      assertThat(joined.getLong("seq")).isEqualTo(seq + 1);
      assertThat(Tab.inside(joined)).hasSize(1);
      JsonObject message = Tab.inside(joined).get(0);
      assertThat(message.getString("type")).isEqualTo("message");
      assertThat(message.getString("text")).isEqualTo("Bonsoir \"à\" tous");
      assertThat(message.getLong("edited")).isEqualTo(edited.getLong("at"));
    }
  }

  @Test
  void a_deleted_message_stays_as_a_place_without_text() {
    Tab ana = member(0, "Ana", KEY);
    Tab bo = member(1, "Bo", OTHER_KEY);
    long seq = ana.say(room, "oops").getLong("seq");
    bo.awaitMessage("oops");
    bo.ask(react("r", seq, "👍", true));
    ana.ask(delete("d", seq));
    JsonObject deleted = bo.await("deleted");
    assertThat(deleted.getLong("of")).isEqualTo(seq);
    JsonObject message = Tab.inside(cluster.tab(1).join(room, "Cy")).get(0);
    assertThat(message.fieldNames())
        .containsExactly("type", "seq", "room", "id", "user", "by", "deleted", "at", "from");
    assertThat(ana.ask(edit("e", seq, "back")).getString("code")).isEqualTo("no_such_message");
    assertThat(ana.ask(delete("d2", seq)).getString("code")).isEqualTo("no_such_message");
    assertThat(bo.ask(react("r2", seq, "👍", true)).getString("code")).isEqualTo("no_such_message");
  }

  @Test
  void only_the_author_may_edit_or_delete_a_message_and_they_are_known_by_their_key() {
    Tab ana = member(0, "Ana", KEY);
    Tab other = member(1, "Ana", OTHER_KEY);
    Tab nobody = cluster.tab(1);
    nobody.join(room, "Ana");
    long hers = ana.say(room, "mine").getLong("seq");
    long nobodys = nobody.say(room, "nobody's").getLong("seq");
    assertThat(other.ask(edit("e1", hers, "yours")).getString("code")).isEqualTo("forbidden");
    assertThat(other.ask(delete("e2", hers)).getString("code")).isEqualTo("forbidden");
    assertThat(nobody.ask(edit("e3", nobodys, "x")).getString("code")).isEqualTo("forbidden");
    assertThat(ana.ask(edit("e4", nobodys, "x")).getString("code")).isEqualTo("forbidden");
    assertThat(member(1, "Renamed", KEY).ask(edit("e5", hers, "still mine")).getString("type"))
        .isEqualTo("ack");
  }

  @Test
  void reactions_are_counted_once_a_person_and_taken_back() {
    Tab ana = member(0, "Ana", KEY);
    Tab bo = member(1, "Bo", OTHER_KEY);
    long seq = ana.say(room, "good?").getLong("seq");
    JsonObject first = ana.ask(react("r1", seq, "👍", true));
    bo.ask(react("r2", seq, "👍", true));
    bo.ask(react("r3", seq, "❤️", true));
    JsonObject again = bo.ask(react("r4", seq, "❤️", true));
    assertThat(again.getBoolean("duplicate")).isTrue();
    assertThat(again.getLong("seq")).isEqualTo(first.getLong("seq") + 2);
    JsonObject heard = ana.await(
        "of Bo",
        frame ->
            "Bo".equals(frame.getString("user")) && "reaction".equals(frame.getString("type")));
    assertThat(heard.fieldNames())
        .containsExactly("type", "seq", "room", "of", "user", "by", "emoji", "on", "at", "from");
    assertThat(reactions())
        .isEqualTo(new JsonObject()
            .put("❤️", new JsonObject().put("n", 1).put("by", List.of("ujw33bwiwv22n6ku")))
            .put("👍", new JsonObject().put("n", 2).put("by", List.of("ujw33bwiwv22n6ku", BY))));
    ana.ask(react("r5", seq, "👍", false));
    bo.ask(react("r6", seq, "❤️", false));
    assertThat(reactions())
        .isEqualTo(new JsonObject()
            .put("👍", new JsonObject().put("n", 1).put("by", List.of("ujw33bwiwv22n6ku"))));
    ana.ask(edit("e", seq, "better?"));
    assertThat(reactions().fieldNames()).containsExactly("👍");
  }

  @Test
  void a_message_has_at_most_20_kinds_of_reactions() {
    Tab ana = member(0, "Ana", KEY);
    long seq = ana.say(room, "all of them").getLong("seq");
    for (int i = 0; i < 20; i++) {
      assertThat(ana.ask(react("r" + i, seq, Character.toString(0x1F600 + i), true))
              .getString("type"))
          .isEqualTo("ack");
    }
    JsonObject refused = ana.ask(react("r20", seq, "👍", true));
    assertThat(refused.getString("code")).isEqualTo("bad_request");
    assertThat(refused.getString("message")).contains("emoji", "20");
    assertThat(member(1, "Bo", OTHER_KEY)
            .ask(react("s", seq, Character.toString(0x1F600), true))
            .getString("type"))
        .isEqualTo("ack");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "👍👍", "👍a", "❤", "☃\u200d☃", "1", " 👍"})
  void what_is_not_one_emoji_is_no_reaction(String emoji) {
    Tab ana = member(0, "Ana", KEY);
    long seq = ana.say(room, "hm").getLong("seq");
    JsonObject refused = ana.ask(react("r", seq, emoji, true));
    assertThat(refused.getString("code")).isEqualTo("bad_request");
    assertThat(refused.getString("message")).contains("'emoji'");
  }

  @Test
  void the_same_id_makes_one_event_on_any_instance() {
    Tab ana = member(0, "Ana", KEY);
    Tab again = member(1, "Ana", KEY);
    long seq = ana.say(room, "one").getLong("seq");
    JsonObject first = ana.ask(edit("e1", seq, "two"));
    JsonObject second = again.ask(edit("e1", seq, "two"));
    assertThat(second.getBoolean("duplicate")).isTrue();
    assertThat(second.getLong("seq")).isEqualTo(first.getLong("seq"));
    assertThat(second.getLong("at")).isEqualTo(first.getLong("at"));
    JsonObject taken = again.ask(edit("e1", seq, "three"));
    assertThat(taken.getString("code")).isEqualTo("bad_request");
    assertThat(ana.say(room, "next").getLong("seq")).isEqualTo(seq + 2);
  }

  @Test
  void what_is_no_message_cannot_be_changed() {
    Tab ana = member(0, "Ana", KEY);
    long seq = ana.say(room, "x").getLong("seq");
    long event = ana.ask(edit("e", seq, "y")).getLong("seq");
    assertThat(ana.ask(edit("e2", event, "z")).getString("code")).isEqualTo("no_such_message");
    assertThat(ana.ask(delete("d", 1L << 40)).getString("code")).isEqualTo("no_such_message");
    assertThat(ana.ask(delete("d0", 0)).getString("message")).contains("'seq'");
  }

  @Test
  void pages_count_messages_and_a_recovery_has_every_event() {
    Tab ana = member(0, "Ana", KEY);
    for (int i = 1; i <= 60; i++) {
      ana.say(room, "message " + i);
    }
    long of = 60;
    for (int i = 0; i < 150; i++) {
      ana.ask(react("r" + i, of, "👍", i % 2 == 0));
    }
    String epoch = "";
    for (int node : List.of(0, 1)) {
      JsonObject joined = cluster.tab(node).join(room, "Bo", new JsonObject().put("history", 20));
      assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(41, 60));
      assertThat(joined.getLong("seq")).isEqualTo(210);
      assertThat(joined.getBoolean("more")).isTrue();
      epoch = joined.getString("epoch");
    }
    Tab late = cluster.tab(1);
    JsonObject back = late.joinSince(room, "Cy", epoch, 50);
    assertThat(back.getBoolean("recovered")).isTrue();
    assertThat(Tab.seqs(Tab.inside(back))).isEqualTo(seqs(51, 210));
    JsonObject page = late.ask(new JsonObject()
        .put("type", "history")
        .put("id", "h")
        .put("room", room)
        .put("before", 205)
        .put("limit", 30));
    assertThat(Tab.seqs(
            page.getJsonArray("messages").stream().map(JsonObject.class::cast).toList()))
        .isEqualTo(seqs(31, 60));
    assertThat(page.getBoolean("more")).isTrue();
  }

  @Test
  void more_events_than_are_held_do_not_keep_anybody_out() {
    Tab ana = member(0, "Ana", KEY);
    ana.say(room, "far away");
    for (int i = 0; i < 700; i++) {
      ana.send(react("r" + i, 1, "👍", i % 2 == 0));
    }
    ana.await("last", frame -> "r699".equals(frame.getString("id")));
    for (int node : List.of(0, 1)) {
      JsonObject joined = cluster.tab(node).join(room, "Bo");
      assertThat(Tab.texts(Tab.inside(joined))).containsExactly("far away");
      assertThat(joined.getLong("seq")).isEqualTo(701);
    }
  }

  @Test
  void an_answer_names_what_it_answers() {
    Tab ana = member(0, "Ana", KEY);
    Tab bo = member(1, "Bo", OTHER_KEY);
    long seq = ana.say(room, "who?").getLong("seq");
    bo.ask(Tab.message(room, "me").put("id", "m").put("re", seq));
    JsonObject answer = ana.awaitMessage("me");
    assertThat(answer.getLong("re")).isEqualTo(seq);
    bo.ask(edit("e", answer.getLong("seq"), "I"));
    JsonObject now = Tab.inside(cluster.tab(0).join(room, "Cy")).get(1);
    assertThat(now.getLong("re")).isEqualTo(seq);
    assertThat(now.getString("text")).isEqualTo("I");
    assertThat(bo.ask(Tab.message(room, "x").put("id", "n").put("re", -1)).getString("message"))
        .contains("'re'");
  }

  @Test
  void a_client_of_socket_io_changes_messages_too_and_hears_of_changes() {
    Poller poller = new Poller(cluster.port(1));
    String in = "{\"room\":\"" + room + "\",";
    poller.say("40", "420[\"join\"," + in + "\"user\":\"Ana\",\"key\":\"" + KEY + "\"}]");
    poller.hear(packet -> packet.startsWith("430["));
    Tab bo = member(0, "Bo", OTHER_KEY);
    poller.say("421[\"message\"," + in + "\"text\":\"one\"}]");
    poller.hear(packet -> packet.startsWith("431[{\"seq\":1,"));
    poller.say("422[\"edit\"," + in + "\"seq\":1,\"text\":\"two\"}]");
    assertThat(last(poller.hear(packet -> packet.startsWith("432["))))
        .matches("432\\[\\{\"seq\":2,\"at\":\\d+\\}\\]");
    assertThat(bo.await("edited").getString("text")).isEqualTo("two");
    bo.ask(react("r", 1, "👍", true));
    assertThat(last(poller.hear(packet -> packet.startsWith("42[\"reaction\","))))
        .startsWith(
            "42[\"reaction\",{\"seq\":3,\"room\":\"" + room + "\",\"of\":1,\"user\":\"Bo\",")
        .contains("\"emoji\":\"👍\",\"on\":true,")
        .endsWith(":3\"]");
    poller.say("423[\"react\"," + in + "\"seq\":1,\"emoji\":\"👍\",\"on\":false}]");
    assertThat(last(poller.hear(packet -> packet.startsWith("433["))))
        .contains("\"duplicate\":true");
    poller.say("424[\"delete\"," + in + "\"seq\":1}]");
    poller.hear(packet -> packet.startsWith("434[{\"seq\":4,"));
    bo.await("deleted");
    poller.say("425[\"delete\"," + in + "\"seq\":1}]");
    assertThat(last(poller.hear(packet -> packet.startsWith("435["))))
        .startsWith("435[{\"code\":\"no_such_message\",");
  }

  private static String last(List<String> packets) {
    return packets.get(packets.size() - 1);
  }

  @Test
  void who_is_not_in_the_room_changes_nothing_there() {
    member(0, "Ana", KEY).say(room, "x");
    assertThat(cluster.tab(0).ask(delete("d", 1)).getString("code")).isEqualTo("not_joined");
  }

  private JsonObject reactions() {
    return Tab.inside(cluster.tab(1).join(room, "Cy")).get(0).getJsonObject("reactions");
  }

  private static List<Long> seqs(long first, long last) {
    return IntStream.rangeClosed((int) first, (int) last)
        .mapToObj(Long::valueOf)
        .toList();
  }

  private Tab member(int node, String user, String key) {
    Tab tab = cluster.tab(node);
    tab.join(room, user, new JsonObject().put("key", key));
    return tab;
  }

  private JsonObject change(String type, String id, long seq) {
    return new JsonObject().put("type", type).put("id", id).put("room", room).put("seq", seq);
  }

  private JsonObject edit(String id, long seq, String text) {
    return change("edit", id, seq).put("text", text);
  }

  private JsonObject delete(String id, long seq) {
    return change("delete", id, seq);
  }

  private JsonObject react(String id, long seq, String emoji, boolean on) {
    return change("react", id, seq).put("emoji", emoji).put("on", on);
  }
}
