package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import salons.async.FairQueue;
import salons.async.NextTick;
import salons.e2e.RawSocket;
import salons.e2e.Tabs;
import salons.protocol.Limits;

/** Both transports do the same, over epoll and over NIO. */
final class TransportTest {
  private static final byte[] HELLO = "héllo 😀".getBytes(StandardCharsets.UTF_8);

  enum Kind {
    TAKEN_OVER,
    TAKEN_OVER_FROM_NIO,
    PUBLIC;

    /** What HttpVerticle does. */
    Future<WebSocketTransport> transport(HttpServerRequest request) {
      return this == PUBLIC
          ? request
              .toWebSocket()
              .map(socket -> new VertxTransport(socket, Limits.FRAME, Runnable::run))
          : Future.succeededFuture(Objects.requireNonNull(NettyTransport.takeOver(
              request, new byte[Limits.FRAME], NettyTransport.decoding(Limits.FRAME))));
    }
  }

  /** Sends every text back. What is to be sent in one tick is one text, its parts divided by bars. */
  private static final class Echo implements WebSocketTransport.Listener {
    final WebSocketTransport transport;
    final Flusher flusher;
    final WebSocketFraming framing;
    final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    final CompletableFuture<Void> gone = new CompletableFuture<>();
    int heard;
    int texts;
    boolean pauses;
    long mostHeld;

    private final Context context = Vertx.currentContext();

    Echo(WebSocketTransport transport) {
      this.transport = transport;
      this.flusher = new Flusher(context);
      this.framing = new WebSocketFraming(ByteBufAllocator.DEFAULT, flusher::freeLater);
      NextTick nextTick = new NextTick(context);
      transport.open(this, new FairQueue(nextTick::run, System::nanoTime));
    }

    /** Asks on the event loop, whose the transport is. */
    void waitUntil(BooleanSupplier condition) throws Exception {
      boolean[] holds = {false};
      for (long end = System.nanoTime() + 10_000_000_000L; !holds[0]; ) {
        assertThat(System.nanoTime()).as("in time").isLessThan(end);
        CompletableFuture<Void> asked = new CompletableFuture<>();
        context.runOnContext(ask -> {
          holds[0] = condition.getAsBoolean();
          asked.complete(null);
        });
        asked.get(10, TimeUnit.SECONDS);
      }
    }

    @Override
    public void onText(byte[] bytes, int length, boolean last) {
      texts++;
      if (pauses) {
        transport.pause();
      }
      pieces.write(bytes, 0, length);
      if (last) {
        for (String part : pieces.toString(StandardCharsets.UTF_8).split("\\|", -1)) {
          transport.write(framing.frame(part.getBytes(StandardCharsets.UTF_8)));
        }
        transport.flush();
        pieces.reset();
      }
    }

    @Override
    public void onBinary(byte[] bytes, int length, boolean last) {
      transport.close((short) 1003, "text only");
    }

    @Override
    public void onActivity() {
      heard++;
    }

    @Override
    public void onWaiting(boolean much) {}

    @Override
    public void onHolding() {
      mostHeld = Math.max(mostHeld, transport.holds());
    }

    @Override
    public void onViolation(boolean tooBig) {
      transport.close((short) (tooBig ? 1009 : 1002), "");
    }

    @Override
    public void onClosed() {
      gone.complete(null);
    }
  }

  private Vertx vertx = Vertx.vertx();
  private final CompletableFuture<Echo> opened = new CompletableFuture<>();

  @AfterEach
  void close() {
    Tabs.await(vertx.close());
  }

  @Test
  void this_vertx_gives_its_channel_away() throws Exception {
    try (RawSocket socket = connect(Kind.TAKEN_OVER)) {
      socket.write(RawSocket.frame(true, RawSocket.TEXT, HELLO));
      assertThat(socket.read().payload()).isEqualTo(HELLO);
      assertThat(echo().transport).isInstanceOf(NettyTransport.class);
    }
  }

