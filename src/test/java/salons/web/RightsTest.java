package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import salons.Node;
import salons.Settings;
import salons.TestNode;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Cluster;
import salons.e2e.EventStream;
import salons.e2e.Issuer;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Each right lets one do just what it is for: by table, each action over every transport, and over HTTP. */
final class RightsTest {
  @RegisterExtension
  static final Cluster cluster =
      Cluster.of(1, "auth.jwt.secret", Issuer.SECRET, "rooms.open", "open-*");

  private static Node ofPublicTransport;

  private final String open = "open-" + Cluster.room();
  private final String team = "team-" + Cluster.room();
  private final String messages = "/api/rooms/" + team + "/messages";

  @BeforeAll
  static void start() {
    Map<String, String> settings = new HashMap<>(Map.of(
        "port", "0",
        "host", "127.0.0.1",
        "loops", "1",
        "instance", "public-transport",
        "redis.url", cluster.redis().url(),
        "auth.jwt.secret", Issuer.SECRET,
        "rooms.open", "open-*"));
    ofPublicTransport =
        Tabs.await(TestNode.startOfPublicTransport(Settings.of(TestNode.unlimited(settings))));
  }

  @AfterAll
  static void stop() {
    Tabs.await(ofPublicTransport.stop());
  }

  // Sockets

  /** A client of whatever transport: what it asks is answered by {@code ok}, or the code of a refusal. */
  private interface Client {
    String ask(String type, JsonObject fields);
  }

  private enum Transport {
    NATIVE {
      @Override
      Client open(String token) {
        return greeting(cluster.tab(0), token);
      }
    },
    NATIVE_OF_VERTX {
      @Override
      Client open(String token) {
        return greeting(cluster.tabs().connect(ofPublicTransport.port()), token);
      }
    },
    SOCKET_IO_POLLING {
      @Override
      Client open(String token) {
        Poller poller = new Poller(cluster.port(0));
        poller.say("40" + auth(token));
        poller.hear(packet -> packet.startsWith("40{"));
        return (type, fields) -> {
          poller.say("427" + new JsonArray().add(type).add(fields).encode());
          List<String> heard = poller.hear(packet -> packet.startsWith("437["));
          return outcome(new JsonArray(heard.get(heard.size() - 1).substring(3)).getJsonObject(0));
        };
      }
    },
    SOCKET_IO_WEBSOCKET {
      @Override
      Client open(String token) {
        EngineSocket socket = new EngineSocket(cluster.port(0));
        socket.say("40" + auth(token));
        assertThat(socket.hear("4")).startsWith("40{");
        return (type, fields) -> {
          socket.say("427" + new JsonArray().add(type).add(fields).encode());
          return outcome(new JsonArray(socket.hear("437").substring(3)).getJsonObject(0));
        };
      }
    };

    abstract Client open(String token);

    private static Client greeting(Tab tab, String token) {
      if (!token.isEmpty()) {
        tab.send(new JsonObject().put("type", "hello").put("token", token));
      }
      return (type, fields) -> {
        String id = Tab.newId();
        tab.send(fields.copy().put("type", type).put("id", id));
        if (!type.equals("typing")) {
          return outcome(tab.awaitAnswer(id));
        }
        // It is not answered: it is done when what came behind it is.
        tab.ask(new JsonObject().put("type", "ping"));
        return tab.heard().stream()
            .filter(frame -> id.equals(frame.getString("id")))
            .findFirst()
            .map(Transport::outcome)
            .orElse("ok");
      };
    }

    private static String outcome(JsonObject answer) {
      return answer.getString("code", "ok");
    }

    private static String auth(String token) {
      return token.isEmpty() ? "" : new JsonObject().put("token", token).encode();
    }
  }

  static Stream<Arguments> rightsOverSockets() {
    // join, history, message, typing, edit, react, delete one's own, delete another's
    String outside =
        "forbidden not_joined not_joined not_joined not_joined not_joined not_joined not_joined";
    String mute = "ok ok forbidden forbidden forbidden forbidden forbidden forbidden";
    return each(
        Transport.values(),
        Map.of(
            "guest", outside,
            "", outside,
            "read", mute,
            "write", outside,
            "moderate", outside,
            "read write", "ok ok ok ok ok ok ok forbidden",
            "read moderate", mute,
            "read write moderate", "ok ok ok ok ok ok ok ok",
            "write moderate", outside,
            "admin", "ok ok ok ok ok ok ok ok"));
  }

