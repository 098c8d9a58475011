package salons.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import salons.e2e.RawSocket;
import salons.e2e.Tabs;
import salons.engineio.EngineSettings;
import salons.room.Bus;

/** Clients of Socket.IO who say nothing, who take nothing, and who are busy. */
final class SocketIoLivenessTest {
  /** Of the clock of the instance, which goes as fast as it can. */
  private static final int A_SECOND_MS = 510;

  private static final EngineSettings HASTY =
      new EngineSettings(1_000, 2_000, 2_000, 1_000_000, 16, 256 * 1024);
  private static final EngineSettings SHORT_UPGRADE =
      new EngineSettings(25_000, 20_000, 4_000, 1_000_000, 16, 256 * 1024);
  private static final EngineSettings CALM = EngineSettings.DEFAULT;
  private static final LivenessTimes SOON_BEHIND = new LivenessTimes(25, 35, 2, 5);
  private static final String UNKNOWN = "{\"code\":1,\"message\":\"Session ID unknown\"}";
  /** Is answered, however often. */
  private static final String BUSY = "40/nowhere";

  private static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicInteger seconds = new AtomicInteger();

  @AfterEach
  void close() {
    Tabs.await(vertx.close());
  }

  @Test
  void who_is_busy_is_pinged_all_the_same_and_lives_as_long_as_it_answers() throws IOException {
    int port = serve(HASTY, LivenessTimes.DEFAULT);
    try (RawSocket socket = RawSocket.at(port, WEBSOCKET)) {
      socket.write(RawSocket.text("40"));
      int pings = 0;
      while (pings < 4) {
        socket.write(RawSocket.text(BUSY));
        String packet = socket.read().text();
        while (!packet.startsWith("44")) {
          if (packet.equals("2")) {
            pings++;
            socket.write(RawSocket.text("3"));
          }
          packet = socket.read().text();
        }
      }
    }
  }

  @Test
  void who_is_busy_but_does_not_answer_pings_is_gone() throws IOException {
    int port = serve(HASTY, LivenessTimes.DEFAULT);
    try (RawSocket socket = RawSocket.at(port, WEBSOCKET)) {
      socket.write(RawSocket.text("40"));
      RawSocket.Frame frame = socket.read();
      while (frame.opcode() != RawSocket.CLOSE) {
        socket.write(RawSocket.text(BUSY));
        frame = socket.read();
      }
      assertThat(frame.code()).isEqualTo(1000);
    }
  }

  @Test
  void a_poll_that_waits_is_answered_by_a_ping_and_who_polls_but_does_not_answer_it_is_gone() {
    Poller poller = new Poller(serve(HASTY, LivenessTimes.DEFAULT));
    assertThat(poller.packets()).containsExactly("2");
    poller.say("3");
    assertThat(poller.packets()).containsExactly("2");
    HttpResponse<String> next = poller.poll().join();
    while (next.statusCode() == 200) {
      next = poller.poll().join();
    }
    assertThat(next.body()).isEqualTo(UNKNOWN);
  }

  @Test
  void who_does_not_poll_what_waits_is_sent_away_and_may_still_take_it() {
    Poller poller = new Poller(serve(CALM, SOON_BEHIND));
    poller.say("40", "421[\"nonsense\"]");
    pass(4);
    List<String> packets = poller.packets();
    assertThat(packets).hasSize(3);
    assertThat(packets.get(0)).startsWith("40{");
    assertThat(packets.get(1)).startsWith("431[");
    assertThat(packets.get(2)).startsWith("42[\"bye\",{\"reason\":\"too_slow\",\"retryAfterMs\":");
    assertThat(poller.poll().join().body()).isEqualTo(UNKNOWN);
  }

  @Test
  void who_polls_again_and_again_is_not_behind() {
    Poller poller = new Poller(serve(CALM, SOON_BEHIND));
    poller.say("40");
    assertThat(poller.packets().get(0)).startsWith("40{");
    CompletableFuture<HttpResponse<String>> open = poller.poll();
    pass(4);
    poller.say("421[\"nonsense\"]");
    assertThat(open.join().body()).startsWith("431[");
  }

  @Test
  void who_does_not_answer_a_close_is_cut_off() throws IOException {
    int port = serve(CALM, LivenessTimes.DEFAULT);
    try (RawSocket socket = RawSocket.at(port, WEBSOCKET)) {
      String pingOfAnOldClient = "2";
      socket.write(RawSocket.text(pingOfAnOldClient));
      assertThat(socket.closeCode()).isEqualTo(1000);
      assertThatExceptionOfType(EOFException.class).isThrownBy(socket::read);
    }
  }

  @Test
  void who_never_ends_its_upgrade_goes_on_polling() throws IOException {
    int port = serve(SHORT_UPGRADE, SOON_BEHIND);
    Poller poller = new Poller(port);
    poller.say("40");
    assertThat(poller.packets().get(0)).startsWith("40{");
    try (RawSocket socket = RawSocket.at(port, poller.path.replace("polling", "websocket"))) {
      socket.write(RawSocket.text("2probe"));
      assertThat(socket.read().text()).isEqualTo("3probe");
      poller.say("421[\"nonsense\"]");
      assertThat(socket.closeCode()).isEqualTo(1000);
    }
    assertThat(poller.hear(packet -> packet.startsWith("43"))).last().asString().startsWith("431[");
    poller.say("422[\"nonsense\"]");
    assertThat(poller.hear(packet -> packet.startsWith("43"))).last().asString().startsWith("432[");
  }

  /** Without Redis: nobody is in any room. */
  private int serve(EngineSettings engine, LivenessTimes times) {
    Promise<HttpServer> listening = Promise.promise();
    context.runOnContext(start -> {
      Bus bus = new Bus(vertx);
      LoopContext loop = LivenessTest.loop(context, bus, times, engine);
      vertx.setPeriodic(A_SECOND_MS, timer -> {
        loop.connections.checkLiveness();
        seconds.set(loop.connections.seconds());
      });
      HttpConnections http = HttpConnectionsTest.lenient(false);
      SocketIoSessions sessions = new SocketIoSessions("i");
      vertx
          .createHttpServer(HttpVerticle.options())
          .requestHandler(new SocketIoRequests(
              loop,
              http,
              new HostGuard(KnownHosts.NONE, Future.succeededFuture(Set.of())),
              sessions,
              new SocketIoUpgrade(loop, http, sessions, true),
              new SocketIoRelay(vertx, loop.settings, bus.status(), http, sessions.log()),
              new Budget(1 << 20))::handle)
          .listen(0, "127.0.0.1")
          .onComplete(listening);
    });
    return Tabs.await(listening.future()).actualPort();
  }

  /** Waits until so many seconds have passed, as the instance counts them. */
  private void pass(int count) {
    int until = seconds.get() + count;
    while (seconds.get() < until) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