  @Test
  void neither_a_time_out_nor_a_header_of_a_proxy_keeps_it() throws Exception {
    try (RawSocket socket = connect(Kind.TAKEN_OVER, "PROXY TCP4 192.0.2.1 127.0.0.1 1 2\r\n")) {
      socket.write(RawSocket.frame(true, RawSocket.TEXT, HELLO));
      assertThat(socket.read().payload()).isEqualTo(HELLO);
      assertThat(echo().transport).isInstanceOf(NettyTransport.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void texts_whole_and_in_pieces_come_and_go_unchanged(Kind kind) throws Exception {
    try (RawSocket socket = connect(kind)) {
      socket.write(RawSocket.frame(true, RawSocket.TEXT, HELLO));
      socket.write(RawSocket.frame(false, RawSocket.TEXT, Arrays.copyOf(HELLO, 2)));
      socket.write(RawSocket.frame(true, RawSocket.PING, new byte[] {7}));
      socket.write(RawSocket.frame(
          true, RawSocket.CONTINUATION, Arrays.copyOfRange(HELLO, 2, HELLO.length)));
      assertThat(socket.read().payload()).isEqualTo(HELLO);
      RawSocket.Frame pong = socket.read();
      assertThat(pong.opcode()).isEqualTo(RawSocket.PONG);
      assertThat(pong.payload()).containsExactly(7);
      assertThat(socket.read().payload()).isEqualTo(HELLO);
      Echo echo = echo();
      echo.waitUntil(() -> echo.heard >= 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_one_tick_brings_arrives_in_order(Kind kind) throws Exception {
    try (RawSocket socket = connect(kind)) {
      String parts = "x".repeat(200) + "|y|" + "z".repeat(40_000) + "|";
      socket.write(RawSocket.frame(true, RawSocket.TEXT, parts.getBytes(StandardCharsets.UTF_8)));
      for (String part : parts.split("\\|", -1)) {
        assertThat(socket.read().text()).isEqualTo(part);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_a_reader_does_not_take_yet_waits_and_comes_in_order(Kind kind) throws Exception {
    try (RawSocket socket = connect(kind)) {
      socket.write(RawSocket.frame(true, RawSocket.TEXT, HELLO));
      assertThat(socket.read().payload()).isEqualTo(HELLO);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        texts.add(i + "-" + "x".repeat(60_000));
        socket.write(
            RawSocket.frame(true, RawSocket.TEXT, texts.get(i).getBytes(StandardCharsets.UTF_8)));
      }
      Transport transport = echo().transport;
      echo().waitUntil(() -> transport.waiting() > 0);
      for (String text : texts) {
        assertThat(socket.read().text()).isEqualTo(text);
      }
      echo().waitUntil(() -> transport.waiting() == 0);
      echo().waitUntil(() -> transport.sent() > 0 && !transport.isFull());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_paused_one_hands_on_nothing_more_and_loses_nothing(Kind kind) throws Exception {
    try (RawSocket socket = connect(kind)) {
      socket.write(RawSocket.frame(true, RawSocket.TEXT, HELLO));
      assertThat(socket.read().payload()).isEqualTo(HELLO);
      Echo echo = echo();
      echo.waitUntil(() -> echo.pauses = true);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < 20; i++) {
        byte[] text = ("text " + i).getBytes(StandardCharsets.UTF_8);
        all.writeBytes(RawSocket.frame(false, RawSocket.TEXT, Arrays.copyOf(text, 2)));
        all.writeBytes(RawSocket.frame(
            true, RawSocket.CONTINUATION, Arrays.copyOfRange(text, 2, text.length)));
      }
      socket.write(all.toByteArray());
      // One piece at a time.
      for (int piece = 1; piece <= 40; piece++) {
        int heard = 1 + piece;
        echo.waitUntil(() -> echo.texts == heard);
        echo.waitUntil(() -> {
          assertThat(echo.texts).isEqualTo(heard);
          echo.transport.resume();
          return true;
        });
      }
      for (int i = 0; i < 20; i++) {
        assertThat(socket.read().text()).isEqualTo("text " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TAKEN_OVER", "TAKEN_OVER_FROM_NIO"})
  void what_comes_for_a_paused_one_stays_in_the_system(Kind kind) throws Exception {
    try (RawSocket socket = connect(kind)) {
      Echo echo = echo();
      echo.waitUntil(() -> echo.pauses = true);
      // Of a message that never ends, so that it is not answered.
      socket.write(RawSocket.frame(false, RawSocket.TEXT, HELLO));
      byte[] text = RawSocket.frame(false, RawSocket.CONTINUATION, new byte[16_000]);
      Thread writing = new Thread(() -> {
        try {
          for (int i = 0; i < 2_000; i++) {
            socket.write(text);
          }
        } catch (IOException cut) {
          // At the end of the test.
        }
      });
      writing.start();
      for (int heard = 0; heard < 300; heard++) {
        int before = heard;
        echo.waitUntil(() -> echo.texts > before);
        echo.waitUntil(() -> {
          echo.transport.resume();
          return true;
        });
      }
      assertThat(writing.isAlive()).as("32 MB are not taken").isTrue();
      assertThat(echo.mostHeld).isLessThan(256 << 10);
    }
  }

  @Test
  void a_crowd_of_frames_in_one_write_is_handled_in_turns_and_in_order() throws Exception {
    try (RawSocket socket = connect(Kind.TAKEN_OVER)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < 5_000; i++) {
        all.writeBytes(RawSocket.text("t" + i));
      }
      socket.write(all.toByteArray());
      for (int i = 0; i < 5_000; i++) {
        assertThat(socket.read().text()).isEqualTo("t" + i);
      }
    }
  }

  @Test
  void after_a_violation_the_connection_ends_when_the_client_ends_it() throws Exception {
    try (RawSocket socket = connect(Kind.TAKEN_OVER)) {
      socket.write(RawSocket.frame(0xF1, HELLO, true));
      assertThat(socket.read().code()).isEqualTo(1002);
      socket.write(RawSocket.frame(true, RawSocket.CLOSE, new byte[] {0x03, (byte) 0xEA}));
      // The server is done: a client that waits for that sees it.
      assertThat(socket.closeCode()).isEqualTo(1006);
      assertThat(echo().gone).isNotDone();
    }
    echo().gone.get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void both_sides_say_goodbye(Kind kind) throws Exception {
    try (RawSocket socket = connect(kind)) {
      socket.write(RawSocket.frame(true, RawSocket.CLOSE, new byte[] {0x03, (byte) 0xE9}));
      assertThat(socket.read().code()).isEqualTo(1001);
      echo().gone.get(10, TimeUnit.SECONDS);
    }
    try (RawSocket socket = connect(kind)) {
      socket.write(RawSocket.frame(true, RawSocket.BINARY, HELLO));
      assertThat(socket.read().code()).isEqualTo(1003);
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_cuts_or_is_cut_is_gone(Kind kind) throws Exception {
    connect(kind).close();
    echo().gone.get(10, TimeUnit.SECONDS);
  }

  private Echo echo() throws Exception {
    return opened.get(10, TimeUnit.SECONDS);
  }

  private RawSocket connect(Kind kind) throws IOException {
    return connect(kind, "");
  }

  private RawSocket connect(Kind kind, String before) throws IOException {
    Tabs.await(vertx.close());
    vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(kind != Kind.TAKEN_OVER_FROM_NIO));
    int port = Tabs.await(vertx
            .createHttpServer(HttpVerticle.options())
            .connectionHandler(HttpConnectionsTest.lenient(!before.isEmpty())::accepted)
            .requestHandler(request -> kind.transport(request)
                .onSuccess(transport -> opened.complete(new Echo(transport))))
            .listen(0, "127.0.0.1"))
        .actualPort();
    return new RawSocket(port, before);
  }
}
