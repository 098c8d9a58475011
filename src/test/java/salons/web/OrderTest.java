package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** Three instances, one session. */
final class OrderTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(3);

  private final String room = Cluster.room();

  @Test
  void whoever_speaks_anywhere_is_heard_everywhere() {
    List<Tab> tabs = members(2);
    for (int speaker = 0; speaker < tabs.size(); speaker++) {
      String text = "from " + speaker;
      assertThat(tabs.get(speaker).say(room, text).getString("type")).isEqualTo("ack");
      for (Tab listener : tabs) {
        JsonObject heard = listener.awaitMessage(text);
        assertThat(heard.getString("from")).isEqualTo("node-" + speaker % 3);
        assertThat(heard.getString("user")).isEqualTo("user-" + speaker);
      }
    }
  }

  @Test
  void all_hear_everything_once_in_one_order() {
    int each = 400;
    List<Tab> tabs = members(4);
    for (int i = 0; i < each; i++) {
      for (int speaker = 0; speaker < tabs.size(); speaker++) {
        tabs.get(speaker).mutter(room, speaker + ":" + i);
      }
    }
    int total = each * tabs.size();
    List<JsonObject> first = tabs.get(0).awaitMessages(room, total);
    assertThat(Tab.seqs(first))
        .isEqualTo(LongStream.rangeClosed(1, total).boxed().toList());
    assertThat(new HashSet<>(Tab.texts(first))).hasSize(total);
    for (int speaker = 0; speaker < tabs.size(); speaker++) {
      String prefix = speaker + ":";
      assertThat(Tab.texts(first).stream().filter(text -> text.startsWith(prefix)))
          .as("what one said, in the order of saying")
          .containsExactlyElementsOf(
              IntStream.range(0, each).mapToObj(i -> prefix + i).toList());
    }
    for (Tab tab : tabs) {
      assertThat(tab.awaitMessages(room, total)).isEqualTo(first);
    }
    assertThat(first.stream().map(message -> message.getLong("at")).toList())
        .as("time never runs against seq")
        .isSorted();
  }

  @Test
  void one_id_of_one_person_on_several_instances_at_once_makes_one_message() {
    List<Tab> tabs = members(Stream.of("Ana", "Ana", "Ana"));
    for (int i = 0; i < 100; i++) {
      JsonObject frame = Tab.message(room, "once " + i).put("id", "m-" + i);
      tabs.forEach(tab -> tab.send(frame));
      List<JsonObject> acks = tabs.stream().map(tab -> tab.await("ack")).toList();
      assertThat(acks).extracting(ack -> ack.getLong("seq")).containsOnly(i + 1L);
      assertThat(acks)
          .extracting(ack -> ack.getLong("at"))
          .containsOnly(acks.get(0).getLong("at"));
      assertThat(acks).filteredOn(ack -> !ack.containsKey("duplicate")).hasSize(1);
    }
    for (Tab tab : tabs) {
      assertThat(Tab.texts(tab.awaitMessages(room, 100)))
          .containsExactlyElementsOf(
              IntStream.range(0, 100).mapToObj(i -> "once " + i).toList());
    }
  }

  @Test
  void an_ack_and_the_message_agree() {
    List<Tab> tabs = members(1);
    List<JsonObject> acks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      acks.add(tabs.get(i % 3).say("m-" + i, room, "x"));
    }
    List<JsonObject> heard = tabs.get(0).awaitMessages(room, 60);
    for (int i = 0; i < 60; i++) {
      assertThat(heard.get(i).getString("id")).isEqualTo(acks.get(i).getString("id"));
      assertThat(heard.get(i).getLong("seq")).isEqualTo(acks.get(i).getLong("seq"));
      assertThat(heard.get(i).getLong("at")).isEqualTo(acks.get(i).getLong("at"));
    }
  }

  @Test
  void whoever_moves_to_another_instance_misses_nothing() {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    long seen = 0;
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      writer.mutter(room, "a" + i);
      writer.mutter(room, "b" + i);
      try (Tab reader = cluster.tab(i % 3)) {
        JsonObject joined = reader.joinSince(room, "Reader", epoch, seen);
        assertThat(joined.getBoolean("recovered")).as("move " + i).isTrue();
        heard.addAll(Tab.texts(Tab.inside(joined)));
        seen = joined.getLong("seq");
        String last = "b" + i;
        if (!heard.contains(last)) {
          reader.awaitMessage(last);
          for (JsonObject message : reader.messages(room)) {
            heard.add(message.getString("text"));
            seen = message.getLong("seq");
          }
        }
      }
    }
    assertThat(heard)
        .containsExactlyElementsOf(IntStream.range(0, 60)
            .boxed()
            .flatMap(i -> java.util.stream.Stream.of("a" + i, "b" + i))
            .toList());
  }

  /** So many members on each instance; the nth is on instance n modulo 3. */
  private List<Tab> members(int each) {
    return members(IntStream.range(0, 3 * each).mapToObj(i -> "user-" + i));
  }

  private List<Tab> members(Stream<String> users) {
    List<Tab> tabs = new ArrayList<>();
    users.forEach(user -> {
      Tab tab = cluster.tab(tabs.size() % 3);
      tab.join(room, user);
      tabs.add(tab);
    });
    return tabs;
  }
}
