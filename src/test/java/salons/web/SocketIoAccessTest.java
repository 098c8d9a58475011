package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.LogCapture;
import salons.e2e.RawHttp;
import salons.e2e.RawHttp.Answer;
import salons.e2e.Tabs;

/** Whose pages may use Socket.IO, and how much of it; the limits are as they are by default. */
final class SocketIoAccessTest {
  private static final String FRIEND = "https://friend.example";
  private static final String POLLING = "EIO=4&transport=polling";

  @RegisterExtension
  static final Cluster cluster = Cluster.limited(1, "origins", "friend.example");

  private final String room = Cluster.room();
  private final int port = cluster.port(0);

  @ParameterizedTest
  @CsvSource({
    "GET, EIO=4&transport=polling, 200, {",
    "OPTIONS, EIO=4&transport=polling, 204, ''",
    "GET, EIO=4, 400, {\"code\":0",
    "GET, EIO=4&transport=polling&sid=nobody, 400, {\"code\":1",
    "POST, EIO=4&transport=polling&sid=nobody, 400, {\"code\":1",
    "POST, EIO=4&transport=polling, 400, {\"code\":2",
    "DELETE, EIO=4&transport=polling&sid=nobody, 400, {\"code\":3",
    "GET, EIO=4&transport=websocket, 400, {\"code\":3",
    "GET, EIO=4&transport=%zz, 400, {\"code\":3",
  })
  void pages_of_listed_origins_may_read_every_answer(
      String method, String query, int status, String body) {
    Answer answer = ask(method, query, "Origin: " + FRIEND);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains(body);
    assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly(FRIEND);
    assertThat(answer.headers("Access-Control-Allow-Credentials")).containsExactly("true");
    assertThat(answer.headers("Vary")).containsExactly("Origin");
  }

