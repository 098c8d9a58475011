package salons.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import salons.e2e.Cluster;
import salons.e2e.StockSocket;
import salons.e2e.Tab;
import salons.stock.Stock.Kind;

/** Many stock clients, and much that is said, while they go over from polling to a WebSocket and otherwise. */
@Tag("process")
final class StockCrowdTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(2);

  @RegisterExtension
  static final Stock stock = new Stock();

  private final String room = Cluster.room();

  @ParameterizedTest
  @EnumSource
  void nothing_is_lost_doubled_or_out_of_order_while_the_transport_changes(Kind kind) {
    int said = 100;
    Tab tab = cluster.tab(1);
    tab.join(room, "Tab");
    List<StockSocket> sockets = new ArrayList<>();
    List<List<Supplier<JsonArray>>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      StockSocket socket = stock.open(kind, cluster.port(0), new JsonObject());
      sockets.add(socket);
      List<Supplier<JsonArray>> all = new ArrayList<>();
      all.add(socket.ask("join", new JsonObject().put("room", room).put("user", "Stock " + i)));
      for (int n = 0; n < said; n++) {
        all.add(socket.ask("message", Stock.message(room, i + " says " + n)));
      }
      answers.add(all);
    }
    int mutterings = 0;
    // Until all have changed.
    for (StockSocket socket : sockets) {
      while (socket.heard("upgrade").isEmpty()) {
        tab.say(room, "tab says " + mutterings++);
      }
    }
    for (StockSocket socket : sockets) {
      assertThat(socket.await("upgrade")).isEqualTo(JsonArray.of("websocket"));
    }
    tab.say(room, "the end");
    int count = mutterings + 1 + 4 * said;
    List<JsonObject> all = tab.awaitMessages(room, count);
    assertThat(Tab.seqs(all)).isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
    for (int i = 0; i < 4; i++) {
      StockSocket socket = sockets.get(i);
      long from = Stock.answer(answers.get(i).get(0).get()).getLong("seq");
      for (int n = 1; n <= said; n++) {
        assertThat(Stock.answer(answers.get(i).get(n).get()).fieldNames()).contains("seq");
      }
      for (long seq = from + 1; seq <= count; seq++) {
        JsonObject message = Stock.next(socket, "message");
        assertThat(message.getLong("seq")).isEqualTo(seq);
        assertThat(message.getString("text")).isEqualTo(all.get((int) seq - 1).getString("text"));
      }
      assertThat(socket.heard("message")).isEmpty();
      assertThat(socket.heard("disconnect")).isEmpty();
      String own = i + " says ";
      assertThat(Tab.texts(all).stream().filter(text -> text.startsWith(own)))
          .isEqualTo(IntStream.range(0, said).mapToObj(n -> own + n).toList());
    }
  }

  @Test
  void two_hundred_in_a_room_hear_the_same() {
    int count = 200;
    List<StockSocket> sockets = new ArrayList<>();
    List<Supplier<JsonArray>> joins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Kind kind = i % 4 == 3 ? Kind.JAVASCRIPT_3 : Kind.JAVASCRIPT_4;
      JsonObject options = Stock.by(i / 2 % 2 == 0 ? "polling" : "websocket");
      StockSocket socket = stock.open(kind, cluster.port(i % 2), options);
      sockets.add(socket);
      joins.add(socket.ask("join", new JsonObject().put("room", room).put("user", "Stock " + i)));
    }
    joins.forEach(join -> assertThat(Stock.answer(join.get()).fieldNames()).contains("seq"));
    Tab tab = cluster.tab(1);
    assertThat(tab.join(room, "Tab").getInteger("count")).isEqualTo(count + 1);
    List<Supplier<JsonArray>> answers = new ArrayList<>();
    for (int i = 0; i < count; i += 10) {
      answers.add(sockets.get(i).ask("message", Stock.message(room, "said by " + i)));
      tab.mutter(room, "muttered " + i);
    }
    answers.forEach(
        answer -> assertThat(Stock.answer(answer.get()).fieldNames()).contains("seq"));
    List<JsonObject> all = tab.awaitMessages(room, 40);
    assertThat(Tab.seqs(all)).isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    for (StockSocket socket : sockets) {
      for (JsonObject message : all) {
        assertThat(Stock.next(socket, "message").getString("text"))
            .isEqualTo(message.getString("text"));
      }
      assertThat(socket.heard("message")).isEmpty();
      assertThat(socket.heard("disconnect")).isEmpty();
    }
  }
}
