package salons.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.StockClients;
import salons.e2e.StockSocket;

/** Socket.IO as those speak it who are not asked. */
@Tag("process")
@ExtendWith(VertxExtension.class)
final class StockClientsTest {
  private final OfficialSuiteServer server = OfficialSuiteServer.patient();
  private final StockClients clients = new StockClients();

  @BeforeEach
  void serve(Vertx vertx) {
    server.deploy(vertx);
  }

  @AfterEach
  void end() throws IOException {
    clients.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void a_client_begins_by_polling_and_goes_on_by_websocket(int version) {
    StockSocket socket = clients.open(version, url("/"), new JsonObject());
    assertThat(socket.await("open")).isEqualTo(JsonArray.of("polling"));
    socket.await("connect");
    assertThat(socket.await("auth")).isEqualTo(JsonArray.of(new JsonObject()));
    assertThat(socket.await("upgrade")).isEqualTo(JsonArray.of("websocket"));
    assertThat(socket.call("message-with-ack", 1, "é")).isEqualTo(JsonArray.of(1, "é"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void each_transport_is_enough(String transport) {
    StockSocket socket = clients.open(url("/"), by(transport));
    socket.await("connect");
    JsonObject bytes = new JsonObject().put("$hex", "0102ff");
    socket.emit("message", 1, bytes, new JsonObject().put("a", bytes));
    JsonObject buffer = new JsonObject().put("type", "Buffer").put("data", JsonArray.of(1, 2, 255));
    assertThat(socket.await("message-back"))
        .isEqualTo(JsonArray.of(1, buffer, new JsonObject().put("a", buffer)));
    assertThat(socket.call("message-with-ack", bytes)).isEqualTo(JsonArray.of(buffer));
  }

  @Test
  void what_is_emitted_while_the_transport_changes_comes_whole_and_in_order() {
    StockSocket socket = clients.open(url("/"), new JsonObject());
    for (int i = 0; i < 200; i++) {
      socket.emit("message", i);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(socket.await("message-back")).isEqualTo(JsonArray.of(i));
    }
    socket.await("upgrade");
    assertThat(socket.call("message-with-ack")).isEmpty();
    assertThat(socket.heard("message-back")).isEmpty();
  }

  @Test
  void a_client_hears_that_there_is_no_such_namespace() {
    StockSocket socket = clients.open(url("/random"), new JsonObject());
    assertThat(socket.await("connect_error").getJsonObject(0).getString("message"))
        .isEqualTo("Invalid namespace");
  }

  @Test
  void a_client_is_told_what_it_connected_with() {
    JsonObject auth = new JsonObject().put("token", "abc");
    StockSocket socket = clients.open(url("/custom"), new JsonObject().put("auth", auth));
    assertThat(socket.await("auth")).isEqualTo(JsonArray.of(auth));
  }

  @Test
  void a_client_that_leaves_may_come_back() {
    StockSocket socket = clients.open(url("/"), new JsonObject());
    socket.await("connect");
    socket.disconnect();
    assertThat(socket.await("disconnect")).isEqualTo(JsonArray.of("io client disconnect"));
    socket.connect();
    socket.await("connect");
    assertThat(socket.call("message-with-ack", 2)).isEqualTo(JsonArray.of(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void a_client_whose_network_was_away_comes_back_by_itself(String transport) {
    JsonObject options =
        by(transport).put("reconnectionDelay", 50).put("reconnectionDelayMax", 100);
    StockSocket socket = clients.open(url("/"), options);
    socket.await("connect");
    clients.goOffline();
    assertThat(List.of("transport close", "transport error"))
        .contains(socket.await("disconnect").getString(0));
    socket.emit("message", "meanwhile");
    clients.goOnline();
    socket.await("connect");
    assertThat(socket.await("message-back")).isEqualTo(JsonArray.of("meanwhile"));
  }

  private static JsonObject by(String transport) {
    return new JsonObject().put("transports", JsonArray.of(transport));
  }

  private String url(String namespace) {
    return "http://127.0.0.1:" + server.port() + namespace;
  }
}
