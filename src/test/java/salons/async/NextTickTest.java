package salons.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.junit5.Checkpoint;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Vert.x does not promise: fails when a new version turns its event loop otherwise. */
@ExtendWith(VertxExtension.class)
final class NextTickTest {
  private final List<String> seen = new ArrayList<>();

  @Test
  void what_came_over_a_socket_meanwhile_is_heard_first(Vertx vertx, VertxTestContext test) {
    Checkpoint done = test.checkpoint();
    Context loop = vertx.getOrCreateContext();
    loop.runOnContext(start -> {
      NetServer server = vertx.createNetServer();
      server
          .connectHandler(socket -> {
            socket.handler(bytes -> seen.add(bytes.toString()));
            test.assertComplete(socket.write("."));
          })
          .listen(0, "127.0.0.1")
          .compose(bound -> vertx.executeBlocking(() -> connected(bound.actualPort())))
          .onComplete(test.succeeding(client -> {
            say(client, "said in this tick");
            new NextTick(loop)
                .run(() -> test.verify(() -> {
                  assertThat(seen).containsExactly("end of this tick", "said in this tick");
                  client.close();
                  done.flag();
                }));
            loop.runOnContext(end -> loop.runOnContext(later -> seen.add("end of this tick")));
          }));
    });
  }

  /** A client that the server has taken in, since it was greeted. */
  private static Socket connected(int port) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
    assertThat(client.getInputStream().read()).isEqualTo('.');
    return client;
  }

  private static void say(Socket client, String text) {
    try {
      client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
