package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import salons.async.FairQueue;
import salons.auth.Access;
import salons.e2e.LogCapture;
import salons.e2e.Tabs;
import salons.embedded.FreePort;
import salons.room.Bus;
import salons.room.RoomMeters;

/** The web side alone, with real sockets; who they are of is told by a proxy, which this test is. */
final class HttpConnectionsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  private static final String API = "GET /api/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  private static final String UPGRADE = String.join(
      "\r\n",
      "GET /ws HTTP/1.1",
      "Host: 127.0.0.1",
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13",
      "");
  private static final String V2 = "0D0A0D0A000D0A515549540A";
  private static final RateLimits THREE = new RateLimits(0, 0, 0, 0, 0, 0, 0, 2, 3);
  private static final RelaySecret SECRET = RelaySecret.random();
  private static final HttpTimes SHORT = new HttpTimes(1, 7);

  private final Vertx vertx = Vertx.vertx();
  private Addresses addresses = new Addresses(THREE);
  private final List<Socket> sockets = new ArrayList<>();
  private int port;

  static HttpConnections lenient(boolean proxyProtocol) {
    WebSettings settings =
        settings(1, HttpTimes.DEFAULT, RateLimits.NONE, TrustedProxies.NONE, proxyProtocol);
    Backlog backlog = new Backlog(
        new Budget(1 << 30),
        new WebSocketFraming(ByteBufAllocator.DEFAULT, frame -> {}),
        Runnable::run);
    return new HttpConnections(
        settings,
        new Addresses(RateLimits.NONE),
        new HttpTimeouts(HttpTimes.DEFAULT, () -> 0, backlog),
        new FairQueue(HttpConnectionsTest::later, System::nanoTime));
  }

  private static void later(Runnable task) {
    Objects.requireNonNull(Vertx.currentContext()).runOnContext(tick -> task.run());
  }

  private static WebSettings settings(
      int port, HttpTimes times, RateLimits limits, TrustedProxies proxies, boolean protocol) {
    TestSettings settings = new TestSettings();
    settings.port = port;
    settings.http = times;
    settings.limits = limits;
    settings.proxies = proxies;
    settings.proxyProtocol = protocol;
    settings.relaySecret = SECRET;
    return settings.toSettings();
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    Tabs.await(vertx.close());
  }

  @Test
  void requests_that_do_not_become_whole_are_closed_and_nothing_else() throws IOException {
    listen(SHORT, TrustedProxies.NONE, false);
    Socket webSocket = ask(UPGRADE + "\r\n");
    assertThat(status(webSocket)).isEqualTo(101);
    Socket resting = ask(GET);
    assertThat(status(resting)).isEqualTo(200);
    List<Socket> late = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      late.add(ask(""));
      late.add(ask("GET / HTTP/1.1\r\nHost: 127."));
      late.add(
          ask("POST /api/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf"));
    }
    List<Socket> dribbling = List.of(
        ask("GET / HTTP/1.1\r\nX-Slow: "),
        ask("POST /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000\r\n\r\n"));
    Socket second = ask(GET);
    assertThat(status(second)).isEqualTo(200);
    write(second, "GET / HTTP/1.1\r\nX-Sl");
    for (int i = 0; i < 30; i++) {
      pause(100);
      for (Socket socket : dribbling) {
        write(socket, "x");
      }
      if (i > 5) {
        write(second, "x");
      }
    }
    for (Socket socket : dribbling) {
      assertThat(isClosed(socket)).isTrue();
    }
    for (Socket socket : late) {
      assertThat(isClosed(socket)).isTrue();
    }
    assertThat(isClosed(second)).isTrue();
    // Longer than a request may take, and less than it may rest.
    write(resting, GET);
    assertThat(status(resting)).isEqualTo(200);
    assertThat(isClosed(resting)).isTrue();
    // It has a liveness of its own.
    webSocket.setSoTimeout(300);
    assertThat(isOpen(webSocket)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, 192.0.2.2",
    "2001:db8::1, 2001:db8::ffff:0:0:2, 2001:db8:0:1::1",
    "2001:db8::1, 2001:db8::2, 192.0.2.1",
  })
  void an_address_has_so_many_connections_and_no_more(String one, String same, String another)
      throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, true);
    Socket first = ask(proxy(one) + UPGRADE + "\r\n");
    assertThat(status(first)).isEqualTo(101);
    assertThat(status(ask(proxy(same) + UPGRADE + "\r\n"))).isEqualTo(101);
    assertThat(status(ask(proxy(one) + GET))).isEqualTo(200);
    Socket refused = ask(proxy(same) + GET);
    assertThat(whole(refused))
        .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
        .contains(
            "Retry-After: 30\r\n",
            "application/problem+json",
            "X-Content-Type-Options: nosniff\r\n",
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
            "\"code\":\"rate_limited\"",
            "retryAfterMs");
    assertThat(status(ask(proxy(another) + GET))).isEqualTo(200);
    // Without a word.
    first.setSoLinger(true, 0);
    first.close();
    awaitRoom(one, GET);
  }

  @Test
  void all_are_counted_down_again_and_forgotten() throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, true);
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 20; i++) {
        Socket socket = ask(proxy("192.0.2." + i) + (i % 2 == 0 ? GET : UPGRADE + "\r\n"));
        assertThat(status(socket)).isBetween(101, 200);
        socket.setSoLinger(true, i % 3 == 0 ? 0 : 1);
        socket.close();
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (addresses.size() > 0) {
        assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        pause(10);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY UNKNOWN\r\n",
        "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n",
        "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n"
      })
  void this_machine_has_as_many_as_it_likes(String header) throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, true);
    for (int i = 0; i < 8; i++) {
      assertThat(status(ask(header + GET))).isEqualTo(200);
    }
  }

  @Test
  void version_two_of_the_proxy_protocol_is_understood_too() throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, true);
    String from192021 = V2 + "2111000C" + "C0000201" + "7F000001" + "00010002";
    String withMore = V2 + "21110010" + "C0000201" + "7F000001" + "00010002" + "04000100";
    String local = V2 + "20000000";
    String localWithAddress = V2 + "2011000C" + "C0000201" + "7F000001" + "00010002";
    for (String header : List.of(from192021, withMore, from192021)) {
      assertThat(status(ask(bytes(header, UPGRADE + "\r\n")))).isEqualTo(101);
    }
    assertThat(status(ask(bytes(from192021, GET)))).isEqualTo(429);
    for (int i = 0; i < 5; i++) {
      assertThat(status(ask(bytes(local, GET)))).isEqualTo(200);
      assertThat(status(ask(bytes(localWithAddress, GET)))).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "474554202F20485454502F312E310D0A486F73743A20610D0A0D0A",
        "50524F585920544350342031302E302E302E310D0A",
        "50524F585920544350342061202062203120320D0A",
        "50524F585920554E4B4E4F574E20"
            + "414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141",
        V2 + "3111000C" + "C00002017F00000100010002",
        V2 + "2112000C" + "C00002017F00000100010002",
        V2 + "21110004" + "C0000201",
        V2 + "2111FFFF",
      })
  void a_connection_that_does_not_begin_with_its_header_is_closed(String hex) throws IOException {
    listen(SHORT, TrustedProxies.NONE, true);
    assertThat(whole(ask(bytes(hex, GET)))).isEmpty();
    assertThat(addresses.size()).isZero();
  }

  @Test
  void a_header_that_dribbles_is_not_waited_for() throws IOException {
    listen(SHORT, TrustedProxies.NONE, true);
    Socket socket = ask("PROXY TCP4 ");
    for (int i = 0; i < 30; i++) {
      pause(100);
      write(socket, "1");
    }
    assertThat(isClosed(socket)).isTrue();
  }

  @Test
  void only_trusted_peers_may_say_for_whom_they_speak() throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.parse("10.0.0.0/8"), true);
    assertThat(whole(ask(proxy("192.0.2.1") + GET))).isEmpty();
  }

  @Test
  void behind_a_trusted_proxy_those_count_whom_it_names() throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.parse("127.0.0.1"), false);
    for (int i = 0; i < 3; i++) {
      assertThat(status(ask(UPGRADE + "X-Forwarded-For: 203.0.113." + i + ", 192.0.2.1\r\n\r\n")))
          .isEqualTo(101);
    }
    Socket refused = ask(UPGRADE + "X-Forwarded-For: 192.0.2.1\r\n\r\n");
    assertThat(status(refused)).isEqualTo(429);
    assertThat(status(ask(UPGRADE + "X-Forwarded-For: 192.0.2.2\r\n\r\n"))).isEqualTo(101);
    // The proxy itself.
    for (int i = 0; i < 5; i++) {
      assertThat(status(ask(UPGRADE + "\r\n"))).isEqualTo(101);
    }
    sockets.get(0).close();
    awaitRoom("", UPGRADE + "X-Forwarded-For: 192.0.2.1\r\n\r\n");
  }

  @Test
  void a_trusted_proxy_that_tells_nothing_has_as_many_as_it_wants() throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.parse("127.0.0.1, 192.0.2.0/24"), true);
    for (int i = 0; i < 5; i++) {
      assertThat(status(ask(proxy("192.0.2.1") + UPGRADE + "\r\n"))).isEqualTo(101);
    }
  }

  @Test
  void nobody_else_is_believed_and_the_operator_is_told_once() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      listen(HttpTimes.DEFAULT, TrustedProxies.NONE, false);
      for (int i = 0; i < 5; i++) {
        assertThat(status(ask(UPGRADE + "X-Forwarded-For: 192.0.2.1\r\n\r\n"))).isEqualTo(101);
      }
      assertThat(lines.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .filteredOn(line -> line.contains("proxy.trusted"))
          .singleElement()
          .asString()
          .startsWith("127.0.0.1 sends X-Forwarded-For");
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  void connections_of_other_instances_do_not_count_but_the_clients_that_they_name()
      throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, true);
    String begin = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: other.example\r\n";
    String relayed = "Salons-Relay: " + SECRET.value() + "\r\n";
    String proxy = proxy("198.51.100.7");
    for (int i = 0; i < 5; i++) {
      String named = "X-Forwarded-For: 203.0.113." + i + "\r\n\r\n";
      Socket relay = ask(proxy + begin + relayed + named);
      assertThat(status(relay)).isEqualTo(200);
      write(relay, begin + relayed + named);
      assertThat(status(relay)).as("kept").isEqualTo(200);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(status(ask(proxy + GET))).isEqualTo(200);
    }
    assertThat(status(ask(proxy + GET))).as("its own").isEqualTo(429);
    Socket relay =
        ask(proxy("198.51.100.8") + begin + relayed + "X-Forwarded-For: 203.0.113.0\r\n\r\n");
    assertThat(status(relay)).as("its third poll").isEqualTo(200);
    write(relay, begin + relayed + "X-Forwarded-For: 203.0.113.0\r\n\r\n");
    assertThat(status(relay)).as("its fourth").isEqualTo(429);
  }

  @Test
  void requests_to_the_api_have_a_limit_for_each_address() throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.parse("127.0.0.1"), false);
    Socket proxy = ask("");
    for (int i = 0; i < 10; i++) {
      write(proxy, API + "X-Forwarded-For: 192.0.2.1\r\n\r\n");
      assertThat(status(proxy)).isEqualTo(404);
    }
    write(proxy, API + "X-Forwarded-For: 192.0.2.1\r\n\r\n");
    assertThat(status(proxy)).isEqualTo(429);
    write(proxy, API + "X-Forwarded-For: 192.0.2.2\r\n\r\n");
    assertThat(status(proxy)).isEqualTo(404);
    write(proxy, GET);
    assertThat(status(proxy)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/3.0", "HTTP/2.0"})
  void another_version_of_http_is_refused_like_anything_else(String version) throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, false);
    assertThat(whole(ask("GET / " + version + "\r\nHost: 127.0.0.1\r\n\r\n")))
        .startsWith("HTTP/1.1 505 ")
        .containsIgnoringCase("X-Content-Type-Options: nosniff\r\n");
    assertThat(whole(ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))).startsWith("HTTP/1.1 505 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 4294967296", "Transfer-Encoding: chunked"})
  void a_long_body_is_not_read(String header) throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, false);
    for (String path : List.of("/", "/ws", "/api/rooms")) {
      assertThat(
              whole(ask("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n\r\n")))
          .startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void pipelined_requests_are_answered_one_after_the_other() throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, false);
    Socket socket = ask((GET + "GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").repeat(500));
    for (int i = 0; i < 500; i++) {
      assertThat(status(socket)).isEqualTo(200);
      assertThat(status(socket)).isEqualTo(404);
    }
  }

  @Test
  void a_connection_that_is_reset_leaves_no_line() throws IOException {
    listen(HttpTimes.DEFAULT, TrustedProxies.NONE, false);
    try (LogCapture logged = new LogCapture("io")) {
      for (int i = 0; i < 200; i++) {
        Socket socket = ask(GET.repeat(i % 20)
            + "POST /api/rooms HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf");
        socket.setSoLinger(true, 0);
        socket.close();
      }
      Socket last = ask(GET);
      assertThat(status(last)).isEqualTo(200);
      assertThat(logged.lines()).isEmpty();
    }
  }

  private void listen(HttpTimes times, TrustedProxies proxies, boolean protocol)
      throws IOException {
    port = FreePort.reserve();
    WebSettings settings = settings(port, times, THREE, proxies, protocol);
    Tabs.await(HttpVerticle.prepare(vertx, settings, true).compose(shared -> {
      addresses = shared.addresses;
      return vertx.deployVerticle(new HttpVerticle(
          new Bus(vertx), settings, Access.OPEN, WebMeters.NONE, RoomMeters.NONE, shared));
    }));
  }

  private static String proxy(String address) {
    return address.contains(":")
        ? "PROXY TCP6 " + address + " ::1 1 2\r\n"
        : "PROXY TCP4 " + address + " 127.0.0.1 1 2\r\n";
  }

  private static byte[] bytes(String hex, String text) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(HexFormat.of().parseHex(hex));
    all.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return all.toByteArray();
  }

  private Socket ask(String text) throws IOException {
    return ask(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Socket ask(byte[] bytes) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(bytes);
    return socket;
  }

  /** That the server has closed it is for the reader to find. */
  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException closed) {
      assertThat(closed).isInstanceOf(SocketException.class);
    }
  }

  /** The status of the next response, whose head and body, if it tells its length, are read. */
  private static int status(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new AssertionError("closed after '" + head + "'");
      }
      head.append((char) next);
    }
    java.util.regex.Matcher length =
        java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
    if (length.find()) {
      int bytes = Integer.parseInt(length.group(1));
      assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
    }
    return Integer.parseInt(head.substring(9, 12));
  }

  /** All that comes until the server closes. */
  private static String whole(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // An answer that was on its way.
      }
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static boolean isOpen(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // The welcome.
      }
      return false;
    } catch (java.net.SocketTimeoutException nothingCame) {
      return true;
    }
  }

  /** Until one more is taken: the server hears of a closed one when it hears of it. */
  private void awaitRoom(String one, String request) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    String header = one.isEmpty() ? "" : proxy(one);
    while (status(ask(header + request)) == 429) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      pause(20);
    }
  }

  private static void pause(long ms) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
  }
}
