package salons.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.TestNode;
import salons.e2e.Cluster;
import salons.e2e.Gate;
import salons.e2e.Program;
import salons.e2e.StockSocket;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.stock.Stock.Kind;

/** Stock clients whose connection or instance is lost come back by themselves, and miss nothing. */
@Tag("process")
final class StockReturnTest {
  private static final int NOWHERE = 0;
  private static final String END = "the end";

  @RegisterExtension
  static final Cluster cluster = Cluster.of(2);

  @RegisterExtension
  static final Stock stock = new Stock();

  @TempDir
  Path folder;

  private final String room = Cluster.room();
  private final Gate gate = new Gate(cluster.port(0));

  @AfterEach
  void close() throws IOException {
    gate.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JAVASCRIPT_4")
  void who_asks_for_what_was_said_since_gets_it(Kind kind) {
    Tab tab = cluster.tab(0);
    tab.join(room, "Tab");
    StockSocket socket = stock.open(kind, gate.port(), Stock.SOON);
    socket.await("connect");
    String epoch = Stock.join(socket, room, "Stock").getString("epoch");
    tab.say(room, "heard");
    assertThat(Stock.next(socket, "message").getLong("seq")).isEqualTo(1);
    gate.leadTo(NOWHERE);
    gate.cut();
    socket.await("disconnect");
    tab.say(room, "missed");
    tab.say(room, "missed too");
    gate.leadTo(cluster.port(1));
    socket.await("connect");
    JsonObject joined = returns(socket, epoch, 1);
    assertThat(joined.getBoolean("recovered")).isTrue();
    assertThat(Tab.texts(Tab.inside(joined))).containsExactly("missed", "missed too");
    tab.say(room, END);
    assertThat(seqsToTheEnd(socket)).containsExactly(4L);
  }

  /** The newest clients say by themselves where they were. */
  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket", "polling websocket"})
  void who_lost_its_network_is_in_its_rooms_again_before_it_goes_on(String transports) {
    String other = Cluster.room();
    Tab tab = cluster.tab(0);
    tab.join(room, "Tab");
    tab.join(other, "Tab");
    StockSocket socket =
        stock.open(Kind.JAVASCRIPT_4, gate.port(), Stock.by(transports.split(" ")));
    assertThat(recovered(socket)).isFalse();
    Stock.join(socket, room, "Stock");
    Stock.join(socket, other, "Stock");
    Map<String, List<Long>> heard = new HashMap<>();
    List<Supplier<JsonArray>> buffered = new ArrayList<>();
    int rounds = 3;
    for (int i = 0; i < rounds; i++) {
      tab.say(room, "before " + i);
      tab.say(other, "before " + i);
      hear(socket, 2, heard);
      gate.leadTo(NOWHERE);
      gate.cut();
      socket.await("disconnect");
      tab.say(room, "meanwhile " + i);
      buffered.add(socket.ask("message", Stock.message(room, "buffered " + i)));
      tab.say(other, "meanwhile " + i);
      gate.leadTo(cluster.port((i + 1) % 2));
      assertThat(recovered(socket)).isTrue();
      hear(socket, 3, heard);
    }
    assertThat(heard.get(room))
        .isEqualTo(LongStream.rangeClosed(1, 3L * rounds).boxed().toList());
    assertThat(heard.get(other))
        .isEqualTo(LongStream.rangeClosed(1, 2L * rounds).boxed().toList());
    for (int i = 0; i < rounds; i++) {
      // Right behind what was missed.
      assertThat(Stock.answer(buffered.get(i).get()).getLong("seq")).isEqualTo(3 * i + 3);
    }
    assertThat(socket.heard("message")).isEmpty();
    assertThat(socket.heard("chat:error")).isEmpty();
  }

  @Test
  void whose_instance_was_killed_goes_on_elsewhere() {
    Tab tab = cluster.tab(1);
    tab.join(room, "Tab");
    try (Program program = Program.start(
        folder,
        TestNode.unlimited(Map.of(
            "port", "0",
            "host", "127.0.0.1",
            "instance", "killed",
            "redis.url", cluster.redis().url())))) {
      gate.leadTo(program.awaitReady());
      List<StockSocket> sockets = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        StockSocket socket = stock.open(kind, gate.port(), Stock.SOON);
        socket.await("connect");
        Stock.join(socket, room, kind.name());
        sockets.add(socket);
      }
      tab.say(room, "heard");
      sockets.forEach(
          socket -> assertThat(Stock.next(socket, "message").getString("text")).isEqualTo("heard"));
      gate.leadTo(cluster.port(0));
      program.kill();
      tab.say(room, "missed");
      goOn(sockets, 1, tab);
    }
  }

