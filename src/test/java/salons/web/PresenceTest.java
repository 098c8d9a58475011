package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** Who is in a room, as its members hear of it. */
final class PresenceTest {
  @RegisterExtension
  static Cluster cluster = Cluster.of(2);

  private final String room = Cluster.room();

  @Test
  void whoever_joins_is_told_who_is_there() {
    JsonObject ana = cluster.tab(0).join(room, "Ana");
    assertThat(ana.getInteger("count")).isEqualTo(1);
    assertThat(names(ana, "members")).containsExactly("Ana");
    JsonObject zoe = cluster.tab(1).join(room, "Zoé");
    assertThat(zoe.getInteger("count")).isEqualTo(2);
    JsonObject bo = cluster.tab(0).join(room, "Bo");
    assertThat(bo.getInteger("count")).isEqualTo(3);
    assertThat(names(bo, "members")).containsExactly("Ana", "Bo", "Zoé");
  }

  @Test
  void those_who_are_there_hear_who_comes_and_who_leaves() {
    Tab ana = member(0, "Ana");
    Tab bo = member(1, "Bo");
    JsonObject came = ana.await("presence");
    assertThat(came.getInteger("count")).isEqualTo(2);
    assertThat(names(came, "joined")).containsExactly("Bo");
    assertThat(names(came, "left")).isEmpty();
    bo.ask(leave());
    JsonObject left = ana.await("presence");
    assertThat(left.getInteger("count")).isEqualTo(1);
    assertThat(names(left, "joined")).isEmpty();
    assertThat(names(left, "left")).containsExactly("Bo");
  }

  @Test
  void two_tabs_are_one_person_who_leaves_with_the_last() {
    Tab bo = member(0, "Bo");
    Tab one = member(0, "Ana");
    awaitCount(bo, 2);
    Tab two = member(1, "Ana");
    assertThat(cluster.tab(1).join(room, "Ana").getInteger("count")).isEqualTo(2);
    one.close();
    two.ask(leave());
    member(1, "Cy");
    awaitCount(bo, 3);
    cluster.tabs().closeAll();
    Tab last = member(0, "Di");
    awaitMembers(last, Set.of("Di"));
  }

  @Test
  void a_rename_is_one_who_leaves_and_one_who_comes() {
    Tab bo = member(0, "Bo");
    Tab ana = member(1, "Ana");
    awaitCount(bo, 2);
    JsonObject renamed = ana.join(room, "Anna");
    assertThat(renamed.getInteger("count")).isEqualTo(2);
    assertThat(names(renamed, "members")).containsExactly("Anna", "Bo");
    JsonObject heard = bo.await("presence");
    assertThat(heard.getInteger("count")).isEqualTo(2);
    assertThat(names(heard, "joined")).containsExactly("Anna");
    assertThat(names(heard, "left")).containsExactly("Ana");
  }

  @Test
  void whoever_reloads_neither_leaves_nor_comes() {
    Tab bo = member(0, "Bo");
    Tab ana = member(1, "Ana");
    awaitCount(bo, 2);
    ana.close();
    assertThat(ana.awaitClose()).isPositive();
    Tab again = member(0, "Ana");
    // Long enough for the leave to be noticed, were there one.
    member(1, "Cy");
    awaitCount(bo, 3);
    again.ask(leave());
    JsonObject left = bo.await("presence");
    assertThat(names(left, "left")).containsExactly("Ana");
    assertThat(left.getInteger("count")).isEqualTo(2);
  }

