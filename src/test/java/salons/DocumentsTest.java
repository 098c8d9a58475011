package salons;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import salons.protocol.Bye;
import salons.protocol.ChangeTemplate;
import salons.protocol.ClientFrame;
import salons.protocol.FrameReader;
import salons.protocol.Joined;
import salons.protocol.MessageTemplate;
import salons.protocol.ModerationEvent;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomMode;
import salons.protocol.RoomRules;
import salons.protocol.Roster;
import salons.protocol.ServerFrames;
import salons.protocol.SocketIoEvents;
import salons.protocol.Topic;

/** What the documents say is what the program does. */
final class DocumentsTest {
  private static final Path README = Path.of("README.md");
  private static final Path PROTOCOL = Path.of("docs/PROTOCOL.md");
  private static final Pattern EXAMPLE = Pattern.compile("`(\\{\"type\":.*?\\})`");

  @Test
  void the_table_of_settings_in_the_readme_is_the_one_that_help_prints() throws IOException {
    String readme = Files.readString(README);
    int table = readme.indexOf("| property |");
    assertThat(readme.substring(table, readme.indexOf("\n\n", table) + 1))
        .isEqualTo(SettingsHelp.markdown());
    String help = SettingsHelp.text().replaceAll("\\s+", " ");
    for (Setting<?> setting : SettingsTable.all()) {
      assertThat(help)
          .contains(setting.name() + ", " + setting.variable())
          .contains(setting.shownDefault().replace("`", ""))
          .contains(setting.meaning().replace("`", ""));
    }
  }

