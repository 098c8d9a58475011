package salons.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RoundRobin;
import salons.e2e.StockClients;
import salons.e2e.StockSocket;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Stock clients of Socket.IO behind a balancer that sends each request to another instance. */
@Tag("process")
final class StockClientsAnywhereTest {
  private static final int MESSAGES = 30;

  @RegisterExtension
  static final Cluster cluster = Cluster.of(3);

  private final RoundRobin balancer =
      new RoundRobin(List.of(cluster.port(0), cluster.port(1), cluster.port(2)));
  private final StockClients clients = new StockClients();
  private final String room = Cluster.room();

  @AfterEach
  void end() throws IOException {
    clients.close();
    balancer.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void those_who_poll_and_those_who_upgrade_notice_nothing(int version) {
    StockSocket polling =
        open(version, balancer, new JsonObject().put("transports", List.of("polling")));
    StockSocket upgrading = open(version, balancer, new JsonObject());
    join(polling, "Ana");
    join(upgrading, "Bo");
    assertThat(upgrading.await("upgrade")).isEqualTo(JsonArray.of("websocket"));
    for (int i = 0; i < MESSAGES; i++) {
      JsonObject message = new JsonObject().put("room", room).put("text", "message " + i);
      StockSocket speaker = i % 2 == 0 ? polling : upgrading;
      assertThat(speaker.call("message", message).getJsonObject(0).getLong("seq"))
          .isEqualTo(i + 1);
    }
    for (StockSocket socket : List.of(polling, upgrading)) {
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(text(socket)).isEqualTo("message " + i);
      }
      assertThat(socket.heard("disconnect")).isEmpty();
    }
  }

  @Test
  void whoever_was_on_an_instance_that_stops_goes_on_elsewhere() {
    Node leaving = Cluster.start("leaving", cluster.redis().url(), Map.of());
    try (RoundRobin all = new RoundRobin(List.of(cluster.port(0), leaving.port()))) {
      List<StockSocket> sockets = Stream.of("Ana", "Bo", "Cy", "Di")
          .map(user -> {
            JsonObject polling = new JsonObject().put("transports", List.of("polling"));
            StockSocket socket = open(4, all, polling);
            join(socket, user);
            return socket;
          })
          .toList();
      Tab teller = cluster.tab(0);
      teller.join(room, "Eve");
      teller.say(room, "before");
      sockets.forEach(socket -> assertThat(text(socket)).isEqualTo("before"));
      all.leaveOut(leaving.port());
      Tabs.await(leaving.stop());
      teller.say(room, "after");
      sockets.forEach(socket -> assertThat(text(socket)).isEqualTo("after"));
    }
  }

  private static String text(StockSocket socket) {
    return socket.await("message").getJsonObject(0).getString("text");
  }

  private StockSocket open(int version, RoundRobin by, JsonObject options) {
    return clients.open(version, "http://127.0.0.1:" + by.port() + "/", options);
  }

  private void join(StockSocket socket, String user) {
    JsonObject join = new JsonObject().put("room", room).put("user", user);
    assertThat(socket.call("join", join).getJsonObject(0).getString("room")).isEqualTo(room);
  }
}
