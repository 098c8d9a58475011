package salons.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import salons.e2e.RawSocket;
import salons.e2e.Tabs;
import salons.engineio.EngineSettings;
import salons.protocol.RoomName;
import salons.room.Bus;
import salons.room.ClusterStatus;

/** WebSockets that are handed on to another instance, which is any server here. */
final class RelayLivenessTest {
  private static final LivenessTimes SOON_BEHIND = new LivenessTimes(25, 35, 1, 5);
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Tabs.await(vertx.close());
  }

  @Test
  void a_client_that_takes_nothing_is_cut_off_from_an_instance_that_goes_on_talking()
      throws Exception {
    try (ServerSocket owner = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> talkUntilCut(owner));
      RawSocket idle = RawSocket.at(relayTo(owner.getLocalPort()), "/socket.io/");
      cut.get(20, TimeUnit.SECONDS);
      idle.close();
    }
  }

  /** Says more than all buffers between here and the client hold. */
  private static void talkUntilCut(ServerSocket owner) {
    try (Socket socket = owner.accept()) {
      socket.getOutputStream().write(SWITCHING.getBytes(US_ASCII));
      byte[] talk = new byte[64 << 10];
      while (true) {
        socket.getOutputStream().write(talk);
      }
    } catch (IOException cut) {
      // As it is to be.
    }
  }

  private int relayTo(int port) {
    Context context = vertx.getOrCreateContext();
    Promise<HttpServer> listening = Promise.promise();
    context.runOnContext(start -> {
      WebSettings settings =
          LivenessTest.loop(context, new Bus(vertx), SOON_BEHIND, EngineSettings.DEFAULT).settings;
      SocketIoRelay relay = new SocketIoRelay(
          vertx, settings, new OwnerAt(port), HttpConnectionsTest.lenient(false), new RefusalLog());
      vertx
          .createHttpServer(HttpVerticle.options())
          .requestHandler(request -> relay.handOn(request, "owner.AAAAAAAAAAAAAAAA", true))
          .listen(0, "127.0.0.1")
          .onComplete(listening);
    });
    return Tabs.await(listening.future()).actualPort();
  }

  /** Knows one other instance. */
  private record OwnerAt(int port) implements ClusterStatus {
    @Override
    public Future<State> state(@Nullable RoomName room) {
      Relay relay = new Relay("127.0.0.1", port, "secret", false);
      Instance owner = new Instance("owner", "h", 1, 1, null, 0, 0, "v", 0, 0, relay);
      return Future.succeededFuture(
          new State("self", List.of(owner), new RedisState("standalone", null, null)));
    }

    @Override
    public Future<RoomPage> rooms(RoomQuery query) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public Future<RedisState> redis() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public void connections(Object loop, int count) {}
  }
}