  @Test
  void every_file_that_the_readme_links_to_exists() throws IOException {
    List<String> links = Pattern.compile("\\]\\((?!http)([^)]+)\\)")
        .matcher(Files.readString(README))
        .results()
        .map(link -> link.group(1))
        .toList();
    assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(Path.of(link)).exists());
  }

  static List<String> clientExamples() throws IOException {
    return examples("### From the client", "### From the server");
  }

  @ParameterizedTest
  @MethodSource("clientExamples")
  void every_example_from_the_client_is_a_valid_frame(String example) {
    assertThat(read(example)).isNotNull();
  }

  @Test
  void every_frame_of_a_client_has_an_example() throws IOException {
    List<String> shown = clientExamples().stream()
        .map(example -> read(example).getClass().getSimpleName())
        .toList();
    assertThat(shown)
        .containsAll(kinds(ClientFrame.class).map(Class::getSimpleName).toList());
  }

  /** The records of a sealed interface. */
  private static Stream<Class<?>> kinds(Class<?> of) {
    return of.isInterface()
        ? Stream.of(of.getPermittedSubclasses()).flatMap(DocumentsTest::kinds)
        : Stream.of(of);
  }

  static List<String> serverExamples() throws IOException {
    return examples("### From the server", "### Promises");
  }

  @ParameterizedTest
  @MethodSource("serverExamples")
  void every_example_from_the_server_has_the_fields_that_are_sent_in_their_order(String example) {
    JsonObject told = new JsonObject(example);
    JsonObject sent = sent().getOrDefault(told.getString("type"), new JsonObject());
    assertThat(told.fieldNames()).containsExactlyElementsOf(sent.fieldNames());
  }

  @Test
  void every_frame_of_the_server_has_an_example() throws IOException {
    assertThat(serverExamples().stream().map(example -> new JsonObject(example).getString("type")))
        .containsAll(sent().keySet());
  }

  static List<JsonArray> emittedExamples() throws IOException {
    return arrays("\\[\".*?\\]", "### What a client emits", "### What it hears");
  }

  @ParameterizedTest
  @MethodSource("emittedExamples")
  void every_event_from_a_client_of_socket_io_can_be_read(JsonArray example) {
    byte[] argument = example.getJsonObject(1).encode().getBytes(UTF_8);
    assertThat(new FrameReader().read(example.getString(0), argument, 0, argument.length))
        .isNotNull();
  }

  @Test
  void what_acknowledges_an_event_has_the_fields_that_are_sent_in_their_order() throws IOException {
    ClientFrame.History history =
        (ClientFrame.History) read("{\"type\":\"history\",\"room\":\"r\",\"before\":2}");
    Refusal refusal = new Refusal(Refusal.Code.NOT_JOINED, "no");
    List<byte[]> sent = List.of(
        SocketIoEvents.left("", history.room()),
        SocketIoEvents.written("", 1, 2, false),
        SocketIoEvents.done(""),
        SocketIoEvents.ack("", ServerFrames.history(history, List.of(), true)),
        SocketIoEvents.done(""),
        SocketIoEvents.ack("", ServerFrames.error(null, refusal)));
    assertThat(arrays("\\[\\{.*?\\}\\]", "### What a client emits", "### What it hears"))
        .extracting(told -> told.getJsonObject(0).fieldNames())
        .containsExactlyElementsOf(sent.stream()
            .map(packet -> inPacket(packet).getJsonObject(0).fieldNames())
            .toList());
  }

  static List<JsonArray> heardExamples() throws IOException {
    return arrays("\\[\".*?\\]", "### What it hears", "### Recovery");
  }

  @ParameterizedTest
  @MethodSource("heardExamples")
  void every_event_to_a_client_of_socket_io_has_the_fields_that_are_sent_in_their_order(
      JsonArray told) {
    String event = told.getString(0);
    byte[] packet = event.equals("chat:error")
        ? SocketIoEvents.error("m", new Refusal(Refusal.Code.NOT_JOINED, "no"))
        : SocketIoEvents.event(
            sent().getOrDefault(event, new JsonObject()).encode().getBytes(UTF_8));
    assertThat(told.getJsonObject(1).fieldNames())
        .containsExactlyElementsOf(inPacket(packet).getJsonObject(1).fieldNames());
  }

  private static JsonArray inPacket(byte[] packet) {
    String text = new String(packet, UTF_8);
    return new JsonArray(text.substring(text.indexOf('[')));
  }

  private static List<JsonArray> arrays(String example, String from, String to) throws IOException {
    return Pattern.compile("`(" + example + ")`")
        .matcher(part(from, to))
        .results()
        .map(match -> new JsonArray(match.group(1)))
        .toList();
  }

  @Test
  void every_refusal_is_explained() throws IOException {
    String protocol = Files.readString(PROTOCOL);
    assertThat(Stream.of(Refusal.Code.values())
            .filter(DocumentsTest::isUsed)
            .map(Refusal.Code::wireName))
        .allSatisfy(code -> assertThat(protocol).contains("`" + code + "`"));
  }

  /** Those of the protocol that nothing here refuses yet. */
  private static boolean isUsed(Refusal.Code code) {
    return switch (code) {
      case UNAUTHORIZED -> false;
      default -> true;
    };
  }

  private static List<String> examples(String from, String to) throws IOException {
    return EXAMPLE
        .matcher(part(from, to))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static String part(String from, String to) throws IOException {
    String protocol = Files.readString(PROTOCOL);
    return protocol.substring(protocol.indexOf(from), protocol.indexOf(to));
  }

  /** One of each frame as the program writes it. */
  private static Map<String, JsonObject> sent() {
    Position at = new Position("e", 1);
    ClientFrame.Message say = (ClientFrame.Message)
        read("{\"type\":\"message\",\"id\":\"m\",\"room\":\"r\",\"text\":\"t\"}");
    ClientFrame.Join join = (ClientFrame.Join)
        read(
            "{\"type\":\"join\",\"id\":\"j\",\"room\":\"r\",\"user\":\"u\",\"key\":\"0123456789abcdef\"}");
    ClientFrame.Leave leave =
        (ClientFrame.Leave) read("{\"type\":\"leave\",\"id\":\"l\",\"room\":\"r\"}");
    ClientFrame.History history = (ClientFrame.History)
        read("{\"type\":\"history\",\"id\":\"h\",\"room\":\"r\",\"before\":2}");
    byte[] lines = MessageTemplate.lines(
        List.of(MessageTemplate.body(say, join.person())), MessageTemplate.tail("i"));
    String message = new String(MessageTemplate.frames(lines, 0, 1, 2).get(0), UTF_8);
    Stream<byte[]> changes = Stream.of(
            "{\"type\":\"edit\",\"room\":\"r\",\"seq\":1,\"text\":\"t\"}",
            "{\"type\":\"delete\",\"room\":\"r\",\"seq\":1}",
            "{\"type\":\"react\",\"room\":\"r\",\"seq\":1,\"emoji\":\"👍\",\"on\":true}")
        .map(change -> (ClientFrame.Change) read(change))
        .map(change -> MessageTemplate.event(
            ChangeTemplate.type(change),
            ChangeTemplate.fields(change, join.person()),
            MessageTemplate.tail("i")))
        .map(line -> MessageTemplate.frames(line, 0, 1, 2).get(0));
    RoomRules rules =
        new RoomRules(new Topic("t"), RoomMode.LOCKED, 5, null, Map.of(), Map.of(), Map.of(), null);
    ClientFrame.Moderate moderate = (ClientFrame.Moderate)
        read("{\"type\":\"moderate\",\"room\":\"r\",\"action\":\"topic\",\"value\":\"t\"}");
    byte[] moderated = MessageTemplate.event(
        ModerationEvent.TYPE,
        ModerationEvent.fields(moderate, join.person()),
        MessageTemplate.tail("i"));
    Map<String, JsonObject> sent = new HashMap<>();
    Stream.concat(
            changes,
            Stream.of(
                ServerFrames.welcome("i", "c", "v", "open"),
                ServerFrames.joined(new Joined(
                    join,
                    join.person(),
                    at,
                    true,
                    true,
                    List.of(),
                    Roster.of(1, List.of(join.person().encoded())),
                    rules)),
                ServerFrames.typing(join.room(), join.person(), true),
                ServerFrames.presence(join.room(), 2, List.of("v\u001fabc"), List.of()),
                ServerFrames.resync(join.room(), at, List.of()),
                ServerFrames.history(history, List.of(), true),
                ServerFrames.ack(
                    java.util.Objects.requireNonNull(say.id()), say.room(), 1, 2, false),
                ServerFrames.left(leave),
                ServerFrames.pong(say.id(), 3),
                ServerFrames.trace(say.room(), 1, say.id(), 1, 2, 3, 4),
                MessageTemplate.frames(moderated, 0, 1, 2).get(0),
                ServerFrames.lost(join.room(), 1),
                ServerFrames.bye(new Bye(Bye.Reason.RESTARTING, 1L)),
                ServerFrames.error("m", new Refusal(Refusal.Code.NOT_JOINED, "no")),
                message.getBytes(UTF_8)))
        .map(frame -> new JsonObject(new String(frame, UTF_8)))
        .forEach(frame -> sent.put(frame.getString("type"), frame));
    return sent;
  }

  private static ClientFrame read(String frame) {
    byte[] bytes = frame.getBytes(UTF_8);
    return new FrameReader().read(bytes, 0, bytes.length);
  }
}
