package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.RawSocket;
import salons.e2e.Tab;
import salons.redis.RoomKeys;

/** What a client missed is more than is told at once. */
final class LongRecoveryTest {
  private static final int MOST_BYTES = 256 << 10;
  private static final String LARGE = "😀".repeat(4_000);

  @RegisterExtension
  static final Cluster cluster =
      Cluster.of(2, "history.messages", "1000", "history.bytes", "67108864");

  private final String room = Cluster.room();

  /** Whether the instance holds the newest of it, or has to read all of it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void it_begins_in_joined_and_goes_on_as_ordinary_events_without_gap_or_repetition(int node) {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    fill(writer, 150);
    Tab back = cluster.tab(node);
    back.send(join("Back", epoch, 3));
    for (int i = 0; i < 20; i++) {
      writer.mutter(room, "live " + i);
    }
    JsonObject joined = back.await("joined");
    long end = writer.say(room, "the end").getLong("seq");
    back.awaitMessage("the end");
    assertThat(joined.getBoolean("recovered")).isTrue();
    assertThat(joined.encode().getBytes(StandardCharsets.UTF_8).length)
        .isBetween(MOST_BYTES / 2, MOST_BYTES + 4_096);
    List<Long> heard = new ArrayList<>(Tab.seqs(Tab.inside(joined)));
    assertThat(heard.get(heard.size() - 1)).isEqualTo(joined.getLong("seq"));
    heard.addAll(Tab.seqs(back.messages(room)));
    assertThat(heard).isEqualTo(seqs(4, end));
  }

  @Test
  void many_small_ones_come_in_few_pieces() {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    for (int i = 0; i < 900; i++) {
      writer.mutter(room, "x".repeat(1_500));
    }
    writer.say(room, "the end");
    Tab back = cluster.tab(1);
    JsonObject joined = back.joinSince(room, "Back", epoch, 0);
    back.awaitMessage("the end");
    List<Long> heard = new ArrayList<>(Tab.seqs(Tab.inside(joined)));
    heard.addAll(Tab.seqs(back.messages(room)));
    assertThat(heard).isEqualTo(seqs(1, 901));
  }

  @Test
  void whoever_comes_back_to_an_event_that_cannot_be_read_any_more_is_told_so_and_goes_on() {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    writer.say(room, "the last one that Back heard");
    writer.say(room, "this one goes");
    fill(writer, 100);
    assertThat(cluster.redis().cli("XDEL", RoomKeys.of(room) + ":log", "2-0")).isEqualTo("1");
    Tab back = cluster.tab(1);
    JsonObject joined = back.joinSince(room, "Back", epoch, 1);
    assertThat(joined.getBoolean("recovered")).isTrue();
    assertThat(Tab.inside(joined).get(0).getString("type")).isEqualTo("lost");
    long end = writer.say(room, "the end").getLong("seq");
    back.awaitMessage("the end");
    List<Long> heard = new ArrayList<>(Tab.seqs(Tab.inside(joined)));
    heard.addAll(Tab.seqs(back.messages(room)));
    assertThat(heard).isEqualTo(seqs(2, end));
  }

  @Test
  void a_page_and_a_join_without_since_have_the_newest_that_fit() {
    Tab writer = cluster.tab(0);
    writer.join(room, "Writer");
    fill(writer, 120);
    for (int node = 0; node < 2; node++) {
      Tab reader = cluster.tab(node);
      JsonObject joined = reader.join(room, "Reader", new JsonObject().put("history", 200));
      assertThat(joined.getLong("seq")).isEqualTo(120);
      assertThat(joined.getBoolean("more")).isTrue();
      assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(105, 120));
      long before = 121;
      while (before > 1) {
        JsonObject page = reader.ask(new JsonObject()
            .put("type", "history")
            .put("room", room)
            .put("before", before)
            .put("limit", 200));
        List<Long> seqs = Tab.seqs(Tab.inside(page));
        assertThat(seqs).hasSizeBetween(1, 16).isEqualTo(seqs(seqs.get(0), before - 1));
        before = seqs.get(0);
        assertThat(page.getBoolean("more")).isEqualTo(before > 1);
      }
    }
  }

  @Test
  void whoever_recovers_is_told_who_comes_and_goes_and_hears_nothing_twice_after_a_second_join() {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    fill(writer, 150);
    Tab back = cluster.tab(1);
    back.send(join("Back", epoch, 0));
    back.send(join("Back", epoch, 100));
    back.await("joined");
    JsonObject joined = back.await("joined");
    cluster.tab(0).join(room, "Other");
    long end = writer.say(room, "the end").getLong("seq");
    back.awaitMessage("the end");
    List<JsonObject> frames = back.heard();
    List<Long> heard = new ArrayList<>(Tab.seqs(Tab.inside(joined)));
    frames.subList(frames.indexOf(joined), frames.size()).stream()
        .filter(frame -> "message".equals(frame.getString("type")))
        .forEach(frame -> heard.add(frame.getLong("seq")));
    assertThat(heard).isEqualTo(seqs(101, end));
    back.await("the news of Other", frame -> frame.getInteger("count", 0) == 3);
  }

  @Test
  void who_leaves_meanwhile_hears_nothing_more() {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    fill(writer, 150);
    Tab back = cluster.tab(1);
    back.send(join("Back", epoch, 0));
    back.send(new JsonObject().put("type", "leave").put("id", "l").put("room", room));
    JsonObject left = back.await("left");
    back.hearsNothing("the room it left", frame -> {
      List<JsonObject> heard = back.heard();
      return "message".equals(frame.getString("type"))
          && heard.indexOf(frame) > heard.indexOf(left);
    });
    assertThat(back.heard().stream().map(frame -> frame.getString("type")))
        .containsSubsequence("joined", "left");
  }

  @Test
  void a_log_that_is_gone_meanwhile_is_told_by_resync() throws Exception {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    fill(writer, 400);
    try (RawSocket slow = new RawSocket(cluster.port(1))) {
      slow.write(RawSocket.text(join("Slow", epoch, 0).encode()));
      assertThat(slow.read().text()).contains("welcome");
      assertThat(slow.read().text()).contains("\"type\":\"joined\"");
      cluster.redis().cli("DEL", RoomKeys.of(room) + ":log");
      for (String text = slow.read().text(); !text.contains("\"resync\""); ) {
        text = slow.read().text();
      }
      writer.say(room, "after");
      for (String text = slow.read().text(); !text.contains("\"after\""); ) {
        text = slow.read().text();
      }
    }
  }

  @Test
  void a_new_epoch_meanwhile_is_told_by_resync_and_nothing_of_the_old_one_follows()
      throws Exception {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    fill(writer, 400);
    try (RawSocket slow = new RawSocket(cluster.port(1))) {
      slow.write(RawSocket.text(join("Slow", epoch, 0).encode()));
      assertThat(slow.read().text()).contains("welcome");
      assertThat(slow.read().text()).contains("\"type\":\"joined\"");
      cluster.redis().cli("FLUSHALL");
      writer.say(room, "new 1");
      long expected = 0;
      JsonObject frame = new JsonObject(slow.read().text());
      for (;
          !frame.getString("type").equals("resync");
          frame = new JsonObject(slow.read().text())) {
        if (frame.getString("type").equals("message")) {
          long seq = frame.getLong("seq");
          assertThat(seq).isGreaterThan(expected).isLessThanOrEqualTo(400);
          expected = seq;
        }
      }
      assertThat(expected).isLessThan(400);
      assertThat(frame.getString("epoch")).isNotEqualTo(epoch);
      long seq = frame.getLong("seq");
      writer.say(room, "new 2");
      for (String text = ""; !text.contains("\"new 2\""); ) {
        text = slow.read().text();
        if (text.contains("\"type\":\"message\"")) {
          assertThat(new JsonObject(text).getLong("seq")).isEqualTo(++seq);
        }
      }
    }
  }

  private void fill(Tab writer, int messages) {
    for (int i = 1; i < messages; i++) {
      writer.mutter(room, LARGE);
    }
    writer.say(room, LARGE);
    writer.awaitMessages(room, messages);
  }

  private JsonObject join(String user, String epoch, long seq) {
    return new JsonObject()
        .put("type", "join")
        .put("room", room)
        .put("user", user)
        .put("since", new JsonObject().put("epoch", epoch).put("seq", seq));
  }

  private static List<Long> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
