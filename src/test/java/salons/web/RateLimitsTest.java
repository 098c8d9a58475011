package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** The limits as they are by default. */
final class RateLimitsTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.limited(1);

  private final String room = Cluster.room();
  private final Tab ana = cluster.tab(0);

  @Test
  void a_hundred_messages_at_once_are_taken_and_the_rest_may_come_again_after_the_time_told() {
    ana.join(room, "Ana");
    Tab bo = cluster.tab(0);
    bo.join(room, "Bo");
    for (int i = 0; i < 120; i++) {
      ana.send(Tab.message(room, "text " + i).put("id", "m" + i));
    }
    List<JsonObject> answers = answers(ana, "m", 120);
    List<JsonObject> refused = errors(answers);
    // What comes back while they are sent is taken too.
    assertThat(refused).hasSizeBetween(1, 20).allSatisfy(RateLimitsTest::assertTooFast);
    assertThat(refused).extracting(error -> error.getString("id")).contains("m119");
    assertWorksAfterTheTimeTold(refused.get(refused.size() - 1), id -> ana.say(id, room, "again"));
    bo.awaitMessage("again");
    assertThat(ana.isOpen()).isTrue();
  }

  @Test
  void sixty_four_kilobytes_of_long_messages_are_taken_at_once() {
    ana.join(room, "Ana");
    String text = "x".repeat(4_000);
    for (int i = 0; i < 60; i++) {
      ana.send(Tab.message(room, text).put("id", "m" + i));
    }
    List<JsonObject> refused = errors(answers(ana, "m", 60));
    assertThat(refused).hasSizeBetween(1, 44).allSatisfy(RateLimitsTest::assertTooFast);
    assertThat(refused)
        .allSatisfy(error -> assertThat(error.getString("message")).contains("bytes"));
    assertWorksAfterTheTimeTold(refused.get(0), id -> ana.say(id, room, text));
  }

  @Test
  void the_largest_frame_there_is_is_taken() {
    ana.join(room, "Ana");
    String padding = "p".repeat(65_000);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    assertThat(ana.ask(Tab.message(room, "padded").put("padding", padding)).getString("type"))
        .isEqualTo("ack");
  }

  @Test
  void whoever_comes_back_joins_all_rooms_at_once_but_not_twice_as_many() {
    for (int i = 0; i < 150; i++) {
      ana.send(join(room, "Ana " + i % 7).put("id", "j" + i));
    }
    List<JsonObject> refused = errors(answers(ana, "j", 150));
    assertThat(refused).hasSizeBetween(1, 50).allSatisfy(RateLimitsTest::assertTooFast);
    assertWorksAfterTheTimeTold(
        refused.get(refused.size() - 1), id -> ana.ask(join(room, "Ana").put("id", id)));
  }

  @Test
  void pages_of_history_have_a_limit_of_their_own() {
    ana.join(room, "Ana");
    ana.say(room, "once");
    for (int i = 0; i < 40; i++) {
      ana.send(history().put("id", "h" + i));
    }
    List<JsonObject> refused = errors(answers(ana, "h", 40));
    assertThat(refused).hasSizeBetween(1, 20).allSatisfy(RateLimitsTest::assertTooFast);
    assertThat(ana.say(room, "still").getString("type")).isEqualTo("ack");
    assertWorksAfterTheTimeTold(
        refused.get(refused.size() - 1), id -> ana.ask(history().put("id", id)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "trace", "typing", "hello"})
  void no_kind_of_frame_is_without_a_limit(String type) {
    ana.join(room, "Ana");
    JsonObject frame =
        new JsonObject().put("type", type).put("room", room).put("on", false).put("id", "f");
    for (int i = 0; i < 260; i++) {
      ana.send(frame);
    }
    JsonObject error =
        ana.await("too fast", answer -> "rate_limited".equals(answer.getString("code")));
    assertTooFast(error);
    assertThat(error.getString("id")).isEqualTo("f");
    assertThat(ana.isOpen()).isTrue();
  }

  @Test
  void whoever_floods_is_heard_now_and_then_and_holds_up_nobody() {
    ana.join(room, "Ana");
    Tab bo = cluster.tab(0);
    bo.join(room, "Bo");
    String ping = "{\"type\":\"ping\",\"id\":\"p\"}";
    for (int i = 0; i < 100_000; i++) {
      ana.send(ping);
    }
    bo.say(room, "meanwhile");
    ana.awaitMessage("meanwhile");
    assertThat(ana.heard()).hasSizeLessThan(50_000);
    assertThat(ana.isOpen()).isTrue();
  }

  @Test
  void renaming_and_typing_in_turns_is_hardly_heard() {
    ana.join(room, "Ana");
    Tab bo = cluster.tab(0);
    bo.join(room, "Bo");
    for (int i = 0; i < 80; i++) {
      ana.send(join(room, "Ana " + i));
      ana.send(new JsonObject().put("type", "typing").put("room", room).put("on", true));
    }
    ana.hearsNothing("nonsense", frame -> "nonsense".equals(frame.getString("type")));
    ana.say(room, "done");
    bo.awaitMessage("done");
    assertThat(bo.heard().stream().filter(frame -> "typing".equals(frame.getString("type"))))
        .hasSizeBetween(1, 10);
  }

  private JsonObject join(String name, String user) {
    return new JsonObject().put("type", "join").put("room", name).put("user", user);
  }

  private JsonObject history() {
    return new JsonObject().put("type", "history").put("room", room).put("before", 100);
  }

  /** The answers to the frames {@code <prefix>0} and following. */
  private static List<JsonObject> answers(Tab tab, String prefix, int count) {
    return java.util.stream.IntStream.range(0, count)
        .mapToObj(i -> tab.await(
            "the answer to " + prefix + i,
            frame -> (prefix + i).equals(frame.getString("id"))
                && !"message".equals(frame.getString("type"))))
        .toList();
  }

  private static List<JsonObject> errors(List<JsonObject> answers) {
    return answers.stream()
        .filter(answer -> "error".equals(answer.getString("type")))
        .toList();
  }

  private static void assertTooFast(JsonObject error) {
    assertThat(error.getString("code")).isEqualTo("rate_limited");
    assertThat(error.getLong("retryAfterMs")).isBetween(1L, 20_000L);
  }

  /** The last one refused was told the time at which it works, once all is said. */
  private static void assertWorksAfterTheTimeTold(
      JsonObject refused, java.util.function.Function<String, JsonObject> again) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(refused.getLong("retryAfterMs")));
    assertThat(again.apply(refused.getString("id")).getString("type")).isNotEqualTo("error");
  }
}
