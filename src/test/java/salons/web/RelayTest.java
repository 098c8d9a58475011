package salons.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RawHttp;
import salons.e2e.RawHttp.Answer;
import salons.e2e.Tabs;

/** Requests of Socket.IO clients that come to another instance than that of their session. */
final class RelayTest {
  private static final String UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";
  private static final int MOST = 1_000_000;

  @RegisterExtension
  static final Cluster cluster = Cluster.of(2, "requests.per.second", "1");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void polls_and_posts_may_go_to_any_instance() throws Exception {
    String sid = connected();
    assertThat(post(1, sid, "42[\"nonsense\"]").body()).isEqualTo("ok");
    HttpResponse<String> answer = get(1, sid);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("42[\"chat:error\"");
    assertThat(answer.headers().allValues("Content-Type"))
        .containsExactly("text/plain; charset=UTF-8");
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void a_poll_waits_at_an_instance_that_only_hands_it_on() throws Exception {
    String sid = connected();
    CompletableFuture<HttpResponse<String>> poll = getLater(1, sid);
    assertThat(post(0, sid, "42[\"nonsense\"]").body()).isEqualTo("ok");
    assertThat(poll.get(20, TimeUnit.SECONDS).body()).startsWith("42[\"chat:error\"");
  }

  @Test
  void a_websocket_may_go_to_any_instance() throws Exception {
    String sid = connected();
    Frames frames = new Frames();
    WebSocket socket = http.newWebSocketBuilder()
        .buildAsync(URI.create(url(1, sid, "websocket").replace("http", "ws")), frames)
        .get(20, TimeUnit.SECONDS);
    socket.sendText("2probe", true).join();
    assertThat(frames.next()).isEqualTo("3probe");
    socket.sendText("5", true).join();
    socket.sendText("42[\"nonsense\"]", true).join();
    assertThat(frames.next()).startsWith("42[\"chat:error\"");
    String large = "42[\"message\",{\"room\":\"" + "x".repeat(900_000) + "\"}]";
    socket.sendText(large, true).join();
    assertThat(frames.next()).startsWith("42[\"chat:error\"");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(frames.next()).startsWith("closed");
    assertGone(sid);
  }

  @Test
  void a_websocket_that_its_instance_refuses_is_refused_with_the_same_words() throws Exception {
    String sid = connected();
    assertThat(post(0, sid, "1").body()).isEqualTo("ok");
    assertGone(sid);
    Answer answer = RawHttp.get(
        cluster.port(1),
        path(sid, "websocket"),
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(UNKNOWN);
  }

  @Test
  void a_post_is_as_large_as_it_may_be_and_no_larger() throws Exception {
    String sid = connected();
    String event = "42[\"nonsense\",\"" + "x".repeat(MOST - 15 - 2) + "\"]";
    assertThat(event).hasSize(MOST);
    assertThat(post(1, sid, event).statusCode()).isEqualTo(200);
    assertThat(get(1, sid).body()).startsWith("42[\"chat:error\"");
    assertThat(post(1, sid, event + " ").statusCode()).isEqualTo(413);
  }

  @Test
  void a_client_that_goes_away_ends_its_poll_and_its_session() throws Exception {
    String sid = connected();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port(1))) {
      String poll = "GET " + path(sid, "polling") + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(poll.getBytes(US_ASCII));
      // A second poll ends a session, so nothing else can tell when the first one is there.
      socket.setSoTimeout(500);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> assertThat(socket.getInputStream().read()).isNegative());
    }
    assertGone(sid);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nobody.AAAAAAAAAAAAAAAA", "node-0.AAAAAAAAAAAAAAAA", "no-sid", "node-1."})
  void nobody_has_a_session_that_there_is_not(String sid) throws Exception {
    for (int node : new int[] {0, 1}) {
      assertThat(get(node, sid).body()).isEqualTo(UNKNOWN);
      assertThat(post(node, sid, "40").body()).isEqualTo(UNKNOWN);
    }
  }

  @Test
  void the_session_of_an_instance_that_is_gone_is_unknown_at_once() throws Exception {
    Node third = Cluster.start("third", cluster.redis().url(), Map.of());
    awaitKnown("third");
    String sid = open(third.port());
    assertThat(post(1, sid, "40").body()).isEqualTo("ok");
    assertThat(get(1, sid).body()).startsWith("40{");
    Tabs.await(third.stop());
    assertThat(get(1, sid).body()).isEqualTo(UNKNOWN);
    assertThat(get(1, sid).statusCode()).isEqualTo(400);
  }

  @Test
  void an_instance_behind_a_proxy_that_introduces_clients_is_reached_too() throws Exception {
    Node third =
        Cluster.start("introduced", cluster.redis().url(), Map.of("proxy.protocol", "true"));
    awaitKnown("introduced");
    String handshake =
        "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n";
    Answer begun =
        RawHttp.ask(third.port(), "PROXY TCP4 198.51.100.7 127.0.0.1 1 2\r\n" + handshake);
    String sid = new JsonObject(begun.body().substring(1)).getString("sid");
    assertThat(post(1, sid, "40").body()).isEqualTo("ok");
    assertThat(get(1, sid).body()).startsWith("40{");
    Tabs.await(third.stop());
  }