  @ParameterizedTest
  @MethodSource("rightsOverSockets")
  void each_right_lets_one_do_just_what_it_is_for_over_every_transport(
      String rights, Transport transport, String answers) {
    long edited = said("ana");
    long own = said("ana");
    long others = said("bo");
    Client client = transport.open(token(rights));
    JsonObject here = new JsonObject().put("room", team);
    List<String> outcomes = List.of(
        client.ask("join", here.copy().put("user", "Ana")),
        client.ask("history", here.copy().put("before", 9)),
        client.ask("message", here.copy().put("text", "hello")),
        client.ask("typing", here.copy().put("on", true)),
        client.ask("edit", here.copy().put("seq", edited).put("text", "other")),
        client.ask("react", here.copy().put("seq", edited).put("emoji", "👍").put("on", true)),
        client.ask("delete", here.copy().put("seq", own)),
        client.ask("delete", here.copy().put("seq", others)));
    assertThat(String.join(" ", outcomes)).isEqualTo(answers);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void an_open_room_takes_no_token(Transport transport) {
    JsonObject here = new JsonObject().put("room", open);
    Client guest = transport.open("");
    assertThat(guest.ask("join", here.copy().put("user", "Bo"))).isEqualTo("ok");
    assertThat(guest.ask("message", here.copy().put("text", "hello"))).isEqualTo("ok");
    assertThat(guest.ask("react", here.copy().put("seq", 1).put("emoji", "👍").put("on", true)))
        .isEqualTo("ok");
  }

  // HTTP

  /** Where the token of a request stands. */
  private enum Place {
    HEADER,
    QUERY;

    RawHttp.Answer ask(String method, String path, String token, String body) {
      String query = this == QUERY && !token.isEmpty()
          ? (path.contains("?") ? "&" : "?") + "access_token=" + token
          : "";
      String header =
          this == HEADER && !token.isEmpty() ? "Authorization: Bearer " + token + "\r\n" : "";
      return RawHttp.ask(
          cluster.port(0),
          method + " " + path + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + header + "Content-Type: application/json\r\nContent-Length: " + body.length()
              + "\r\n\r\n" + body);
    }

    EventStream listen(String path, String token) {
      int port = cluster.port(0);
      if (token.isEmpty()) {
        return EventStream.open(cluster.tabs(), port, path);
      }
      return this == HEADER
          ? EventStream.open(cluster.tabs(), port, path, "Authorization", "Bearer " + token)
          : EventStream.open(cluster.tabs(), port, path + "?access_token=" + token);
    }
  }

  static Stream<Arguments> rightsOverHttp() {
    // read messages, the room, its people by instance, listen; say something
    String nothing = "403 403 403 403 403";
    return each(
        Place.values(),
        Map.of(
            "guest", nothing,
            "", nothing,
            "read", "200 200 200 200 403",
            "write", "403 403 403 403 201",
            "moderate", nothing,
            "read write", "200 200 200 200 201",
            "read moderate", "200 200 200 200 403",
            "admin", "200 200 200 200 201"));
  }

  @ParameterizedTest
  @MethodSource("rightsOverHttp")
  void each_right_lets_one_ask_for_just_what_it_is_for_over_http(
      String rights, Place place, String statuses) {
    String token = token(rights);
    List<String> answers = new ArrayList<>();
    for (String path : List.of(messages, "/api/rooms/" + team, "/api/cluster?room=" + team)) {
      RawHttp.Answer answer = place.ask("GET", path, token, "");
      answers.add(String.valueOf(answer.status()));
      assertThat(place.ask("HEAD", path, token, "").status()).isEqualTo(answer.status());
      if (answer.status() == 403) {
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("code")).isEqualTo("forbidden");
        assertThat(problem.getString("detail")).contains(team, "'read'");
      }
    }
    try (EventStream stream = place.listen("/api/rooms/" + team + "/events", token)) {
      answers.add(String.valueOf(stream.status()));
    }
    answers.add(String.valueOf(
        place.ask("POST", messages, token, "{\"user\":\"A\",\"text\":\"a\"}").status()));
    assertThat(String.join(" ", answers)).isEqualTo(statuses);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void a_token_that_is_not_valid_is_refused_whatever_is_asked_for(Place place) {
    String stale = Issuer.token(Issuer.about("ana").put("admin", true).put("exp", 1));
    for (String path : List.of(
        messages,
        "/api/rooms",
        "/api/rooms/" + team,
        "/api/rooms/" + open + "/messages",
        "/api/rooms/" + team + "/events",
        "/api/cluster")) {
      for (String token : List.of("x.y.z", stale)) {
        RawHttp.Answer answer = place.ask("GET", path, token, "");
        assertThat(answer.status()).as(path).isEqualTo(401);
        assertThat(answer.headers("WWW-Authenticate")).containsExactly("Bearer");
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("unauthorized");
      }
    }
    assertThat(place
            .ask("POST", messages, stale, "{\"user\":\"A\",\"text\":\"a\"}")
            .status())
        .isEqualTo(401);
  }

  // Streams

  @ParameterizedTest
  @EnumSource(Place.class)
  void a_stream_ends_when_its_token_runs_out_and_is_not_given_again(Place place) {
    JsonObject claims = Issuer.about("ana").put("rooms", rooms("read"));
    String ending = Issuer.token(claims.put("exp", Issuer.now() - 2));
    String path = "/api/rooms/" + team + "/events";
    EventStream stream = place.listen(path, ending);
    stream.awaitBegin();
    said("bo");
    stream.awaitText("said by bo");
    stream.awaitEnd();
    EventStream.Event bye = stream.await("bye", event -> event.type().equals("bye"));
    assertThat(bye.json()).isEqualTo(new JsonObject().put("type", "bye").put("reason", "expired"));
    assertThat(place.listen(path, ending).status()).isEqualTo(401);
  }

  @Test
  void who_may_not_read_any_more_does_not_get_the_stream_again() {
    String path = "/api/rooms/" + team + "/events";
    String last;
    try (EventStream stream = Place.HEADER.listen(path, token("read"))) {
      stream.awaitBegin();
      last = stream.id();
    }
    said("bo");
    String less = token("write");
    EventStream back = EventStream.open(
        cluster.tabs(),
        cluster.port(0),
        path,
        "Last-Event-ID",
        last,
        "Authorization",
        "Bearer " + less);
    assertThat(back.status()).isEqualTo(403);
    assertThat(back.events()).isEmpty();
  }

  @Test
  void who_listens_with_a_token_is_nobody_in_the_room() {
    String named = Issuer.token(Issuer.about("ana", "Ana").put("rooms", rooms("read write")));
    try (EventStream stream = Place.HEADER.listen("/api/rooms/" + team + "/events", named);
        EventStream guest = Place.HEADER.listen("/api/rooms/" + open + "/events", "");
        EventStream verified = Place.HEADER.listen("/api/rooms/" + open + "/events", named)) {
      stream.awaitBegin();
      guest.awaitBegin();
      verified.awaitBegin();
      Tab bo = cluster.tab(0);
      bo.send(new JsonObject().put("type", "hello").put("token", token("read write")));
      assertThat(bo.join(team, "Bo").getJsonArray("members")).containsExactly("Bo");
      // Nobody has taken the name.
      assertThat(cluster.tab(0).join(open, "Ana").getJsonArray("members")).containsExactly("Ana");
    }
  }

  /** Says something there as this one, whatever rights are tried. */
  @CanIgnoreReturnValue
  private long said(String who) {
    String token = Issuer.token(Issuer.about(who).put("admin", true));
    JsonObject said = new JsonObject().put("user", who).put("text", "said by " + who);
    RawHttp.Answer answer = Place.HEADER.ask("POST", messages, token, said.encode());
    return new JsonObject(answer.body()).getLong("seq");
  }

  private static <T> Stream<Arguments> each(T[] ways, Map<String, String> expected) {
    return expected.entrySet().stream()
        .flatMap(
            each -> Stream.of(ways).map(way -> Arguments.of(each.getKey(), way, each.getValue())));
  }

  private static String token(String rights) {
    JsonObject claims = Issuer.about("ana");
    return switch (rights) {
      case "guest" -> "";
      case "admin" -> Issuer.token(claims.put("admin", true));
      default -> Issuer.token(claims.put("rooms", rooms(rights)));
    };
  }

  private static JsonObject rooms(String rights) {
    JsonArray list = new JsonArray();
    for (String right : rights.isEmpty() ? new String[0] : rights.split(" ", -1)) {
      list.add(right);
    }
    return new JsonObject().put("team-*", list);
  }
}
