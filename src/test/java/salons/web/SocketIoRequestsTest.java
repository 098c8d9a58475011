package salons.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.Node;
import salons.Settings;
import salons.TestNode;
import salons.e2e.Cluster;
import salons.e2e.LogCapture;
import salons.e2e.RawHttp;
import salons.e2e.RawSocket;
import salons.e2e.Tab;
import salons.e2e.Tabs;

final class SocketIoRequestsTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  @RegisterExtension
  static final Cluster cluster = Cluster.of(1);

  @Test
  void who_asks_whether_to_send_the_body_is_told_to_go_on() {
    RawHttp.Answer answer = RawHttp.ask(
        cluster.port(0),
        post(
            handshake(),
            "Content-Length: 3\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n437"));
    assertThat(answer.head() + answer.body()).contains("100 Continue", "200 OK").endsWith("ok");
  }

  @Test
  void a_post_of_who_has_a_websocket_is_refused_and_its_connection_goes_on() throws IOException {
    try (RawSocket socket =
        RawSocket.at(cluster.port(0), POLLING.replace("polling", "websocket"))) {
      String post = post(sid(socket.read().text()), "Content-Length: 3\r\n\r\n437");
      String next = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      try (Socket connection = send(post + next)) {
        assertThat(new String(connection.getInputStream().readAllBytes(), US_ASCII))
            .contains("400 Bad Request", "200 OK");
      }
    }
  }

  @Test
  void what_a_client_calls_its_version_does_not_get_into_the_log() {
    try (LogCapture log = new LogCapture("salons.web.RefusalLog")) {
      String path = POLLING.replace("EIO=4", "EIO=3%0Aforged");
      assertThat(RawHttp.get(cluster.port(0), path, "Host: localhost").status()).isEqualTo(400);
      assertThat(log.lines()).singleElement().asString().doesNotContain("forged");
    }
  }

  @Test
  void who_goes_over_to_a_websocket_is_heard_though_much_waits_for_it() throws IOException {
    String room = Cluster.room();
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana");
    for (int i = 0; i < 90; i++) {
      tab.say(room, "x".repeat(4_000));
    }
    String sid = handshake();
    assertThat(posted(sid, "40" + event(0, "join", room, "\"user\":\"Bo\""))).isEqualTo("ok");
    String webSocket = POLLING.replace("polling", "websocket") + "&sid=" + sid;
    try (RawSocket socket = RawSocket.at(cluster.port(0), webSocket)) {
      socket.write(RawSocket.text("2probe"));
      assertThat(socket.read().text()).isEqualTo("3probe");
      assertThat(posted(sid, muchOf(room))).isEqualTo("ok");
      for (int i = 3; i < 20; i++) {
        String typing = event(i, "typing", room, "\"on\":true").substring(1);
        assertThat(posted(sid, typing)).isEqualTo("ok");
      }
      socket.write(RawSocket.text("5"));
      assertThat(socket.read().text()).startsWith("40{");
    }
  }

  @Test
  void any_event_loop_takes_the_websocket_of_a_client_also_by_the_public_transport()
      throws IOException {
    Node node = Tabs.await(TestNode.startOfPublicTransport(Settings.of(TestNode.unlimited(Map.of(
        "port",
        "0",
        "host",
        "127.0.0.1",
        "loops",
        "2",
        "redis.url",
        cluster.redis().url())))));
    for (int i = 0; i < 4; i++) {
      Poller poller = new Poller(node.port());
      poller.say("40");
      assertThat(poller.packets().get(0)).startsWith("40{");
      String webSocket = poller.path.replace("polling", "websocket");
      try (RawSocket socket = RawSocket.at(node.port(), webSocket)) {
        socket.write(RawSocket.text("2probe"));
        assertThat(socket.read().text()).isEqualTo("3probe");
        socket.write(RawSocket.text("5"));
        for (int j = 0; j < 10; j++) {
          socket.write(RawSocket.text("42" + j + "[\"nonsense\"]"));
        }
        for (int j = 0; j < 10; j++) {
          assertThat(socket.read().text()).startsWith("43" + j + "[");
        }
      }
    }
    Tabs.await(node.stop());
  }

  private static String muchOf(String room) {
    String page = event(1, "history", room, "\"before\":91,\"limit\":90");
    return page.substring(1) + page;
  }

  private static String event(int ack, String event, String room, String more) {
    return "\u001e42" + ack + "[\"" + event + "\",{\"room\":\"" + room + "\"," + more + "}]";
  }

  private static String whole(String sid, String body) {
    return post(sid, "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  private static String posted(String sid, String body) {
    return RawHttp.ask(cluster.port(0), whole(sid, body)).body();
  }

  private static Socket send(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port(0));
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    return socket;
  }

  private static String handshake() {
    return sid(RawHttp.get(cluster.port(0), POLLING, "Host: localhost").body());
  }

  private static String sid(String handshake) {
    return handshake.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  private static String post(String sid, String rest) {
    return "POST " + POLLING + "&sid=" + sid + " HTTP/1.1\r\nHost: localhost\r\n" + rest;
  }
}