  @Test
  void whose_instance_stops_goes_on_elsewhere() {
    Tab tab = cluster.tab(1);
    tab.join(room, "Tab");
    Node stopping = Cluster.start("stopping", cluster.redis().url(), Map.of());
    gate.leadTo(stopping.port());
    List<StockSocket> sockets = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      sockets.add(joined(kind, "polling"));
      sockets.add(joined(kind, "websocket"));
    }
    tab.say(room, "heard");
    sockets.forEach(
        socket -> assertThat(Stock.next(socket, "message").getString("text")).isEqualTo("heard"));
    gate.leadTo(cluster.port(0));
    Tabs.await(stopping.stop());
    tab.say(room, "missed");
    sockets.forEach(socket ->
        assertThat(Stock.next(socket, "bye").getString("reason")).isEqualTo("restarting"));
    goOn(sockets, 2, tab);
  }

  private StockSocket joined(Kind kind, String transport) {
    StockSocket socket = stock.open(kind, gate.port(), Stock.by(transport));
    socket.await("connect");
    Stock.join(socket, room, kind.name() + " " + transport);
    return socket;
  }

  /** All, who were told one message, come back by themselves and are told the rest: so many need not ask for it. */
  private void goOn(List<StockSocket> sockets, int recovering, Tab tab) {
    String epoch = tab.join(room, "Tab").getString("epoch");
    List<List<Long>> heard = new ArrayList<>();
    int recovered = 0;
    for (StockSocket socket : sockets) {
      assertThat(socket.await("disconnect").getString(0)).isNotEqualTo("io server disconnect");
      List<Long> seqs = new ArrayList<>();
      if (recovered(socket)) {
        recovered++;
      } else {
        seqs.addAll(Tab.seqs(Tab.inside(returns(socket, epoch, 1))));
      }
      heard.add(seqs);
    }
    assertThat(recovered).isEqualTo(recovering);
    long end = tab.say(room, END).getLong("seq");
    for (int i = 0; i < sockets.size(); i++) {
      heard.get(i).addAll(seqsToTheEnd(sockets.get(i)));
      assertThat(heard.get(i)).isEqualTo(LongStream.rangeClosed(2, end).boxed().toList());
    }
  }

  /** Joins again, from that message on. */
  private JsonObject returns(StockSocket socket, String epoch, long seq) {
    JsonObject join = new JsonObject()
        .put("room", room)
        .put("user", "Stock")
        .put("since", new JsonObject().put("epoch", epoch).put("seq", seq));
    return Stock.answer(socket.call("join", join));
  }

  private static boolean recovered(StockSocket socket) {
    JsonArray connected = socket.await("connect");
    return !connected.isEmpty() && connected.getJsonObject(0).getBoolean("recovered");
  }

  private static void hear(StockSocket socket, int count, Map<String, List<Long>> heard) {
    for (int i = 0; i < count; i++) {
      JsonObject message = Stock.next(socket, "message");
      heard
          .computeIfAbsent(message.getString("room"), first -> new ArrayList<>())
          .add(message.getLong("seq"));
    }
  }

  private static List<Long> seqsToTheEnd(StockSocket socket) {
    List<Long> seqs = new ArrayList<>();
    JsonObject message;
    do {
      message = Stock.next(socket, "message");
      seqs.add(message.getLong("seq"));
    } while (!message.getString("text").equals(END));
    return seqs;
  }
}