  @Test
  void what_they_send_may_be_unusual() {
    Answer answer = ask(
        "OPTIONS",
        POLLING,
        "Origin: " + FRIEND,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type, x-mine");
    assertThat(answer.headers("Access-Control-Allow-Methods")).containsExactly("GET, POST");
    assertThat(answer.headers("Access-Control-Allow-Headers"))
        .containsExactly("content-type, x-mine");
  }

  @Test
  void programs_send_no_origin_and_are_told_nothing_of_origins() {
    Answer answer = ask("GET", POLLING);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers("Vary")).containsExactly("Origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "https://friend.example.evil",
        "http://127.0.0.1.evil"
      })
  void pages_of_others_are_refused_whatever_they_ask(String origin) {
    for (String method : List.of("GET", "POST", "OPTIONS")) {
      assertForbidden(ask(method, POLLING, "Origin: " + origin));
    }
    assertForbidden(ask(
        "GET",
        "EIO=4&transport=websocket",
        "Origin: " + origin,
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13"));
  }

  @Test
  void who_speaks_an_older_version_is_told_to_the_operator_once() {
    try (LogCapture log = new LogCapture(RefusalLog.class.getName())) {
      for (int i = 0; i < 3; i++) {
        Answer answer = ask("GET", "EIO=3&transport=polling", "Origin: " + FRIEND);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
            .isEqualTo("{\"code\":5,\"message\":\"Unsupported protocol version\"}");
        assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly(FRIEND);
      }
      assertThat(log.lines()).singleElement().asString().contains("127.0.0.1", "Socket.IO 2");
    }
  }

  @Test
  void who_says_too_much_is_told_when_to_say_it_again() {
    Poller poller = Poller.in(room, port);
    poller.say(
        IntStream.rangeClosed(1, 140).mapToObj(i -> "42" + i + message(i)).toArray(String[]::new));
    List<JsonObject> refused = new ArrayList<>();
    List<String> heard = poller.hear(packet -> packet.startsWith("43140["));
    for (String packet :
        heard.stream().filter(packet -> packet.startsWith("43")).toList()) {
      JsonObject told = new JsonArray(packet.substring(packet.indexOf('['))).getJsonObject(0);
      if (told.containsKey("code")) {
        assertThat(told.getString("code")).isEqualTo("rate_limited");
        assertThat(told.getLong("retryAfterMs")).isBetween(1L, 20_000L);
        refused.add(told);
      }
    }
    assertThat(refused).hasSizeBetween(1, 40);
    long wait = refused.get(refused.size() - 1).getLong("retryAfterMs");
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(wait));
    poller.say("42999" + message(999));
    assertThat(poller.hear(packet -> packet.startsWith("43999[")))
        .last()
        .asString()
        .contains("\"seq\":");
  }

  @Test
  void arguments_that_mean_nothing_count_as_bytes_all_the_same() {
    Poller poller = Poller.in(room, port);
    String more = ",\"" + "x".repeat(40_000) + "\"]";
    poller.say("421" + message(1).replace("]", more), "422" + message(2).replace("]", more));
    List<String> answers = poller.hear(packet -> packet.startsWith("431["));
    assertThat(answers).anyMatch(answer -> answer.matches("432\\[.*rate_limited.*"));
    assertThat(answers).last().asString().contains("\"seq\":");
  }

  @Test
  void who_connects_and_leaves_again_and_again_is_sent_away() {
    Poller poller = new Poller(port);
    poller.say(Collections.nCopies(300, "40\u001e41").toArray(String[]::new));
    List<String> heard = poller.hear(packet -> packet.startsWith("42") || packet.equals("2"));
    assertThat(heard).last().asString().contains("bad_frames");
    assertThat(heard).filteredOn(packet -> packet.startsWith("40{")).hasSizeBetween(200, 290);
  }

  @Test
  void who_is_brought_back_again_and_again_has_to_join_again() {
    List<String> rooms = IntStream.range(0, 10).mapToObj(i -> room + "-" + i).toList();
    String back = back(rooms);
    String typing = "421[\"typing\",{\"room\":\"" + rooms.get(0) + "\",\"on\":false}]";
    Poller poller = new Poller(port);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      poller.say(back, typing, "41");
      List<String> heard = poller.hear(packet -> packet.startsWith("431["));
      answers.add(heard.get(heard.size() - 1));
    }
    assertThat(answers).startsWith("431[{}]").anyMatch(answer -> answer.contains("not_joined"));
  }

  @Test
  void who_may_not_be_in_all_of_its_rooms_any_more_is_not_recovered_but_connected() {
    String back = back(List.of(room + "-a", room + "-b"));
    Node strict = Cluster.start("strict", cluster.redis().url(), Map.of("rooms.per.socket", "1"));
    Poller poller = new Poller(strict.port());
    poller.say(back);
    assertThat(poller.hear(packet -> packet.startsWith("4"))).last().asString().startsWith("40{");
    Tabs.await(strict.stop());
  }

  /** Has somebody join these rooms, and gives what connects whoever that is again, with an offset of no use. */
  private String back(List<String> rooms) {
    Poller poller = new Poller(port);
    poller.say("40");
    poller.say(rooms.stream()
        .map(each -> "420[\"join\",{\"room\":\"" + each + "\",\"user\":\"Ana\"}]")
        .toArray(String[]::new));
    String last = rooms.get(rooms.size() - 1);
    String connected = poller
        .hear(packet -> packet.startsWith("430[") && packet.contains(last))
        .get(0);
    return "40{\"offset\":\"another:1\",\"pid\":\""
        + connected.replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1") + "\"}";
  }

  private String message(int number) {
    return "[\"message\",{\"room\":\"" + room + "\",\"text\":\"" + number + "\"}]";
  }

  private static void assertForbidden(Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
    assertThat(answer.headers("Access-Control-Allow-Origin")).isEmpty();
  }

  private Answer ask(String method, String query, String... headers) {
    return RawHttp.ask(
        port,
        method + " /socket.io/?" + query + " HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:"
            + port
            + "\r\n"
            + String.join(
                "", List.of(headers).stream().map(line -> line + "\r\n").toList())
            + "\r\n");
  }
}
