package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.EventStream;
import salons.e2e.Issuer;
import salons.e2e.RawHttp;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** The document says what is so: for each call and status there is a request here that gets it, and the answer is as it is described. */
final class ContractTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(1, "admin.token", AdminApiTest.TOKEN);

  private static final RedisServer gone = RedisServer.start();
  private static final Map<String, Integer> ports = new HashMap<>();
  private static final Map<String, Node> nodes = new HashMap<>();

  private static final String MESSAGES = "/api/rooms/known/messages";
  private static final String JSON = "Content-Type: application/json";
  private static final String SAID = "{\"user\":\"Ana\",\"text\":\"a\",\"id\":\"%s\"}";

  /** Operations and statuses, and the request that gets one: the instance, the head, the body. */
  private static final Map<String, String[]> CASES = new HashMap<>();

  static {
    for (String[] each : new String[][] {
      {"listRooms", "/api/rooms", "/api/rooms?limit=0"},
      {"getRoom", "/api/rooms/known", "/api/rooms/a%20b"},
      {"getMessages", MESSAGES, MESSAGES + "?before=0"},
      {"getEvents", "/api/rooms/known/events", "/api/rooms/known/events?since=x"},
      {"getCluster", "/api/cluster?room=known", "/api/cluster?room=a%20b"},
      {"getContract", "/api/openapi.yaml", ""},
    }) {
      get(each[0], 200, "usual", each[1], "Host: localhost");
      get(each[0], 400, "usual", each[2].isEmpty() ? each[1] : each[2], "Host: localhost");
      get(each[0], 401, "closed", each[1], "Host: localhost\r\nAuthorization: Bearer x.y.z");
      get(each[0], 403, "closed", each[1], "Host: localhost");
      get(each[0], 421, "usual", each[1], "Host: evil.example");
      get(each[0], 429, "busy", each[1], "Host: localhost");
      get(each[0], 503, "alone", each[1], "Host: localhost");
    }
    CASES.put(
        "getContract 400",
        new String[] {"usual", "GET /api/openapi.yaml HTTP/1.1\r\nHost: a, b\r\n", ""});
    get("getMessages", 304, "usual", MESSAGES, "Host: localhost\r\nIf-None-Match: *");
    post(201, "usual", "Host: localhost\r\n" + JSON, String.format(SAID, "new"));
    post(200, "usual", "Host: localhost\r\n" + JSON, String.format(SAID, "known"));
    post(400, "usual", "Host: localhost\r\n" + JSON, "{}");
    post(401, "closed", "Host: localhost\r\nAuthorization: Bearer x.y.z\r\n" + JSON, "{}");
    post(403, "closed", "Host: localhost\r\n" + JSON, String.format(SAID, "new"));
    post(
        409,
        "usual",
        "Host: localhost\r\n" + JSON,
        String.format(SAID, "known").replace("Ana", "Bo"));
    post(413, "usual", "Host: localhost\r\n" + JSON, " ".repeat(70_000));
    post(415, "usual", "Host: localhost", "{}");
    post(421, "usual", "Host: evil.example\r\n" + JSON, "{}");
    post(429, "busy", "Host: localhost\r\n" + JSON, "{}");
    post(503, "alone", "Host: localhost\r\n" + JSON, String.format(SAID, "new"));
  }

  private static final String ADMIN =
      "Host: localhost\r\nAuthorization: Bearer " + AdminApiTest.TOKEN;

  static {
    for (String[] each : new String[][] {
      {"eraseRoom", "DELETE", "rooms/erased", "rooms/a%20b", "rooms/unknown"},
      {
        "deleteMessage",
        "DELETE",
        "rooms/known/messages/1",
        "rooms/known/messages/x",
        "rooms/known/messages/99"
      },
      {"exportRoom", "GET", "rooms/known/export", "rooms/a%20b/export", "rooms/unknown/export"},
      {"erasePerson", "DELETE", "people/nobody", "people/a%20b", ""},
      {"kickSession", "DELETE", "sessions/nobody", "sessions/a%20b", "sessions/nobody"},
      {
        "drainInstance",
        "POST",
        "instances/drained/drain",
        "instances/a%20b/drain",
        "instances/nobody/drain"
      },
      {"getAudit", "GET", "audit?limit=1", "audit?before=x", ""},
    }) {
      boolean isSilent = List.of("kickSession", "drainInstance").contains(each[0]);
      admin(each[0], isSilent ? 204 : 200, "usual", each[1], each[2], ADMIN);
      admin(each[0], 400, "usual", each[1], each[3], ADMIN);
      admin(each[0], 401, "usual", each[1], each[2], "Host: localhost");
      admin(
          each[0],
          403,
          "tokens",
          each[1],
          each[2],
          "Host: localhost\r\nAuthorization: Bearer " + Issuer.token(Issuer.about("ana")));
      String none = each[4].isEmpty() ? each[2] : each[4];
      admin(each[0], 404, each[4].isEmpty() ? "plain" : "usual", each[1], none, ADMIN);
      admin(each[0], 421, "usual", each[1], each[2], "Host: evil.example");
      admin(each[0], 429, "busy", each[1], each[2], ADMIN);
      admin(each[0], 503, "alone", each[1], each[2], ADMIN);
    }
  }

  private static void admin(
      String operation, int status, String node, String method, String path, String headers) {
    CASES.put(operation + " " + status, new String[] {
      node, method + " /api/admin/" + path + " HTTP/1.1\r\n" + headers + "\r\n", ""
    });
  }

  private static void get(String operation, int status, String node, String path, String headers) {
    CASES.put(
        operation + " " + status,
        new String[] {node, "GET " + path + " HTTP/1.1\r\n" + headers + "\r\n", ""});
  }

  private static void post(int status, String node, String headers, String body) {
    String head = "POST " + MESSAGES + " HTTP/1.1\r\n" + headers + "\r\nContent-Length: "
        + body.length() + "\r\n";
    CASES.put("postMessage " + status, new String[] {node, head, body});
  }

  @BeforeAll
  static void start() {
    ports.put("usual", cluster.port(0));
    start("busy", cluster.redis().url(), Map.of("requests.per.second", "1"));
    start("alone", gone.url(), Map.of("admin.token", AdminApiTest.TOKEN));
    start("plain", cluster.redis().url(), Map.of());
    start("drained", cluster.redis().url(), Map.of());
    start("tokens", cluster.redis().url(), Map.of("auth.jwt.secret", Issuer.SECRET));
    gone.kill();
    Map<String, String> closed = Map.of("auth.jwt.secret", Issuer.SECRET, "rooms.open", "none");
    start("closed", cluster.redis().url(), closed);
    cluster.tab(0).join("erased", "Ana");
    fillKnownRoom();
    assertThat(RawHttp.ask(cluster.port(0), request("postMessage 200")).status())
        .isEqualTo(201);
  }

  private static Tab joinAsBo() {
    Tab bo = cluster.tabs().connect(port("closed"));
    String token = Issuer.token(Issuer.about("bo", "Bo").put("admin", true));
    bo.send(new JsonObject().put("type", "hello").put("token", token));
    bo.join("known", "Bo");
    return bo;
  }

  /** With messages in every state. */
  private static void fillKnownRoom() {
    Tab bo = joinAsBo();
    assertThat(bo.say("known", "for an administrator").getLong("seq")).isEqualTo(1);
    JsonObject change = new JsonObject().put("room", "known");
    for (JsonObject each : List.of(
        change.copy().put("type", "edit").put("text", "other"),
        change.copy().put("type", "delete"),
        change.copy().put("type", "react").put("emoji", "👍").put("on", true))) {
      long seq = bo.say("known", "text").getLong("seq");
      assertThat(bo.ask(each.put("seq", seq)).getString("type")).isEqualTo("ack");
    }
  }

  private static void start(String name, String redis, Map<String, String> settings) {
    Node node = Cluster.start(name, redis, settings);
    nodes.put(name, node);
    ports.put(name, node.port());
  }

  @AfterAll
  static void stop() {
    nodes.values().forEach(node -> Tabs.await(node.stop()));
    gone.close();
  }

  private static JsonObject document() {
    String text =
        RawHttp.get(cluster.port(0), "/api/openapi.yaml", "Host: localhost").body();
    return new JsonObject(
        new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(text));
  }

  private static JsonObject described() throws java.io.IOException {
    return new JsonObject(new Yaml(new SafeConstructor(new LoaderOptions()))
        .<Map<String, Object>>load(ClassPathFiles.read(Contract.FILE).toString()));
  }

  /** Each operation and status of the document, with what it says of it. */
  static Stream<Arguments> answers() throws java.io.IOException {
    JsonObject document = described();
    return document.getJsonObject("paths").stream()
        .flatMap(path -> ((JsonObject) path.getValue()).stream())
        .filter(part -> part.getValue() instanceof JsonObject)
        .map(part -> (JsonObject) part.getValue())
        .flatMap(operation -> operation.getJsonObject("responses").stream()
            .map(response -> Arguments.of(
                operation.getString("operationId") + " " + response.getKey(),
                response.getValue())));
  }

  private static String[] found(String which) {
    return Objects.requireNonNull(CASES.get(which));
  }

  private static int port(String node) {
    return Objects.requireNonNull(ports.get(node));
  }

  private static String request(String which) {
    String[] each = found(which);
    return each[1] + "Connection: close\r\n\r\n" + each[2];
  }

  @Test
  void the_document_is_served_as_it_lies_in_the_jar() throws java.io.IOException {
    assertThat(document()).isEqualTo(described());
  }

  /** What is described, but not required, is there in what the answers are judged by. */
  @Test
  void the_known_room_has_messages_in_every_state_and_people_of_every_kind() {
    String page = RawHttp.ask(cluster.port(0), request("getMessages 200")).body();
    assertThat(page)
        .contains("\"verified\":true", "\"edited\":", "\"deleted\":true", "\"reactions\":{");
    cluster.tab(0).join("known", "Ana");
    Tab bo = joinAsBo();
    String room = "";
    for (int tries = 0; tries < 1_000 && !(room.contains("Bo") && room.contains("Ana")); tries++) {
      room = RawHttp.ask(cluster.port(0), request("getRoom 200")).body();
    }
    assertThat(room)
        .contains("{\"user\":\"Bo\",\"by\":\"bo\",\"verified\":true}", "{\"user\":\"Ana\"}");
    bo.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void every_answer_is_as_it_is_described(String which, JsonObject described)
      throws java.io.IOException {
    assertThat(CASES).as("a request for each answer").containsKey(which);
    int status = Integer.parseInt(which.replaceAll(".* ", ""));
    if (which.equals("getEvents 200")) {
      try (EventStream stream =
          EventStream.open(cluster.tabs(), cluster.port(0), "/api/rooms/known/events")) {
        assertThat(stream.status()).isEqualTo(status);
        assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
      }
      return;
    }
    if (which.equals("kickSession 204")) {
      // Tabs are closed behind each test.
      Tab leaving = Tabs.await(cluster.tabs().open(cluster.port(0)));
      String connection = leaving.await("welcome").getString("connection");
      admin("kickSession", 204, "usual", "DELETE", "sessions/" + connection, ADMIN);
    }
    if (status == 429) {
      useUp();
    }
    RawHttp.Answer answer = RawHttp.ask(port(found(which)[0]), request(which));
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    if (status == 401) {
      assertThat(answer.headers("WWW-Authenticate")).containsExactly("Bearer");
    }
    JsonObject document = described();
    JsonObject response = described.containsKey("$ref")
        ? (JsonObject) document
            .getJsonObject("components")
            .getJsonObject("responses")
            .getValue(described.getString("$ref").replaceAll(".*/", ""))
        : described;
    response
        .getJsonObject("headers", new JsonObject())
        .fieldNames()
        .forEach(name -> assertThat(answer.headers(name)).as(name).hasSize(1));
    response.getJsonObject("content", new JsonObject()).forEach(content -> {
      assertThat(answer.headers("Content-Type")).containsExactly(content.getKey());
      if (content.getKey().endsWith("json") && !content.getKey().endsWith("ndjson")) {
        assertFits(
            new JsonObject(answer.body()),
            ((JsonObject) content.getValue()).getJsonObject("schema"),
            document.getJsonObject("components"));
      }
    });
  }

  private static void useUp() {
    int status = 200;
    for (int i = 0; i < 100 && status == 200; i++) {
      status = RawHttp.get(port("busy"), "/api/rooms", "Host: localhost").status();
    }
  }

  private static void assertFits(JsonObject body, JsonObject schema, JsonObject components) {
    JsonSchemaOptions options = new JsonSchemaOptions()
        .setBaseUri("app://")
        .setDraft(Draft.DRAFT202012)
        .setOutputFormat(OutputFormat.Basic);
    OutputUnit found = Validator.create(
            JsonSchema.of(schema.copy().put("components", components.copy())), options)
        .validate(body);
    assertThat(found.getErrors()).as(body.encode()).isNullOrEmpty();
    assertThat(found.getValid()).isTrue();
  }

  @Test
  void what_the_document_does_not_have_is_not_there() {
    int port = cluster.port(0);
    assertThat(RawHttp.get(port, "/api/nothing", "Host: localhost").status()).isEqualTo(404);
    RawHttp.Answer deleted =
        RawHttp.ask(port, "DELETE " + MESSAGES + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(deleted.status()).isEqualTo(405);
    assertThat(deleted.headers("Allow")).containsExactly("GET, HEAD, POST");
    assertThat(RawHttp.ask(port, "POST /api/rooms HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .headers("Allow"))
        .containsExactly("GET, HEAD");
  }
}
