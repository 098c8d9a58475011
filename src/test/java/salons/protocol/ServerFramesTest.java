package salons.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ServerFramesTest {
  private static final RoomName ROOM = new RoomName("général");
  private static final Person USER = new Person(new UserName("A\"na\\ 😀"), null);
  private static final byte[] ONE = "{\"seq\":1}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TWO = "{\"seq\":2}".getBytes(StandardCharsets.UTF_8);
  private static final JsonArray BOTH =
      new JsonArray().add(new JsonObject().put("seq", 1)).add(new JsonObject().put("seq", 2));

  @Test
  void welcome_tells_the_limits() {
    assertThat(json(ServerFrames.welcome("3000-\"x", "c1", "1.0", "open")))
        .isEqualTo(new JsonObject()
            .put("type", "welcome")
            .put("instance", "3000-\"x")
            .put("connection", "c1")
            .put("version", "1.0")
            .put(
                "limits",
                new JsonObject()
                    .put("text", 4000)
                    .put("user", 32)
                    .put("room", 64)
                    .put("frame", 65_536))
            .put("mode", "log")
            .put("auth", "open"));
  }

  @Test
  void joined_holds_whole_messages() {
    ClientFrame.Join join = new ClientFrame.Join(new MessageId("a1"), ROOM, USER, 50, null);
    JsonObject expected = new JsonObject()
        .put("type", "joined")
        .put("id", "a1")
        .put("room", ROOM.value())
        .put("user", USER.name())
        .put("epoch", "e")
        .put("seq", 2)
        .put("recovered", true)
        .put("more", false)
        .put("messages", BOTH)
        .put("count", 12)
        .put("members", new JsonArray().add("A\"na\\ 😀").add("Bo"));
    Roster roster = Roster.of(12, List.of(USER.name(), "Bo"));
    assertThat(json(ServerFrames.joined(new Joined(
            join,
            join.person(),
            new Position("e", 2),
            true,
            false,
            entries(),
            roster,
            RoomRules.NONE))))
        .isEqualTo(expected);
  }

  @Test
  void an_answer_to_a_frame_without_id_has_none() {
    ClientFrame.Join join = new ClientFrame.Join(null, ROOM, USER, 50, null);
    Roster nobody = Roster.of(0, List.of());
    Position at = new Position("e", 0);
    assertThat(json(ServerFrames.joined(new Joined(
                join, join.person(), at, false, false, List.of(), nobody, RoomRules.NONE)))
            .fieldNames())
        .doesNotContain("id");
    assertThat(json(ServerFrames.pong(null, 5)))
        .isEqualTo(new JsonObject().put("type", "pong").put("at", 5));
    assertThat(json(ServerFrames.left(new ClientFrame.Leave(null, ROOM))))
        .isEqualTo(new JsonObject().put("type", "left").put("room", ROOM.value()));
  }

  @Test
  void presence_names_who_came_and_who_left_or_everybody_or_nobody() {
    JsonObject expected =
        new JsonObject().put("type", "presence").put("room", ROOM.value()).put("count", 3);
    assertThat(json(ServerFrames.presence(ROOM, 3))).isEqualTo(expected);
    assertThat(json(ServerFrames.presence(ROOM, 3, List.of(USER.name(), "Bo"), List.of("Cy"))))
        .isEqualTo(expected
            .copy()
            .put("joined", new JsonArray().add(USER.name()).add("Bo"))
            .put("left", new JsonArray().add("Cy")));
    assertThat(json(ServerFrames.presence(ROOM, Roster.of(3, List.of("Bo", "Cy", "Di")))))
        .isEqualTo(expected
            .copy()
            .put("joined", new JsonArray())
            .put("left", new JsonArray())
            .put("members", new JsonArray().add("Bo").add("Cy").add("Di")));
  }

  @Test
  void resync_and_history_hold_messages() {
    assertThat(json(ServerFrames.resync(ROOM, new Position("e", 2), entries())))
        .isEqualTo(new JsonObject()
            .put("type", "resync")
            .put("room", ROOM.value())
            .put("epoch", "e")
            .put("seq", 2)
            .put("messages", BOTH)
            .put("recovered", false));
    ClientFrame.History request = new ClientFrame.History(new MessageId("h"), ROOM, 3, 2);
    assertThat(json(ServerFrames.history(request, entries(), true)))
        .isEqualTo(new JsonObject()
            .put("type", "history")
            .put("id", "h")
            .put("room", ROOM.value())
            .put("messages", BOTH)
            .put("more", true));
  }

  @Test
  void an_ack_says_duplicate_only_when_it_is_one() {
    MessageId id = new MessageId("m");
    JsonObject ack = new JsonObject()
        .put("type", "ack")
        .put("id", "m")
        .put("room", ROOM.value())
        .put("seq", 58)
        .put("at", 1_790_000_000_000L);
    assertThat(json(ServerFrames.ack(id, ROOM, 58, 1_790_000_000_000L, false))).isEqualTo(ack);
    assertThat(json(ServerFrames.ack(id, ROOM, 58, 1_790_000_000_000L, true)))
        .isEqualTo(ack.copy().put("duplicate", true));
  }

  @Test
  void an_error_says_when_to_try_again_only_when_that_helps() {
    JsonObject unavailable = json(ServerFrames.error("m", Refusal.unavailable()));
    assertThat(unavailable.getString("code")).isEqualTo("unavailable");
    assertThat(unavailable.getString("id")).isEqualTo("m");
    assertThat(unavailable.getLong("retryAfterMs")).isPositive();
    assertThat(json(ServerFrames.error(null, new Refusal(Refusal.Code.NOT_JOINED, "No."))))
        .isEqualTo(
            new JsonObject().put("type", "error").put("code", "not_joined").put("message", "No."));
  }

  @Test
  void a_goodbye_says_when_to_come_back_only_when_there_is_a_point_in_it() {
    assertThat(json(ServerFrames.bye(new Bye(Bye.Reason.RESTARTING, 1_234L))))
        .isEqualTo(new JsonObject()
            .put("type", "bye")
            .put("reason", "restarting")
            .put("retryAfterMs", 1_234));
    assertThat(json(ServerFrames.bye(Bye.forGood(Bye.Reason.TOO_BIG))))
        .isEqualTo(new JsonObject().put("type", "bye").put("reason", "too_big"));
  }

  @Test
  void a_message_frame_is_whole_once_its_placeholders_are_filled() {
    ClientFrame.Message say =
        new ClientFrame.Message(new MessageId("m"), ROOM, new MessageText("a\n\"b\""));
    assertThat(filled(say))
        .startsWith("{\"type\":\"message\",\"seq\":58,")
        .satisfies(frame -> assertThat(new JsonObject(frame))
            .isEqualTo(new JsonObject()
                .put("type", "message")
                .put("seq", 58)
                .put("room", ROOM.value())
                .put("id", "m")
                .put("user", USER.name())
                .put("text", "a\n\"b\"")
                .put("at", 1234)
                .put("from", "3000-a")));
    ClientFrame.Message withoutId = new ClientFrame.Message(null, ROOM, new MessageText("x"));
    assertThat(new JsonObject(filled(withoutId)).containsKey("id")).isFalse();
  }

  @Test
  void every_character_that_a_text_may_have_comes_out_as_it_went_in() {
    for (int first = 0xA0; first < 0x20_000; first += 1_024) {
      String text = characters(first, first + 1_023);
      String frame = filled(new ClientFrame.Message(null, ROOM, new MessageText("x" + text + "x")));
      assertThat(new JsonObject(frame).getString("text")).isEqualTo("x" + text + "x");
      assertThat(frame).as("what is published is split at newlines").doesNotContain("\n");
    }
    String ascii = "x\n\t" + characters(0x20, 0x7E);
    assertThat(new JsonObject(filled(new ClientFrame.Message(null, ROOM, new MessageText(ascii))))
            .getString("text"))
        .isEqualTo(ascii);
  }

  private static List<LogEntry> entries() {
    return List.of(new LogEntry(1, ONE), new LogEntry(2, TWO));
  }

  private static String filled(ClientFrame.Message say) {
    byte[] lines = MessageTemplate.lines(
        List.of(MessageTemplate.body(say, USER)), MessageTemplate.tail("3000-a"));
    return text(MessageTemplate.frames(lines, 0, 58, 1234).get(0));
  }

  private static String characters(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        // They become newlines.
        .filter(c -> c != 0x2028 && c != 0x2029)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonObject json(byte[] frame) {
    return new JsonObject(text(frame));
  }
}
