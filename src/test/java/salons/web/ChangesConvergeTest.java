package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.RoomView;
import salons.e2e.Tab;

/**
 * Whatever is said, edited, deleted and reacted to, over connections to Redis that are cut again and again: all members end with the same, which is
 * what was acknowledged, and what whoever enters then is told.
 */
final class ChangesConvergeTest {
  @RegisterExtension
  static Cluster cluster = Cluster.of(3);

  private static final List<String> EMOJI = List.of("👍", "❤️", "😀");
  private static final int STEPS = 250;

  private final String room = Cluster.room();

  /** Somebody with a key of their own, who comes and goes. */
  private final class Member {
    final String name;
    final JsonObject key;
    final RoomView view = new RoomView();
    Tab tab;
    String by;
    String epoch;
    long seq;
    private int taken;

    Member(String name, int node) {
      this.name = name;
      this.key = new JsonObject().put("key", (name + "-has-a-key-of-their-own"));
      this.tab = cluster.tab(node);
      JsonObject joined = tab.join(room, name, key);
      this.by = joined.getString("by");
      this.epoch = joined.getString("epoch");
      this.seq = joined.getLong("seq");
    }

    /** Asks with the same id until it is done. */
    JsonObject ask(JsonObject frame) {
      while (true) {
        JsonObject answer = tab.ask(frame);
        if (!"unavailable".equals(answer.getString("code"))) {
          return answer;
        }
      }
    }

    /** Takes all events that the tab has heard by now. */
    void hear() {
      List<JsonObject> heard = tab.heard();
      for (; taken < heard.size(); taken++) {
        JsonObject frame = heard.get(taken);
        String type = frame.getString("type");
        if (frame.containsKey("seq") && !Set.of("joined", "ack", "resync").contains(type)) {
          assertThat(frame.getLong("seq")).isEqualTo(seq + 1);
          seq++;
          view.take(frame);
        }
      }
    }

    void hearUpTo(long last) {
      hear();
      if (seq < last) {
        tab.await(
            "event " + last,
            frame -> frame.getLong("seq", 0L) >= last
                && !Set.of("joined", "ack").contains(frame.getString("type")));
        hear();
      }
      assertThat(seq).isEqualTo(last);
    }

    /** Goes without a word, and comes back on another instance with what it has. */
    void moveTo(int node) {
      hear();
      tab.close();
      tab = cluster.tab(node);
      taken = 0;
      JsonObject since = new JsonObject().put("epoch", epoch).put("seq", seq);
      JsonObject joined = tab.join(room, name, key.copy().put("since", since));
      assertThat(joined.getBoolean("recovered")).isTrue();
      for (JsonObject event : Tab.inside(joined)) {
        assertThat(event.getLong("seq")).isEqualTo(seq + 1);
        seq++;
        view.take(event);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void all_end_with_what_was_acknowledged(long seed) {
    Random random = new Random(seed);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      members.add(new Member("Member" + i, i % cluster.size()));
    }
    RoomView model = new RoomView();
    Map<Long, Member> authors = new HashMap<>();
    long last = 0;
    for (int step = 0; step < STEPS; step++) {
      Member actor = members.get(random.nextInt(3));
      if (random.nextInt(12) == 0) {
        cluster.redis().cli("CLIENT", "KILL", "TYPE", "pubsub");
      }
      if (random.nextInt(25) == 0) {
        cluster.redis().cli("CLIENT", "KILL", "TYPE", "normal");
      }
      if (random.nextInt(15) == 0) {
        members.get(3 + random.nextInt(3)).moveTo(random.nextInt(cluster.size()));
      }
      JsonObject frame = next(random, actor, authors, model, step);
      JsonObject ack = actor.ask(frame);
      assertThat(ack.getString("type")).as(frame + " " + ack).isEqualTo("ack");
      if (!ack.getBoolean("duplicate", false)) {
        last++;
        assertThat(ack.getLong("seq")).isEqualTo(last);
        apply(frame, ack, actor, model);
        if (frame.getString("type").equals("message")) {
          authors.put(last, actor);
        }
      }
    }
    for (Member member : members) {
      member.hearUpTo(last);
      assertThat(member.view.shown()).as(member.name).isEqualTo(model.shown());
    }
    for (int node = 0; node < cluster.size(); node++) {
      RoomView fresh = new RoomView();
      JsonObject joined = cluster.tab(node).join(room, "New", new JsonObject().put("history", 200));
      Tab.inside(joined).forEach(fresh::take);
      assertThat(fresh.shown()).as("on node " + node).isEqualTo(model.shown());
    }
  }

  private JsonObject next(
      Random random, Member actor, Map<Long, Member> authors, RoomView model, int step) {
    List<Long> there = model.messages().entrySet().stream()
        .filter(each -> each.getValue().text() != null)
        .map(Map.Entry::getKey)
        .toList();
    List<Long> own = there.stream().filter(each -> authors.get(each) == actor).toList();
    JsonObject frame = new JsonObject().put("room", room).put("id", "s" + step);
    int what = random.nextInt(10);
    if (what < 4 || own.isEmpty()) {
      return frame.put("type", "message").put("text", "text " + step);
    }
    if (what < 6) {
      return frame
          .put("type", "edit")
          .put("seq", own.get(random.nextInt(own.size())))
          .put("text", "edit " + step + "x".repeat(random.nextInt(200)));
    }
    if (what < 7) {
      return frame.put("type", "delete").put("seq", own.get(random.nextInt(own.size())));
    }
    return frame
        .put("type", "react")
        .put("seq", there.get(random.nextInt(there.size())))
        .put("emoji", EMOJI.get(random.nextInt(EMOJI.size())))
        .put("on", random.nextInt(3) > 0);
  }

  /** What comes of it, by the acknowledgement. */
  private static void apply(JsonObject frame, JsonObject ack, Member actor, RoomView model) {
    JsonObject event = frame
        .copy()
        .put("seq", ack.getLong("seq"))
        .put("at", ack.getLong("at"))
        .put("by", actor.by)
        .put("of", frame.getLong("seq", 0L));
    String type = frame.getString("type");
    model.take(event.put(
        "type",
        switch (type) {
          case "edit" -> "edited";
          case "delete" -> "deleted";
          case "react" -> "reaction";
          default -> type;
        }));
  }
}
