package salons.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket.IO as a client sees it, over real sockets. */
@ExtendWith(VertxExtension.class)
final class SocketIoTest {
  private static final String CLOSED = "closed";
  private static final String ONE_AND_TWO =
      "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final OfficialSuiteServer server = OfficialSuiteServer.patient();

  @BeforeEach
  void serve(Vertx vertx) {
    server.deploy(vertx);
  }

  @Test
  void a_client_is_connected_under_an_id_and_told_what_it_connected_with() {
    Client client = open();
    client.send("40");
    assertThat(client.hear()).matches("40\\{\"sid\":\"[^\"]+\"}");
    assertThat(client.hear()).isEqualTo("42[\"auth\",{}]");
  }

  @Test
  void a_client_may_connect_with_an_object() {
    Client client = open();
    client.send("40{\"token\":\"123\"}");
    assertThat(client.hear()).startsWith("40{\"sid\":");
    assertThat(client.hear()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
  }

  @Test
  void a_client_may_be_in_several_namespaces_under_several_ids() {
    Client client = open();
    client.send("40/custom,{\"token\":\"abc\"}");
    String custom = client.hear();
    assertThat(custom).matches("40/custom,\\{\"sid\":\"[^\"]+\"}");
    assertThat(client.hear()).isEqualTo("42/custom,[\"auth\",{\"token\":\"abc\"}]");
    client.send("40");
    assertThat(client.hear()).isNotEqualTo(custom.replace("/custom,", ""));
  }

  @Test
  void a_namespace_that_is_not_there_is_refused_and_the_client_may_go_on() {
    Client client = open();
    client.send("40/random");
    assertThat(client.hear()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
    client.send("40");
    assertThat(client.hear()).startsWith("40{");
  }

  @Test
  void who_only_answers_pings_is_let_go(Vertx vertx) {
    OfficialSuiteServer hasty = new OfficialSuiteServer(0).deploy(vertx);
    assertThat(open(hasty).hear()).isEqualTo(CLOSED);
  }

  @Test
  void who_leaves_is_answered_nothing_and_may_come_back() {
    Client client = connected();
    client.send("41");
    client.send("40");
    assertThat(client.hear()).startsWith("40{");
    assertThat(client.hear()).isEqualTo("42[\"auth\",{}]");
  }

  @Test
  void who_leaves_one_namespace_stays_in_the_other() {
    Client client = connected();
    client.send("40/custom");
    assertThat(client.hear()).startsWith("40/custom,");
    assertThat(client.hear()).startsWith("42/custom,");
    client.send("41/custom");
    client.send("42[\"message\",\"to the main one\"]");
    assertThat(client.hear()).isEqualTo("42[\"message-back\",\"to the main one\"]");
  }

  @Test
  void an_event_comes_with_all_its_arguments() {
    Client client = connected();
    client.send("42[\"message\",1,\"2\",{\"3\":[true]}]");
    assertThat(client.hear()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
  }

  @Test
  void an_event_comes_with_its_attachments() {
    Client client = connected();
    client.send("452-[\"message\"," + ONE_AND_TWO + "]");
    client.send(1, 2, 3);
    client.send(4, 5, 6);
    assertThat(client.hear()).isEqualTo("452-[\"message-back\"," + ONE_AND_TWO + "]");
    assertThat(client.hear()).isEqualTo("binary 010203");
    assertThat(client.hear()).isEqualTo("binary 040506");
  }

  @Test
  void an_event_is_acknowledged_under_its_id() {
    Client client = connected();
    client.send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
    assertThat(client.hear()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
  }

  @Test
  void an_acknowledgement_has_attachments_too() {
    Client client = connected();
    client.send("452-789[\"message-with-ack\"," + ONE_AND_TWO + "]");
    client.send(1, 2, 3);
    client.send(4, 5, 6);
    assertThat(client.hear()).isEqualTo("462-789[" + ONE_AND_TWO + "]");
    assertThat(client.hear()).isEqualTo("binary 010203");
    assertThat(client.hear()).isEqualTo("binary 040506");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4abc",
        "4",
        "42{}",
        "42abc[\"message\"]",
        "42[\"disconnect\"]",
        "40",
        "42/custom,[\"message\"]",
        "44{}",
        "450-[\"message\"]",
        "4511-[\"message\"]",
        "452-[\"message\"]"
      })
  void who_breaks_the_protocol_is_let_go(String packet) {
    Client client = connected();
    client.send(packet);
    client.sendIfOpen("43[]");
    assertThat(client.hear()).isEqualTo(CLOSED);
  }

  @Test
  void an_attachment_that_nobody_announced_breaks_the_protocol() {
    Client client = connected();
    client.send(1);
    assertThat(client.hear()).isEqualTo(CLOSED);
  }

  @Test
  void an_event_before_all_else_breaks_the_protocol() {
    Client client = open();
    client.send("42[\"message\"]");
    assertThat(client.hear()).isEqualTo(CLOSED);
  }

  @Test
  void all_of_that_is_polled_too() throws Exception {
    String path = polling();
    assertThat(post(path, "40").body()).isEqualTo("ok");
    assertThat(poll(path).body()).matches("40\\{\"sid\":\"[^\"]+\"}\u001e42\\[\"auth\",\\{}]");
    String event = "452-7[\"message-with-ack\"," + ONE_AND_TWO + "]";
    assertThat(post(path, event + "\u001ebAQID\u001ebBAUG").body()).isEqualTo("ok");
    assertThat(poll(path).body()).isEqualTo("462-7[" + ONE_AND_TWO + "]\u001ebAQID\u001ebBAUG");
  }

  @Test
  void who_polls_and_breaks_the_protocol_is_let_go() throws Exception {
    String path = polling();
    assertThat(post(path, "40").body()).isEqualTo("ok");
    assertThat(poll(path).body()).startsWith("40{");
    assertThat(post(path, "42{}\u001e42[\"message\",1]").body()).isEqualTo("ok");
    assertThat(poll(path).statusCode()).isEqualTo(400);
  }

  private Client open() {
    return open(server);
  }

  private Client open(OfficialSuiteServer at) {
    URI uri = URI.create("ws://localhost:" + at.port() + "/socket.io/?EIO=4&transport=websocket");
    Client client = new Client();
    client.socket = http.newWebSocketBuilder().buildAsync(uri, client).join();
    assertThat(client.hear()).startsWith("0{\"sid\":");
    return client;
  }

  private Client connected() {
    Client client = open();
    client.send("40");
    assertThat(client.hear()).startsWith("40{");
    assertThat(client.hear()).isEqualTo("42[\"auth\",{}]");
    return client;
  }

  /** Begins a session, and tells where it is polled. */
  private String polling() throws IOException, InterruptedException {
    String path = "/socket.io/?EIO=4&transport=polling";
    String handshake = poll(path).body();
    return path + "&sid=" + handshake.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  private HttpResponse<String> poll(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest post =
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    return http.send(post, HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
  }

  /** Answers pings by itself. */
  private static final class Client implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable WebSocket socket;

    void send(String packet) {
      socket().sendText(packet, true).join();
    }

    /** It may have been closed meanwhile. */
    void sendIfOpen(String packet) {
      socket().sendText(packet, true).exceptionally(closed -> socket()).join();
    }

    void send(int... bytes) {
      ByteBuffer data = ByteBuffer.allocate(bytes.length);
      for (int each : bytes) {
        data.put((byte) each);
      }
      socket().sendBinary(data.flip(), true).join();
    }

    String hear() {
      try {
        String next = heard.poll(20, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last && text.toString().equals("2")) {
        from.sendText("3", true).join();
      } else if (last) {
        heard.add(text.toString());
      }
      text.setLength(last ? 0 : text.length());
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      heard.add("binary " + HexFormat.of().formatHex(bytes));
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      heard.add(CLOSED);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      heard.add(CLOSED);
    }

    private WebSocket socket() {
      return Objects.requireNonNull(socket);
    }
  }
}
