package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RawHttp;
import salons.e2e.RawHttp.Answer;
import salons.e2e.Tabs;

/** Which names of this instance, and which web pages, are let in. */
final class HostGuardTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(
      1,
      "origins",
      "friend.example,other.example:8443,under_score.example",
      "public.url",
      "https://[2001:db8::1]:8443/chat/");

  private static int port() {
    return cluster.port(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:9",
        "10.1.2.3",
        "127.1",
        "[::1]:3000",
        "[2001:db8::1]:8443",
        "localhost",
        "LOCALHOST:1",
        "localhost.",
        "a.localhost",
        "printer.local",
        "friend.example",
        "Friend.Example.:99",
        "other.example",
        "under_score.example"
      })
  void who_names_this_instance_is_answered(String host) {
    assertThat(RawHttp.get(port(), "/api/rooms", "Host: " + host).status()).isEqualTo(200);
    assertThat(RawHttp.handshake(port(), "Host: " + host).status()).isEqualTo(101);
  }

  @Test
  void this_machine_may_be_called_by_its_name() throws UnknownHostException {
    String name = InetAddress.getLocalHost().getHostName();
    assertThat(RawHttp.handshake(port(), "Host: " + name + ":3000").status()).isEqualTo(101);
    String first = name.replaceFirst("\\..*", "");
    assertThat(RawHttp.handshake(port(), "Host: " + first).status()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example", "evil.example:3000", "127.0.0.1.evil.example", "localhost.evil.example",
            "evillocalhost",
        "evil_.example", "friend.example.evil", "sub.friend.example", "local", "xn--e1aybc"
      })
  void a_page_that_has_its_own_name_point_here_gets_nothing(String host) {
    String origin = "Origin: http://" + host;
    for (String path : List.of(
        "/ws",
        "/api/rooms",
        "/api/cluster",
        "/api/nothing",
        "/api",
        "/socket.io/?EIO=4",
        "/%61pi/rooms")) {
      Answer answer = RawHttp.get(port(), path, "Host: " + host, origin);
      assertThat(answer.status()).as(path).isEqualTo(421);
      assertThat(answer.headers("Content-Type")).containsExactly("application/problem+json");
      assertThat(new JsonObject(answer.body()).getString("detail"))
          .contains("origins", "public.url", host);
    }
    assertThat(RawHttp.handshake(port(), "Host: " + host, origin).status()).isEqualTo(421);
    assertThat(RawHttp.handshake(port(), "Host: " + host).status())
        .as("a program")
        .isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/js/main.js", "/health/live", "/health/ready", "/nothing"})
  void the_page_and_health_are_for_everybody(String path) {
    assertThat(RawHttp.get(port(), path, "Host: evil.example").status()).isIn(200, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a/b",
        "u@127.0.0.1",
        "127.0.0.1:0",
        "127.0.0.1:x",
        "127.0.0.1:",
        ":3000",
        "::1",
        "256.1.1.1",
        "a..b",
        "127.0.0.1, 127.0.0.1",
        "http://127.0.0.1"
      })
  void a_host_that_is_none_is_a_bad_request(String host) {
    assertThat(RawHttp.get(port(), "/api/rooms", "Host: " + host).status()).isEqualTo(400);
    assertThat(RawHttp.handshake(port(), "Host: " + host).status()).isEqualTo(400);
  }

  @Test
  void one_host_is_named_and_only_one() {
    assertThat(RawHttp.get(port(), "/api/rooms").status()).isEqualTo(400);
    for (List<String> two :
        List.of(List.of("127.0.0.1", "127.0.0.1"), List.of("127.0.0.1", "evil.example"))) {
      assertThat(RawHttp.handshake(port(), "Host: " + two.get(0), "Host: " + two.get(1))
              .status())
          .isEqualTo(400);
    }
    assertThat(RawHttp.ask(port(), "GET /api/rooms HTTP/1.0\r\n\r\n").status())
        .as("no browser")
        .isEqualTo(200);
    assertThat(RawHttp.get(port(), "http://evil.example/api/rooms", "Host: 127.0.0.1")
            .status())
        .isEqualTo(400);
    assertThat(RawHttp.get(port(), "ws://evil.example/api/rooms", "Host: 127.0.0.1")
            .status())
        .isEqualTo(400);
    assertThat(
            RawHttp.get(port(), "http://127.0.0.1/api/rooms", "Host: 127.0.0.1").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    // Its own pages, by the loopback: on any port.
    "localhost:3000,       http://localhost:3000,     true",
    "localhost:3000,       https://localhost,         true",
    "127.0.0.1:3000,       http://127.0.0.1:9,        true",
    "[::1]:3000,           http://[::1]:3000,         true",
    "a.localhost,          http://a.localhost:3000,   true",
    "127.0.0.1,            http://localhost,          false",
    // By any other name: on this port, and without one on none.
    "10.1.2.3:3000,        http://10.1.2.3:3000,      true",
    "10.1.2.3:3000,        https://10.1.2.3:3000,     true",
    "10.1.2.3:3000,        http://10.1.2.3,           false",
    "10.1.2.3:3000,        http://10.1.2.3:3001,      false",
    "10.1.2.3,             http://10.1.2.3,           true",
    "10.1.2.3,             https://10.1.2.3,          true",
    "10.1.2.3,             https://10.1.2.3:443,      true",
    "10.1.2.3,             http://10.1.2.3:443,       false",
    "10.1.2.3,             http://10.1.2.3:3000,      false",
    "10.1.2.3:443,         https://10.1.2.3,          true",
    "printer.local:80,     http://Printer.LOCAL.,     true",
    // Listed: from any port, or from the one that is named.
    "127.0.0.1:3000,       http://friend.example,     true",
    "127.0.0.1:3000,       https://friend.example:9,  true",
    "127.0.0.1:3000,       https://FRIEND.example,    true",
    "127.0.0.1:3000,       https://other.example:8443, true",
    "127.0.0.1:3000,       https://other.example,     false",
    "127.0.0.1:3000,       http://under_score.example, true",
    // Where browsers reach it, whatever a proxy made of the Host.
    "127.0.0.1:3000,       https://[2001:db8::1]:8443, true",
    "127.0.0.1:3000,       http://[2001:db8::1]:8443, false",
    "127.0.0.1:3000,       https://[2001:db8::1],     false",
    // No page that came over HTTP, or none at all.
    "localhost:3000,       ftp://localhost:3000,      false",
    "localhost:3000,       chrome-extension://localhost, false",
    "localhost:3000,       ws://localhost:3000,       false",
    "localhost:3000,       file://localhost,          false",
    "localhost:3000,       null,                      false",
    "localhost:3000,       '',                        false",
    "localhost:3000,       http://,                   false",
    "localhost:3000,       localhost:3000,            false",
    "localhost:3000,       //localhost:3000,          false",
    "localhost:3000,       http://localhost:3000/,    false",
    "localhost:3000,       http://localhost:3000/x,   false",
    "localhost:3000,       http://localhost:3000?,    false",
    "localhost:3000,       http://localhost:3000#,    false",
    "localhost:3000,       http://u@localhost:3000,   false",
    "localhost:3000,       http://localhost:0,        false",
    "localhost:3000,       http://localhost:99999,    false",
    "localhost:3000,       http://evil.example,       false",
    "localhost:3000,       http://localhost http://localhost, false",
  })
  void a_socket_is_opened_for_pages_of_its_own_or_listed_hosts(
      String host, String origin, boolean allowed) {
    Answer answer = RawHttp.handshake(port(), "Host: " + host, "Origin: " + origin);
    assertThat(answer.status()).isEqualTo(allowed ? 101 : 403);
  }

  @Test
  void two_origins_are_none() {
    Answer answer = RawHttp.handshake(
        port(), "Host: localhost", "Origin: http://localhost", "Origin: http://localhost");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers("Content-Type")).containsExactly("application/problem+json");
    assertThat(new JsonObject(answer.body()).getString("detail")).contains("origins");
  }

  @Test
  void an_operator_may_let_everybody_in() {
    Node open = Cluster.start("open", cluster.redis().url(), Map.of("origins", "*"));
    try {
      assertThat(
              RawHttp.handshake(open.port(), "Host: evil.example", "Origin: https://else.example")
                  .status())
          .isEqualTo(101);
      assertThat(RawHttp.get(open.port(), "/api/rooms", "Host: evil.example").status())
          .isEqualTo(200);
      assertThat(RawHttp.handshake(open.port(), "Host: evil.example", "Origin: null")
              .status())
          .isEqualTo(403);
    } finally {
      Tabs.await(open.stop());
    }
  }

  @Test
  void who_is_turned_away_is_told_to_the_operator_once_and_on_one_line() {
    Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      String tooLong = "x".repeat(60) + "." + "y".repeat(60);
      for (int i = 0; i < 3; i++) {
        assertThat(RawHttp.handshake(port(), "Host: once.example", "Origin: http://once.example")
                .status())
            .isEqualTo(421);
        assertThat(RawHttp.handshake(port(), "Host: localhost", "Origin: \"\u0080" + tooLong)
                .status())
            .isEqualTo(403);
      }
      List<String> said = lines.list.stream()
          .map(ILoggingEvent::getFormattedMessage)
          .filter(line -> line.contains("once.example") || line.contains("localhost"))
          .toList();
      assertThat(said).hasSize(2);
      assertThat(said.get(0))
          .contains(
              "Host \"once.example\"", "Origin \"http://once.example\"", "origins", "public.url");
      assertThat(said.get(1))
          .contains("Host \"localhost\"", "Origin \"??", "origins")
          .matches("[ -~]*")
          .doesNotContain("y".repeat(60));
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  void a_flood_of_names_fills_no_log() {
    RefusalLog log = new RefusalLog();
    long said = 0;
    for (int i = 0; i < 10_000; i++) {
      said += log.isDue("name " + i, i) ? 1 : 0;
    }
    assertThat(said).isBetween(1L, 100L);
    assertThat(log.isDue("name 0", 10_000)).isFalse();
    assertThat(log.isDue("name 0", 61_000_000_000L)).as("a minute later").isTrue();
    assertThat(log.isDue("new", 61_000_000_000L)).isTrue();
  }
}