  @Test
  void an_address_that_leads_to_another_instance_is_no_loop() throws Exception {
    for (int node : new int[] {0, 1}) {
      String name = "moved-" + node;
      String relay = "{\"host\":\"127.0.0.1\",\"port\":" + cluster.port(node)
          + ",\"secret\":\"of another life\",\"proxyProtocol\":false}";
      String about = "{\"id\":\"" + name + "\",\"host\":\"h\",\"port\":1,\"startedAt\":1,"
          + "\"connections\":0,\"rooms\":0,\"version\":\"v\",\"relay\":" + relay + "}";
      cluster.redis().cli("HSET", "salons:{instances}:about", name, about);
      cluster.redis().cli("ZADD", "salons:{instances}:leases", "9999999999999", name);
      assertThat(get(1, name + ".AAAAAAAAAAAAAAAA").body()).isEqualTo(UNKNOWN);
    }
  }

  @Test
  void only_another_instance_may_say_where_a_client_is() {
    String path = "/socket.io/?EIO=4&transport=polling";
    Answer answer = RawHttp.get(cluster.port(0), path, "Host: evil.example", relayed(secret()));
    assertThat(answer.status()).as("who handed it on has judged the host").isEqualTo(200);
    answer = RawHttp.get(cluster.port(0), path, "Host: evil.example", relayed("guessed"));
    assertThat(answer.status()).isEqualTo(421);
    assertThat(statuses("guessed")).as("all are one address").contains(429);
    assertThat(statuses(secret())).as("each is one").doesNotContain(429);
  }

  @Test
  void who_begins_too_often_is_told_so_in_the_form_of_engine_io() {
    Answer answer;
    do {
      String path = "/socket.io/?EIO=4&transport=polling";
      answer = RawHttp.get(cluster.port(1), path, "Host: localhost");
    } while (answer.status() == 200);
    assertThat(answer.status()).isEqualTo(429);
    JsonObject error = new JsonObject(answer.body());
    assertThat(error.fieldNames()).containsOnly("code", "message");
    assertThat(error.getInteger("code")).isEqualTo(3);
    assertThat(error.getString("message")).startsWith("Too many requests at once");
    assertThat(answer.headers("Content-Type")).containsExactly("application/json");
    assertThat(answer.headers("Retry-After")).containsExactly("1");
  }

  private static Set<Integer> statuses(String secret) {
    Set<Integer> statuses = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      String from = "X-Forwarded-For: 198.51.100." + i;
      statuses.add(RawHttp.get(
              cluster.port(0),
              "/socket.io/?EIO=4&transport=polling",
              "Host: localhost",
              from,
              relayed(secret))
          .status());
    }
    return statuses;
  }

  private static String relayed(String secret) {
    return "Salons-Relay: " + secret;
  }

  /** That of the first instance, which it tells the others. */
  private static String secret() {
    return cluster
        .redis()
        .cli("HGETALL", "salons:{instances}:about")
        .lines()
        .filter(line -> line.contains("\"node-0\""))
        .map(line -> new JsonObject(line).getJsonObject("relay").getString("secret"))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitKnown(String instance) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!RawHttp.get(cluster.port(1), "/api/cluster", "Host: localhost")
        .body()
        .contains(instance)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    // What an event loop asked before is of no use to it any more.
    long old = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RecentAnswers.KEPT_MS);
    while (System.nanoTime() - old < 0) {
      LockSupport.parkNanos(old - System.nanoTime());
    }
  }

  /** A session of the first instance, connected to the namespace by way of the second one. */
  private String connected() throws Exception {
    awaitKnown("node-0");
    String sid = open(cluster.port(0));
    assertThat(post(1, sid, "40").body()).isEqualTo("ok");
    assertThat(get(1, sid).body()).startsWith("40{");
    return sid;
  }

  private static String open(int port) {
    for (int i = 0; ; i++) {
      Answer answer = RawHttp.get(port, "/socket.io/?EIO=4&transport=polling", "Host: localhost");
      if (answer.status() == 200) {
        return new JsonObject(answer.body().substring(1)).getString("sid");
      }
      // Requests of one address are few here.
      assertThat(i).isLessThan(1_000);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void assertGone(String sid) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (post(0, sid, "3").statusCode() != 400) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(get(0, sid).body()).isEqualTo(UNKNOWN);
  }

  private static String path(String sid, String transport) {
    return "/socket.io/?EIO=4&transport=" + transport + "&sid=" + sid;
  }

  private static String url(int node, String sid, String transport) {
    return "http://127.0.0.1:" + cluster.port(node) + path(sid, transport);
  }

  private HttpResponse<String> get(int node, String sid) throws Exception {
    return getLater(node, sid).get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<HttpResponse<String>> getLater(int node, String sid) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(url(node, sid, "polling"))).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(int node, String sid, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url(node, sid, "polling")))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** What a WebSocket hears. */
  private static final class Frames implements WebSocket.Listener {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    String next() throws InterruptedException {
      String next = all.poll(20, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return String.valueOf(next);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        all.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      all.add("closed " + code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      all.add("closed by " + failure);
    }
  }
}