  @Test
  void above_a_hundred_only_the_count_is_told_and_everybody_is_named_again_below() {
    Tab first = member(0, "a");
    List<Tab> crowd = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      crowd.add(member(i % 2, "b" + (100 + i)));
    }
    JsonObject many = awaitCount(first, 101);
    assertThat(many.containsKey("joined")).isFalse();
    JsonObject late = cluster.tab(1).join(room, "c");
    assertThat(late.getInteger("count")).isEqualTo(102);
    assertThat(names(late, "members")).hasSize(100).startsWith("a", "b100").isSorted();
    awaitCount(first, 102);
    Tab last = member(0, "d");
    awaitCount(first, 103);
    last.ask(leave());
    crowd.get(0).ask(leave());
    crowd.get(1).ask(leave());
    JsonObject few = first.await("all the names", frame -> frame.containsKey("members"));
    assertThat(few.getInteger("count")).isEqualTo(100);
    assertThat(names(few, "members"))
        .hasSize(100)
        .startsWith("a", "b102")
        .endsWith("c")
        .isSorted();
  }

  @Test
  void of_many_who_come_and_go_the_others_hear_twice_a_second_at_most() {
    Tab ana = member(0, "Ana");
    long start = System.nanoTime();
    Tab here = cluster.tab(0);
    Tab there = cluster.tab(1);
    for (int i = 0; System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3); i++) {
      Tab who = i % 2 == 0 ? here : there;
      who.join(room, "Bo" + i);
      who.ask(leave());
    }
    there.join(room, "Cy");
    awaitMembers(ana, Set.of("Ana", "Cy"));
    long halfSeconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 500;
    assertThat(ana.heard().stream().filter(frame -> frame.getString("type").equals("presence")))
        .hasSizeBetween(2, (int) halfSeconds + 1);
  }

  @Test
  void nobody_hears_of_people_in_another_room() {
    Tab ana = member(0, "Ana");
    String other = Cluster.room();
    // Enough for one on each event loop.
    List<Tab> others = Stream.of("Bo", "Di", "Ed", "Flo")
        .map(user -> {
          Tab tab = cluster.tab(0);
          tab.join(other, user);
          return tab;
        })
        .toList();
    member(0, "Cy");
    awaitCount(ana, 2);
    for (Tab tab : others) {
      // Its own message comes by the same ways, but later.
      tab.say(other, "witness");
      tab.awaitMessage("witness");
      tab.hearsNothing("people of another room", frame -> room.equals(frame.getString("room")));
    }
  }

  @Test
  void the_others_hear_who_is_writing_wherever_they_are() {
    Tab ana = member(0, "Ana");
    Tab anaToo = member(1, "Ana");
    Tab bo = member(0, "Bo");
    Tab cy = member(1, "Cy");
    types(ana, true);
    types(ana, true);
    for (Tab other : List.of(bo, cy)) {
      JsonObject heard = other.await("typing");
      assertThat(heard)
          .isEqualTo(new JsonObject()
              .put("type", "typing")
              .put("room", room)
              .put("user", "Ana")
              .put("on", true));
    }
    ana.say(room, "done");
    for (Tab other : List.of(bo, cy)) {
      assertThat(other.await("typing").getBoolean("on")).isFalse();
      other.awaitMessage("done");
    }
    assertThat(Tab.inside(cluster.tab(0).join(room, "New")))
        .as("typing is not logged")
        .hasSize(1);
    for (Tab own : List.of(ana, anaToo)) {
      // Its own message comes by the same channel, but later.
      own.say(room, "witness");
      own.awaitMessage("witness");
      own.hearsNothing("itself", frame -> "typing".equals(frame.getString("type")));
    }
  }

  @Test
  void whoever_leaves_is_not_writing_any_more() {
    Tab ana = member(0, "Ana");
    Tab bo = member(1, "Bo");
    types(ana, true);
    assertThat(bo.await("typing").getBoolean("on")).isTrue();
    ana.close();
    assertThat(bo.await("typing").getBoolean("on")).isFalse();
  }

  @Test
  void only_members_can_be_writing() {
    Tab ana = cluster.tab(0);
    types(ana, true);
    ana.awaitError("not_joined");
    ana.join(room, "Ana");
    ana.send("{\"type\":\"typing\",\"room\":\"" + room + "\",\"on\":1}");
    assertThat(ana.awaitError("bad_request").getString("message")).contains("'on'");
    ana.send("{\"type\":\"typing\",\"room\":\"" + room + "\"}");
    assertThat(ana.awaitError("bad_request").getString("message")).contains("'on'");
  }

  private JsonObject leave() {
    return new JsonObject().put("type", "leave").put("room", room);
  }

  private void types(Tab tab, boolean on) {
    tab.send(new JsonObject().put("type", "typing").put("room", room).put("on", on));
  }

  @salons.e2e.CanIgnoreReturnValue
  private Tab member(int node, String user) {
    Tab tab = cluster.tab(node);
    tab.join(room, user);
    return tab;
  }

  @salons.e2e.CanIgnoreReturnValue
  private JsonObject awaitCount(Tab tab, int count) {
    return tab.await(
        "a count of " + count,
        frame -> "presence".equals(frame.getString("type"))
            && room.equals(frame.getString("room"))
            && frame.getInteger("count") == count);
  }

  /** Waits until what the tab was told adds up to these people. */
  private void awaitMembers(Tab tab, Set<String> expected) {
    Set<String> members = new TreeSet<>();
    tab.heard().stream()
        .filter(frame -> "joined".equals(frame.getString("type")))
        .forEach(frame -> members.addAll(names(frame, "members")));
    while (!members.equals(expected)) {
      JsonObject change = tab.await("presence");
      members.removeAll(names(change, "left"));
      members.addAll(names(change, "joined"));
      assertThat(change.getInteger("count")).isEqualTo(members.size());
    }
  }

  private static List<String> names(JsonObject frame, String field) {
    JsonArray names = frame.getJsonArray(field);
    return names.stream().map(String.class::cast).toList();
  }
}
