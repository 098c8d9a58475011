package salons.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;

final class HttpTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(1, "origins", "friend.example,other.example:8443");

  /** Whatever it is that is asked for. */
  @ParameterizedTest
  @CsvSource({
    "GET,    /,                    200",
    "HEAD,   /,                    200",
    "GET,    /icons/icon-192.png,  200",
    "GET,    /api/rooms,           200",
    "GET,    /api/cluster,         200",
    "GET,    /api/cluster?room=a b,400",
    "GET,    /health/live,         200",
    "GET,    /health/ready,        200",
    "GET,    /nothing,             404",
    "GET,    /api/nothing,         404",
    "POST,   /api/rooms,           405",
    "OPTIONS,/,                    405",
    "GET,    /api/cluster?room=%zz,400",
    "GET,    /api/cluster?room=%,  400",
    "GET,    /ws,                  0",
    "GET,    /%zz,                 0",
  })
  void every_answer_belongs_to_this_origin_and_is_what_its_type_says(
      String method, String path, int status) {
    RawHttp.Answer answer = RawHttp.ask(
        cluster.port(0),
        method + " " + path.replace(" ", "%20")
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    if (status > 0) {
      assertThat(answer.status()).isEqualTo(status);
    }
    assertSecure(answer);
    boolean page = path.equals("/") && status == 200 || path.startsWith("/icons");
    assertThat(answer.headers("Cache-Control")).containsExactly(page ? "no-cache" : "no-store");
    if (!page) {
      assertThat(answer.headers("Content-Security-Policy"))
          .containsExactly("default-src 'none'; frame-ancestors 'none'");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "GET /api/rooms HTTP/1.1\r\n\r\n",
        "GET /api/rooms HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 99\r\n\r\n",
      })
  void so_does_what_is_said_to_nonsense(String request) {
    RawHttp.Answer answer = RawHttp.ask(cluster.port(0), request);
    assertThat(answer.status()).isBetween(400, 499);
    assertSecure(answer);
  }

  private static void assertSecure(RawHttp.Answer answer) {
    assertThat(answer.headers("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(answer.headers("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
    assertThat(answer.headers("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
    assertThat(answer.headers("Referrer-Policy")).containsExactly("no-referrer");
    assertThat(answer.headers("Cache-Control")).hasSize(1);
    assertThat(String.join("", answer.headers("Content-Security-Policy")))
        .contains("default-src 'none'", "frame-ancestors 'none'");
  }

  @Test
  void a_file_has_the_type_that_it_is_of() {
    assertThat(get("/manifest.webmanifest").header("Content-Type"))
        .isEqualTo("application/manifest+json");
    assertThat(get("/favicon.svg").header("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(get("/icons/icon-192.png").header("Content-Type")).isEqualTo("image/png");
    assertThat(get("/app.css").header("Content-Type"))
        .isEqualToIgnoringCase("text/css;charset=UTF-8");
  }

  private record Answer(HttpClientResponse response, Buffer body) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      String value = response.getHeader(name);
      return value == null ? "" : value;
    }
  }

  @Test
  void serves_the_page_at_the_root() throws IOException {
    Answer page = get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=UTF-8");
    assertThat(page.body().getBytes()).isEqualTo(resource("/webroot/index.html"));
    assertThat(get("/index.html").body()).isEqualTo(page.body());
  }

  @Test
  void lets_the_page_load_nothing_from_elsewhere() {
    Answer page = get("/");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("frame-ancestors 'none'")
        .endsWith("require-trusted-types-for 'script'; trusted-types worker")
        .doesNotContain("unsafe")
        .doesNotContain("*");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
  }

  @Test
  void a_page_that_did_not_change_is_not_sent_again() {
    Answer first = get("/");
    String etag = first.header("ETag");
    assertThat(etag).isNotEmpty();
    assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
    Answer second = get("/", "If-None-Match", etag);
    assertThat(second.status()).isEqualTo(304);
    assertThat(second.body().length()).isZero();
    assertThat(second.header("ETag")).isEqualTo(etag);
    assertThat(get("/", "If-None-Match", "\"another\"").status()).isEqualTo(200);
  }

  @Test
  void text_goes_compressed_to_those_who_can_read_it() throws IOException {
    Answer plain = get("/app.css");
    assertThat(plain.header("Content-Encoding")).isEmpty();
    for (String path : new String[] {"/", "/app.css", "/js/main.js", "/favicon.svg"}) {
      Answer zipped = get(path, "Accept-Encoding", "gzip, br");
      assertThat(zipped.header("Content-Encoding")).as(path).isEqualTo("gzip");
      assertThat(zipped.header("Vary")).isEqualToIgnoringCase("accept-encoding");
      assertThat(zipped.header("Content-Security-Policy")).isNotEmpty();
      byte[] read =
          new GZIPInputStream(new ByteArrayInputStream(zipped.body().getBytes())).readAllBytes();
      assertThat(read).isEqualTo(get(path).body().getBytes());
      assertThat(zipped.header("Content-Type"))
          .isEqualToIgnoringCase(get(path).header("Content-Type"));
      assertThat(zipped.header("ETag")).isNotEqualTo(get(path).header("ETag"));
    }
    assertThat(get("/app.css", "Accept-Encoding", "gzip;q=0").header("Content-Encoding"))
        .isEmpty();
    assertThat(get("/app.css", "Accept-Encoding", "gzip;q=0.5").header("Content-Encoding"))
        .isEqualTo("gzip");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/../pom.xml", "/%2e%2e/pom.xml", "/..%2fpom.xml", "/.hidden.css", "/js/.x.js"})
  void compression_opens_no_way_around(String path) {
    assertThat(get(path, "Accept-Encoding", "gzip").status()).isBetween(400, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/js/main.js",
        "/icons/icon-192.png",
        "/api/rooms",
        "/api/cluster",
        "/health/live"
      })
  void who_asks_for_the_head_alone_gets_no_body(String path) {
    Answer head = ask(HttpMethod.HEAD, path);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body().length()).isZero();
  }

  @Test
  void nothing_can_be_written_there() {
    Answer refused = ask(HttpMethod.POST, "/api/rooms");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void scripts_are_served_as_scripts() {
    Answer script = get("/js/main.js");
    assertThat(script.status()).isEqualTo(200);
    assertThat(script.header("Content-Type")).matches("(text|application)/javascript.*");
    assertThat(script.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing", "/js/", "/../pom.xml", "/%2e%2e/pom.xml", "/..%2fpom.xml",
        "/js/../../salons/Main.class", "/salons/Main.class", "/.hidden", "//etc/passwd", "/js/%00"
      })
  void what_is_not_part_of_the_page_is_not_found(String path) {
    assertThat(get(path).status()).isBetween(400, 404);
  }

  @Test
  void a_path_that_makes_no_sense_does_no_harm() {
    assertThat(get("/%zz").status()).isBetween(400, 404);
    assertThat(get("/" + "x".repeat(3_000)).status()).isBetween(400, 414);
    assertThat(get("/").status()).isEqualTo(200);
  }

  @Test
  void is_alive_and_ready() {
    assertThat(eventually("/health/ready", 200)).isEqualTo(200);
    for (String path : new String[] {"/health/live", "/health/ready"}) {
      Answer health = get(path);
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.body().toJsonObject().getString("status")).isEqualTo("UP");
    }
    assertThat(get("/health/ready").body().toString()).contains("redis");
  }

  @Test
  void stays_alive_but_is_not_ready_while_redis_does_not_answer() {
    cluster.redis().freeze();
    try {
      assertThat(eventually("/health/ready", 503)).isEqualTo(503);
      assertThat(get("/health/ready").body().toString())
          .contains("redis")
          .contains("DOWN")
          .contains("\"reason\":\"Redis is out of reach\"");
      assertThat(get("/health/live").status()).isEqualTo(200);
    } finally {
      cluster.redis().thaw();
    }
    assertThat(eventually("/health/ready", 200)).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1,              true",
    "http://127.0.0.1:9,            true",
    "https://127.0.0.1,             true",
    "http://friend.example,         true",
    "https://friend.example:444,    true",
    "https://FRIEND.example,        true",
    "https://other.example:8443,    true",
    "https://other.example,         false",
    "https://other.example:8444,    false",
    "http://evil.example,           false",
    "http://127.0.0.1.evil.example, false",
    "http://evil.example#127.0.0.1, false",
    "http://127.0.0.1@evil.example, false",
    "http://sub.friend.example,     false",
    "http://localhost,              false",
    "null,                          false",
    "'',                            false",
    "%%%,                           false",
  })
  void opens_a_socket_only_for_pages_of_its_own_or_listed_hosts(String origin, boolean allowed) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setPort(cluster.port(0)).addHeader("Origin", origin);
    if (allowed) {
      Tab tab = Tabs.await(cluster.tabs().open(options));
      assertThat(tab.await("welcome")).isNotNull();
    } else {
      assertThatThrownBy(() -> Tabs.await(cluster.tabs().open(options)))
          .hasMessageContaining("403");
    }
  }

  @Test
  void a_program_without_an_origin_may_connect() {
    assertThat(cluster.tab(0).heard()).isNotEmpty();
  }

  @Test
  void a_plain_request_for_the_socket_is_told_that_it_is_none() {
    assertThat(get("/ws").status()).isBetween(400, 426);
  }

  @ParameterizedTest
  @CsvSource({
    "13, dGhlIHNhbXBsZSBub25jZQ,   400",
    "13, dGhlIHNhbXBsZQ==,         400",
    "13, !!!,                      400",
    "13, '',                       400",
    "8,  dGhlIHNhbXBsZSBub25jZQ==, 426",
    "'', dGhlIHNhbXBsZSBub25jZQ==, 426",
  })
  void a_handshake_that_is_none_is_told_so(String version, String key, int status)
      throws IOException {
    String request = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + cluster.port(0)
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: " + version
        + "\r\nSec-WebSocket-Key: " + key + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port(0))) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in = new BufferedReader(
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(in.readLine()).startsWith("HTTP/1.1 " + status);
      String head = in.lines().takeWhile(line -> !line.isEmpty()).collect(Collectors.joining("|"));
      assertThat(head.contains("Sec-WebSocket-Version: 13")).isEqualTo(status == 426);
    }
  }

  private static Answer get(String path, String... headers) {
    return ask(HttpMethod.GET, path, headers);
  }

  private static Answer ask(HttpMethod method, String path, String... headers) {
    RequestOptions options = new RequestOptions()
        .setMethod(method)
        .setHost("127.0.0.1")
        .setPort(cluster.port(0))
        .setURI(path);
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    return Tabs.await(cluster
        .tabs()
        .http()
        .request(options)
        // One step within the other: on the event loop, before the response can be over.
        .compose(request -> request.send().compose(HttpTest::whole)));
  }

  private static Future<Answer> whole(HttpClientResponse response) {
    return response.body().map(body -> new Answer(response, body));
  }

  /** Asks until the answer has this status, for a bounded time; gives the last status. */
  private static int eventually(String path, int status) {
    long deadline = System.nanoTime() + 15_000_000_000L;
    int last = get(path).status();
    while (last != status && System.nanoTime() < deadline) {
      last = get(path).status();
    }
    return last;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = HttpTest.class.getResourceAsStream(name)) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }
}
