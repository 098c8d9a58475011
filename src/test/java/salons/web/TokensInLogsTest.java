package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.EventStream;
import salons.e2e.Issuer;
import salons.e2e.LogCapture;
import salons.e2e.RawHttp;
import salons.e2e.Tab;

/** A token is worth as much as who has it: it is in no log, whatever becomes of the request, and however much is logged. */
final class TokensInLogsTest {
  @RegisterExtension
  static final Cluster cluster =
      Cluster.of(2, "auth.jwt.secret", Issuer.SECRET, "rooms.open", "open-*");

  private final String room = "team-" + Cluster.room();
  private final String good = Issuer.token(Issuer.about("ana").put("admin", true));
  private final String stale = Issuer.token(Issuer.about("ana").put("exp", 1));
  private final String foreign =
      Issuer.token(Issuer.about("ana")).replaceAll("[^.]*$", "c2lnbmVkLWJ5LXNvbWVib2R5LWVsc2U");

  @Test
  void no_token_is_in_any_line_at_any_level() {
    try (LogCapture ours = LogCapture.from(Level.TRACE, "salons");
        // Vert.x Web writes whole addresses at TRACE, which no setting turns on.
        LogCapture theirs = LogCapture.from(Level.DEBUG, "io")) {
      for (String token : List.of(good, stale, foreign)) {
        askByQuery(token);
        askByHeader(token);
        sayHello(token);
      }
      List<String> lines =
          Stream.concat(ours.lines().stream(), theirs.lines().stream()).toList();
      assertThat(lines).as("more than warnings").anyMatch(line -> line.startsWith("DEBUG"));
      for (String token : List.of(good, stale, foreign)) {
        // What it says and by what it is signed.
        for (String secret : token.substring(token.indexOf('.') + 1).split("\\.", -1)) {
          assertThat(lines).noneMatch(line -> line.contains(secret));
        }
      }
    }
  }

  private void askByQuery(String token) {
    int port = cluster.port(0);
    String query = "access_token=" + token;
    for (String path : List.of(
        "/api/rooms?",
        "/api/cluster?room=" + room + "&",
        "/api/rooms/" + room + "?",
        "/api/rooms/" + room + "/messages?before=0&",
        "/api/rooms/" + room + "/messages?",
        "/api/rooms/a%20b/messages?",
        "/api/nothing?",
        "/api/openapi.yaml?",
        "/nothing?",
        "/ws?",
        "/socket.io/?EIO=4&transport=polling&",
        "/socket.io/?EIO=3&transport=polling&",
        "/socket.io/?EIO=4&transport=polling&sid=nobody&",
        "/api/rooms?q=%zz&",
        "/api/rooms?q=" + "x".repeat(9_000) + "&")) {
      String host = "Host: localhost";
      assertThat(RawHttp.get(port, path + query, host).status()).as(path).isPositive();
      assertThat(RawHttp.get(port, path + query, "Host: evil.example").status()).isPositive();
      assertThat(RawHttp.get(port, path + query, host, "Origin: https://evil.example")
              .status())
          .isPositive();
    }
    for (String broken : List.of(
        "DELETE /api/rooms?" + query + " HTTP/1.1",
        "POST /api/rooms/" + room + "/messages?" + query + " HTTP/1.1",
        "GET /api/rooms?" + query + " HTTP/9.9",
        "GET /api/rooms?" + query + "\u0001 HTTP/1.1",
        "GET http://[/api/rooms?" + query + " HTTP/1.1",
        "Ge(t /api/rooms?" + query + " HTTP/1.1")) {
      RawHttp.Answer answer = RawHttp.ask(
          port, broken + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(answer.status()).as(broken).isNotEqualTo(500);
    }
    try (EventStream stream =
        EventStream.open(cluster.tabs(), port, "/api/rooms/" + room + "/events?" + query)) {
      assertThat(stream.status()).isIn(200, 401);
    }
  }

  private void askByHeader(String token) {
    for (String header : List.of("Bearer " + token, "bearer  " + token, "Basic " + token, token)) {
      String line = "Authorization: " + header;
      assertThat(RawHttp.get(cluster.port(0), "/api/rooms", "Host: localhost", line)
              .status())
          .isPositive();
      assertThat(RawHttp.handshake(cluster.port(0), "Host: localhost", line).status())
          .isEqualTo(101);
    }
  }

  private void sayHello(String token) {
    Tab tab = cluster.tab(0);
    JsonObject hello = new JsonObject().put("type", "hello").put("token", token);
    tab.send(hello);
    tab.send(hello.encode().replace("}", ",,"));
    tab.send(hello.put("token", new JsonObject().put("is", token)));
    tab.ask(new JsonObject().put("type", "ping"));
    // A client of Socket.IO that is on the other instance.
    Poller poller = new Poller(cluster.port(0));
    poller.say("40{\"token\":\"" + token + "\"}");
    String there = poller.path + "&access_token=" + token;
    assertThat(RawHttp.get(cluster.port(1), there, "Host: localhost").status()).isEqualTo(200);
    poller.say("421[\"hello\",{\"token\":\"" + token + "\"}]");
  }
}
