package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each embedded connection has an event loop of its own, which runs when it is told to. */
@ExtendWith(VertxExtension.class)
final class AcceptThrottleTest {
  private static final int MANY = 200;

  private final List<Channel> taken = new ArrayList<>();

  @Test
  void more_are_let_in_whenever_half_of_those_on_their_way_have_arrived() {
    EmbeddedChannel port = port(false);
    List<EmbeddedChannel> all =
        Stream.generate(EmbeddedChannel::new).limit(MANY).toList();
    all.forEach(port::writeInbound);
    assertThat(taken).hasSize(16);
    arrive(all.subList(0, 7), port);
    assertThat(taken).hasSize(16);
    arrive(all.subList(7, 8), port);
    assertThat(taken).hasSize(24);
    arrive(all.subList(8, MANY), port);
    arrive(all, port);
    assertThat(taken).hasSameElementsAs(all).hasSize(MANY);
  }

  @Test
  void those_that_break_while_they_are_let_in_hold_up_nobody() {
    EmbeddedChannel port = port(true);
    for (int i = 0; i < MANY; i++) {
      port.writeInbound(new LocalChannel());
    }
    assertThat(taken).hasSize(MANY);
    assertThat(port.config().isAutoRead()).isTrue();
  }

  @Test
  void a_port_of_vertx_has_one_from_its_first_connection_on(Vertx vertx, VertxTestContext test) {
    CompletableFuture<Channel> port = new CompletableFuture<>();
    vertx
        .createHttpServer()
        .connectionHandler(connection -> {
          AcceptThrottle.guard(connection);
          port.complete(
              ((ConnectionBase) connection).channelHandlerContext().channel().parent());
        })
        .requestHandler(request -> request.response().end())
        .listen(0, "127.0.0.1")
        .compose(server -> Future.fromCompletionStage(HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                    .build(),
                BodyHandlers.discarding())))
        .onComplete(test.succeeding(answered -> port.join().eventLoop().execute(() -> {
          test.verify(
              () -> assertThat(port.join().pipeline().first()).isInstanceOf(AcceptThrottle.class));
          test.completeNow();
        })));
  }

  private static void arrive(List<EmbeddedChannel> connections, EmbeddedChannel port) {
    for (EmbeddedChannel connection : connections) {
      connection.runPendingTasks();
      port.runPendingTasks();
    }
  }

  /**
   * @param broken whether no option of a connection can be set, upon which Netty closes it before it has a loop
   */
  private EmbeddedChannel port(boolean broken) {
    return new EmbeddedChannel(new AcceptThrottle(), new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        taken.add(connection);
        if (broken) {
          connection.unsafe().closeForcibly();
        }
      }
    });
  }
}
