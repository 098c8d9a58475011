package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RawSocket;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** What a client of Socket.IO that polls may do, and what becomes of one that does something else. */
final class SocketIoPollingTest {
  private static final int MAX_PAYLOAD = 1_000_000;
  private static final String END = "the end";
  private static final String BAD = "{\"code\":3,\"message\":\"Bad request\"}";
  private static final String UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";

  @RegisterExtension
  static final Cluster cluster = Cluster.of(1);

  private final String room = Cluster.room();
  private final int port = cluster.port(0);

  @Test
  void a_poll_brings_at_most_sixteen_packets_and_the_next_the_rest() {
    Poller poller = Poller.in(room, port);
    Tab tab = cluster.tab(0);
    tab.join(room, "Tab");
    for (int i = 0; i < 40; i++) {
      tab.mutter(room, "text " + i);
    }
    tab.say(room, END);
    List<Long> seqs = new ArrayList<>();
    while (seqs.size() < 41) {
      List<String> packets = poller.packets();
      assertThat(packets).hasSizeLessThanOrEqualTo(16);
      packets.stream()
          .filter(packet -> packet.startsWith("42[\"message\""))
          .forEach(packet -> seqs.add(event(packet).getJsonObject(1).getLong("seq")));
    }
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 41).boxed().toList());
  }

  @Test
  void two_polls_at_once_end_the_session_and_its_person_leaves() {
    Poller poller = Poller.in(room, port);
    Tab tab = cluster.tab(0);
    assertThat(tab.join(room, "Tab").getInteger("count")).isEqualTo(2);
    poller.hear(packet -> packet.contains("\"joined\":[\"Tab\"]"));
    CompletableFuture<HttpResponse<String>> one = poller.poll();
    CompletableFuture<HttpResponse<String>> other = poller.poll();
    assertThat(List.of(one.join().body(), other.join().body())).containsExactlyInAnyOrder("1", BAD);
    assertThat(poller.poll().join().body()).isEqualTo(UNKNOWN);
    awaitLeft(tab);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET %s HTTP/1.1\r\n", "POST %s HTTP/1.1\r\nContent-Length: 10\r\n"})
  void a_request_that_is_cut_off_ends_the_session_and_its_person_leaves(String request)
      throws IOException {
    Poller poller = Poller.in(room, port);
    Tab tab = cluster.tab(0);
    tab.join(room, "Tab");
    poller.hear(packet -> packet.contains("\"joined\":[\"Tab\"]"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String head = request.formatted(poller.path) + "Host: 127.0.0.1\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }
    awaitLeft(tab);
    assertThat(poller.poll().join().body()).isEqualTo(UNKNOWN);
  }

  @Test
  void a_body_may_be_as_large_as_it_was_told_and_not_larger() {
    Poller poller = Poller.in(room, port);
    String event = "421[\"message\",{\"room\":\"" + room + "\",\"text\":\"";
    String tooLong = event + "x".repeat(MAX_PAYLOAD - event.length() - 3) + "\"}]";
    HttpResponse<String> refused = poller.post(tooLong + " ");
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(new JsonObject(refused.body()).fieldNames()).containsOnly("code", "message");
    assertThat(poller.post(tooLong).body()).isEqualTo("ok");
    List<String> heard = poller.hear(packet -> packet.startsWith("431["));
    assertThat(ack(heard).getString("code")).isIn("too_long", "bad_request");
    poller.say("422[\"message\",{\"room\":\"" + room + "\",\"text\":\"short\"}]");
    assertThat(ack(poller.hear(packet -> packet.startsWith("432["))).fieldNames())
        .containsOnly("seq", "at");
  }

  @Test
  void many_packets_of_one_body_are_answered_in_their_order() {
    Poller poller = Poller.in(room, port);
    poller.say(IntStream.range(1, 200)
        .mapToObj(
            i -> "42" + i + "[\"message\",{\"room\":\"" + room + "\",\"text\":\"" + i + "\"}]")
        .toArray(String[]::new));
    List<String> heard = poller.hear(packet -> packet.startsWith("43199["));
    assertThat(heard.stream()
            .filter(packet -> packet.startsWith("43"))
            .map(packet -> packet.substring(2, packet.indexOf('[')))
            .collect(Collectors.joining(" ")))
        .isEqualTo(
            IntStream.range(1, 200).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
  }

  @Test
  void json_may_be_deep_but_not_too_deep() {
    Poller poller = Poller.in(room, port);
    String inside = "{\"room\":\"" + room + "\",\"text\":\"x\",\"more\":";
    poller.say("421[\"message\"," + inside + "[".repeat(30) + "]".repeat(30) + "}]");
    assertThat(ack(poller.hear(packet -> packet.startsWith("431["))).fieldNames())
        .containsOnly("seq", "at");
    poller.say("42[\"message\"," + "[".repeat(400_000) + "]".repeat(400_000) + "]");
    poller.hear(packet -> packet.contains("bad_frames"));
    assertThat(poller.poll().join().body()).isEqualTo(UNKNOWN);
  }

  @Test
  void what_is_binary_is_refused_and_the_client_may_go_on() {
    Poller poller = Poller.in(room, port);
    poller.say("451-1[\"message\",{\"_placeholder\":true,\"num\":0}]", "bAQID");
    assertThat(ack(poller.hear(packet -> packet.startsWith("431["))).getString("code"))
        .isEqualTo("bad_request");
    poller.say("422[\"message\",{\"room\":\"" + room + "\",\"text\":\"text\"}]");
    assertThat(ack(poller.hear(packet -> packet.startsWith("432["))).fieldNames())
        .containsOnly("seq", "at");
  }

  @Test
  void the_path_may_lack_its_last_slash() throws IOException {
    String handshake = "/socket.io?EIO=4&transport=polling";
    Poller poller = new Poller(port, handshake);
    poller.say("40");
    assertThat(poller.packets().get(0)).startsWith("40{");
    String websocket = poller.path.replace("polling", "websocket");
    try (RawSocket socket = RawSocket.at(port, websocket)) {
      socket.write(RawSocket.text("2probe"));
      assertThat(socket.read().text()).isEqualTo("3probe");
      socket.write(RawSocket.text("5"));
      socket.write(RawSocket.text("421[\"nonsense\"]"));
      assertThat(socket.read().text()).startsWith("431[{\"code\":\"unknown_type\"");
    }
  }

  @Test
  void while_a_websocket_is_tried_polls_bring_nothing_and_then_nothing_is_missing()
      throws IOException {
    Poller poller = Poller.in(room, port);
    Tab tab = cluster.tab(0);
    tab.join(room, "Tab");
    poller.hear(packet -> packet.contains("\"joined\":[\"Tab\"]"));
    CompletableFuture<HttpResponse<String>> open = poller.poll();
    try (RawSocket socket = RawSocket.at(port, poller.path.replace("polling", "websocket"))) {
      socket.write(RawSocket.text("2probe"));
      assertThat(socket.read().text()).isEqualTo("3probe");
      assertThat(open.join().body()).isEqualTo("6");
      for (int i = 0; i < 20; i++) {
        tab.say(room, "text " + i);
      }
      assertThat(poller.poll().join().body()).isEqualTo("6");
      poller.say("421[\"message\",{\"room\":\"" + room + "\",\"text\":\"by post\"}]");
      assertThat(poller.poll().join().body()).isEqualTo("6");
      tab.awaitMessage("by post");
      socket.write(RawSocket.text("5"));
      List<Long> seqs = new ArrayList<>();
      while (seqs.size() < 21) {
        String packet = socket.readUntil(RawSocket.TEXT).text();
        if (packet.startsWith("42[\"message\"")) {
          seqs.add(event(packet).getJsonObject(1).getLong("seq"));
        }
      }
      assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 21).boxed().toList());
      HttpResponse<String> late = poller.poll().join();
      assertThat(late.statusCode()).isEqualTo(400);
      assertThat(late.body()).isEqualTo(BAD);
      assertThat(poller.post("42[\"nonsense\"]").body()).isEqualTo(BAD);
      tab.say(room, "still there");
      while (!socket.readUntil(RawSocket.TEXT).text().contains("still there")) {
        // An acknowledgement, presence.
      }
    }
  }

  @Test
  void who_does_not_poll_while_much_is_said_is_sent_away_with_all_that_was_kept_for_it() {
    Poller poller = Poller.in(room, port);
    Tab tab = cluster.tab(0);
    String epoch = tab.join(room, "Tab").getString("epoch");
    String text = "x".repeat(4_000);
    for (int i = 0; i < 700; i++) {
      tab.mutter(room, text);
    }
    tab.say(room, END);
    List<String> packets = poller.hear(packet -> packet.startsWith("42[\"bye\""));
    List<Long> seqs = packets.stream()
        .filter(packet -> packet.startsWith("42[\"message\""))
        .map(packet -> event(packet).getJsonObject(1).getLong("seq"))
        .toList();
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    assertThat(seqs).hasSizeBetween(200, 600);
    assertThat(packets.get(packets.size() - 1)).contains("bye", "too_slow", "retryAfterMs");
    assertThat(poller.poll().join().body()).isEqualTo(UNKNOWN);
    // What it missed it may still have.
    JsonObject back = cluster.tab(0).joinSince(room, "Poller", epoch, seqs.size());
    assertThat(back.getBoolean("recovered")).isTrue();
  }

  /** Their sessions are on one event loop, since they began by one connection; what they poll by is on all. */
  @Test
  void all_who_poll_an_instance_that_stops_are_told_so() {
    Node stopping = Cluster.start("stopping", cluster.redis().url(), Map.of());
    List<Poller> pollers =
        Stream.generate(() -> Poller.in(room, stopping.port())).limit(12).toList();
    List<CompletableFuture<List<String>>> last = pollers.stream()
        .map(poller -> CompletableFuture.supplyAsync(
            () -> poller.hear(packet -> packet.contains("\"reason\":\"restarting\""))))
        .toList();
    Tabs.await(stopping.stop());
    last.forEach(CompletableFuture::join);
  }

  private void awaitLeft(Tab tab) {
    tab.await(
        "that the poller left",
        frame -> "presence".equals(frame.getString("type"))
            && frame.getJsonArray("left", new JsonArray()).contains("Poller"));
  }

  private static JsonArray event(String packet) {
    return new JsonArray(packet.substring(packet.indexOf('[')));
  }

  /** What the last of these acknowledges with. */
  private static JsonObject ack(List<String> packets) {
    return event(packets.get(packets.size() - 1)).getJsonObject(0);
  }
}
