package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import salons.auth.Access;
import salons.e2e.RawSocket;
import salons.e2e.Tabs;
import salons.engineio.EngineSettings;
import salons.protocol.Bye;
import salons.protocol.ServerFrames;
import salons.room.Bus;
import salons.room.Delivery;
import salons.web.WebSocketFraming.Frames;

/** Who says nothing, and who takes nothing. */
final class LivenessTest {
  /** A socket whose client takes nothing, and says nothing. */
  private static final class DeafTransport implements Transport {
    final List<String> calls = new ArrayList<>();
    final List<String> written = new ArrayList<>();
    long waiting;
    boolean paused;

    @Override
    public void write(Frames frames) {
      waiting += frames.texts().get(0).length;
      written.add(new String(frames.texts().get(0), StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {}

    @Override
    public void ping() {
      calls.add("ping");
    }

    @Override
    public void close(short code, String reason) {
      calls.add("close " + code);
    }

    @Override
    public void abort() {
      calls.add("abort");
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public long waiting() {
      return waiting;
    }

    @Override
    public long holds() {
      return waiting;
    }

    @Override
    public long sent() {
      return 0;
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx);
  private final DeafTransport transport = new DeafTransport();
  private TransportOutbound outbound;

  @BeforeEach
  void connect() {
    LoopContext loop = loop(context, bus, LivenessTimes.DEFAULT, EngineSettings.DEFAULT);
    TransportOutbound.Owner owner = new TransportOutbound.Owner() {
      @Override
      public Frames frames(Delivery delivery) {
        return loop.framing.frames(delivery);
      }

      @Override
      public byte[] text(Bye bye) {
        return ServerFrames.bye(bye);
      }

      @Override
      public long keeps() {
        return 0;
      }

      @Override
      public void onEnding() {
        transport.calls.add("ended");
      }
    };
    outbound = new TransportOutbound(transport, loop, owner, JsonReplies::new);
  }

  @AfterEach
  void close() {
    Tabs.await(vertx.close());
  }

  @Test
  void who_says_nothing_for_25_seconds_is_asked_and_is_gone_after_35() {
    check(1, 24);
    assertThat(transport.calls).isEmpty();
    check(25, 34);
    assertThat(transport.calls).containsExactly("ping");
    check(35, 35);
    assertThat(transport.calls).containsExactly("ping", "abort");
  }

  @Test
  void who_takes_nothing_for_10_seconds_is_too_slow_and_cut_when_the_close_is_not_answered() {
    check(1, 9);
    outbound.say(new byte[] {'x'});
    check(10, 18);
    assertThat(transport.calls).isEmpty();
    check(19, 19);
    assertThat(transport.calls).containsExactly("ended", "close 1013");
    check(20, 25);
    assertThat(transport.calls).contains("abort");
  }

  @Test
  void who_is_being_closed_is_heard_until_it_has_closed_too() {
    outbound.pause(Outbound.Pause.IN_FLIGHT);
    outbound.end(Bye.forGood(Bye.Reason.BAD_FRAMES));
    outbound.pause(Outbound.Pause.IN_FLIGHT);
    assertThat(transport.paused).isFalse();
  }

  @Test
  void nothing_goes_out_behind_a_goodbye() {
    Promise<Void> ended = Promise.promise();
    context.runOnContext(tick -> {
      outbound.afterFlush(() -> outbound.say(new byte[] {'x'}));
      outbound.end(new Bye(Bye.Reason.RESTARTING, 1L));
      outbound.say(new byte[] {'y'});
      outbound.end(new Bye(Bye.Reason.RESTARTING, 2L));
      ended.complete();
    });
    Tabs.await(ended.future());
    assertThat(transport.written)
        .containsExactly("x", "{\"type\":\"bye\",\"reason\":\"restarting\",\"retryAfterMs\":1}");
  }

  @Test
  void over_a_real_socket_the_question_is_a_ping_and_the_end_a_cut() throws IOException {
    Promise<HttpServer> listening = Promise.promise();
    context.runOnContext(start -> {
      LoopContext loop = loop(context, bus, new LivenessTimes(1, 2, 10, 5), EngineSettings.DEFAULT);
      vertx.setPeriodic(Connections.CHECK_EVERY_MS, timer -> loop.connections.checkLiveness());
      vertx
          .createHttpServer(HttpVerticle.options())
          .requestHandler(new WebSocketUpgrade(
              loop,
              HttpConnectionsTest.lenient(false),
              new HostGuard(KnownHosts.NONE, Future.succeededFuture(Set.of())),
              true)::handle)
          .listen(0, "127.0.0.1")
          .onComplete(listening);
    });
    try (RawSocket silent = new RawSocket(Tabs.await(listening.future()).actualPort())) {
      assertThat(silent.readUntil(RawSocket.PING).payload()).isEmpty();
      // It does not answer.
      assertThat(silent.closeCode()).isEqualTo(1006);
    }
  }

  private void check(int from, int to) {
    for (int second = from; second <= to; second++) {
      outbound.checkLiveness(second);
    }
  }

  static LoopContext loop(Context context, Bus bus, LivenessTimes times, EngineSettings engine) {
    TestSettings settings = new TestSettings();
    settings.liveness = times;
    settings.engine = engine;
    return settings.loop(context, bus, Access.OPEN, WebMeters.NONE);
  }
}
