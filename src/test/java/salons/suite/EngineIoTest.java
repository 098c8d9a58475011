package salons.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Engine.IO as a client sees it, over real sockets. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
final class EngineIoTest {
  private static final String UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";
  private static final String BAD = "{\"code\":3,\"message\":\"Bad request\"}";

  private final HttpClient http = HttpClient.newHttpClient();

  private final OfficialSuiteServer server = OfficialSuiteServer.patient();

  @BeforeEach
  void serve(Vertx vertx) {
    server.deploy(vertx);
  }

  @Test
  void a_client_is_told_all_it_needs_and_that_it_may_upgrade() {
    HttpResponse<String> answer = get("EIO=4&transport=polling");
    assertThat(answer.body())
        .matches(
            "0\\{\"sid\":\"suite\\.[\\w-]{16}\",\"upgrades\":\\[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
    assertThat(answer.headers().map())
        .containsEntry("content-type", List.of("text/plain; charset=UTF-8"))
        .containsEntry("cache-control", List.of("no-store"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, transport=polling, 5",
    "GET, EIO=abc&transport=polling, 5",
    "GET, EIO=3&transport=polling, 5",
    "GET, EIO=4, 0",
    "GET, EIO=4&transport=abc, 0",
    "POST, EIO=4&transport=polling, 2",
    "PUT, EIO=4&transport=polling, 2",
    "GET, EIO=4&transport=websocket, 3",
    "GET, EIO=4&transport=polling&sid=__proto__, 1",
  })
  void what_is_no_handshake_is_refused(String method, String query, int code) {
    HttpResponse<String> answer = http.sendAsync(
            request(query).method(method, BodyPublishers.noBody()).build(), text())
        .join();
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"code\":" + code + ",\"message\":\"");
  }

  @Test
  void what_is_posted_together_comes_back_in_one_poll() {
    String session = open();
    HttpResponse<String> posted = post(session, "4hello\u001ebAQIDBA==\u001e4grüß");
    assertThat(posted.body()).isEqualTo("ok");
    assertThat(posted.headers().firstValue("content-type")).contains("text/html");
    assertThat(get(session).body()).isEqualTo("4hello\u001ebAQIDBA==\u001e4grüß");
  }

  @Test
  void letters_that_are_cut_by_the_chunks_of_a_body_stay_whole() {
    String session = open();
    byte[] body = "4grüß".getBytes(UTF_8);
    List<byte[]> single =
        IntStream.range(0, body.length).mapToObj(i -> new byte[] {body[i]}).toList();
    HttpRequest request =
        request(session).POST(BodyPublishers.ofByteArrays(single)).build();
    assertThat(http.sendAsync(request, text()).join().body()).isEqualTo("ok");
    assertThat(get(session).body()).isEqualTo("4grüß");
  }

  @Test
  void what_is_no_packet_ends_the_session() {
    String session = open();
    assertThat(post(session, "abc").statusCode()).isEqualTo(400);
    assertThat(get(session).body()).isEqualTo(UNKNOWN);
  }

  @Test
  void two_polls_at_once_end_the_session() {
    String session = open();
    CompletableFuture<HttpResponse<String>> one = getLater(session);
    CompletableFuture<HttpResponse<String>> other = getLater(session);
    assertThat(List.of(one.join().body(), other.join().body())).containsExactlyInAnyOrder("1", BAD);
    assertThat(get(session).body()).isEqualTo(UNKNOWN);
  }

  @Test
  void a_poll_that_is_cut_off_ends_the_session() throws IOException {
    String session = open();
    try (Socket socket = raw()) {
      write(socket, "GET /engine.io/?" + session + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    assertThat(untilRefused(session)).isEqualTo(UNKNOWN);
  }

  @Test
  void a_post_that_is_cut_off_ends_the_session() throws IOException {
    String session = open();
    try (Socket socket = raw()) {
      write(
          socket,
          "POST /engine.io/?" + session
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n4he");
    }
    assertThat(untilRefused(session)).isIn(UNKNOWN, BAD);
    assertThat(get(session).body()).isEqualTo(UNKNOWN);
  }

  @Test
  void a_body_that_is_too_large_is_refused_and_the_session_goes_on() {
    String session = open();
    assertThat(post(session, "4" + "x".repeat(1_000_000)).statusCode()).isEqualTo(413);
    assertThat(post(session, "4a").body()).isEqualTo("ok");
    assertThat(get(session).body()).isEqualTo("4a");
  }

  @Test
  void a_client_that_polls_is_pinged_as_long_as_it_answers(Vertx vertx) {
    OfficialSuiteServer hasty = new OfficialSuiteServer(0).deploy(vertx);
    String session = open(hasty);
    for (int i = 0; i < 3; i++) {
      assertThat(get(hasty, session).body()).isEqualTo("2");
      assertThat(post(hasty, session, "3").body()).isEqualTo("ok");
    }
    assertThat(get(hasty, session).body()).isEqualTo("2");
    assertThat(get(hasty, session).body()).isEqualTo("1");
    assertThat(get(hasty, session).body()).isEqualTo(UNKNOWN);
  }

  @Test
  void a_poll_is_ended_with_a_noop_when_the_client_closes() {
    String session = "";
    String answer = UNKNOWN;
    // Another connection may overtake the poll, which finds no session then.
    while (answer.equals(UNKNOWN)) {
      session = open();
      CompletableFuture<HttpResponse<String>> poll = getLater(session);
      assertThat(post(session, "1").body()).isEqualTo("ok");
      answer = poll.join().body();
    }
    assertThat(answer).isEqualTo("6");
    assertThat(get(session).body()).isEqualTo(UNKNOWN);
  }

  @Test
  void a_websocket_echoes_text_and_binary() {
    Frames socket = connect(server, "EIO=4&transport=websocket");
    assertThat(socket.next()).startsWith("0{\"sid\":\"").contains("\"upgrades\":[]");
    socket.send("4hello");
    assertThat(socket.next()).isEqualTo("4hello");
    socket.send(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    assertThat(socket.next()).isEqualTo("[1, 2, 3, 4]");
  }

  @ParameterizedTest
  @CsvSource({"abc", "1", "2", "7"})
  void a_websocket_is_closed_over_what_may_not_be(String packet) {
    Frames socket = connect(server, "EIO=4&transport=websocket");
    assertThat(socket.next()).startsWith("0");
    socket.send(packet);
    assertThat(socket.next()).isEqualTo("closed 1000");
  }

  @Test
  void a_websocket_is_pinged_as_long_as_it_answers(Vertx vertx) {
    OfficialSuiteServer hasty = new OfficialSuiteServer(0).deploy(vertx);
    Frames socket = connect(hasty, "EIO=4&transport=websocket");
    assertThat(socket.next()).startsWith("0");
    for (int i = 0; i < 3; i++) {
      assertThat(socket.next()).isEqualTo("2");
      socket.send("3");
    }
    assertThat(socket.next()).isEqualTo("2");
    assertThat(socket.next()).isEqualTo("closed 1000");
  }

  @Test
  void an_upgrade_ends_every_poll_with_a_noop_and_keeps_what_is_sent_in_order() {
    String session = open();
    Frames socket = upgrade(session);
    socket.send("2probe");
    assertThat(socket.next()).isEqualTo("3probe");
    assertThat(post(session, "4a\u001e4b").body()).isEqualTo("ok");
    assertThat(get(session).body()).isEqualTo("6");
    assertThat(get(session).body()).isEqualTo("6");
    socket.send("5");
    socket.send("4c");
    assertThat(List.of(socket.next(), socket.next(), socket.next()))
        .containsExactly("4a", "4b", "4c");
    assertThat(get(session).body()).isEqualTo(BAD);
    assertThat(post(session, "4no").body()).isEqualTo(BAD);
    assertThat(upgrade(session).next()).isEqualTo("closed 1000");
    socket.send("4d");
    assertThat(socket.next()).isEqualTo("4d");
  }

  @Test
  void a_websocket_that_fails_while_it_is_probed_leaves_polling_as_it_was() {
    String session = open();
    Frames socket = upgrade(session);
    socket.send("2probe");
    assertThat(socket.next()).isEqualTo("3probe");
    assertThat(post(session, "4a").body()).isEqualTo("ok");
    socket.send("4what");
    assertThat(socket.next()).isEqualTo("closed 1000");
    assertThat(get(session).body()).isEqualTo("4a");
  }

  private String open() {
    return open(server);
  }

  /** The query that names a new session. */
  private String open(OfficialSuiteServer at) {
    String query = "EIO=4&transport=polling";
    String handshake = get(at, query).body();
    return query + "&sid="
        + handshake.substring("0{\"sid\":\"".length(), handshake.indexOf("\",\"up"));
  }

  private Frames upgrade(String session) {
    return connect(server, session.replace("polling", "websocket"));
  }

  private Frames connect(OfficialSuiteServer at, String query) {
    Frames frames = new Frames();
    URI uri = URI.create("ws://localhost:" + at.port() + "/engine.io/?" + query);
    frames.over(http.newWebSocketBuilder().buildAsync(uri, frames).join());
    return frames;
  }

  /** Posts what is not echoed, which would answer a poll, until that is refused, and tells how. */
  private String untilRefused(String session) {
    HttpResponse<String> answer = post(session, "3");
    while (answer.statusCode() == 200) {
      answer = post(session, "3");
    }
    return answer.body();
  }

  private HttpResponse<String> get(String query) {
    return get(server, query);
  }

  private HttpResponse<String> get(OfficialSuiteServer at, String query) {
    return http.sendAsync(request(at, query).build(), text()).join();
  }

  private CompletableFuture<HttpResponse<String>> getLater(String query) {
    return http.sendAsync(request(query).build(), text());
  }

  private HttpResponse<String> post(String query, String body) {
    return post(server, query, body);
  }

  private HttpResponse<String> post(OfficialSuiteServer at, String query, String body) {
    return http.sendAsync(request(at, query).POST(BodyPublishers.ofString(body)).build(), text())
        .join();
  }

  private HttpRequest.Builder request(String query) {
    return request(server, query);
  }

  private static HttpRequest.Builder request(OfficialSuiteServer at, String query) {
    return HttpRequest.newBuilder(
            URI.create("http://localhost:" + at.port() + "/engine.io/?" + query))
        .version(HttpClient.Version.HTTP_1_1);
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.ofString(UTF_8);
  }

  private Socket raw() throws IOException {
    return new Socket(InetAddress.getByName("localhost"), server.port());
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
