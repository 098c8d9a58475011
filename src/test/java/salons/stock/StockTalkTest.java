package salons.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import salons.e2e.Cluster;
import salons.e2e.StockSocket;
import salons.e2e.Tab;
import salons.stock.Stock.Kind;

/** Whoever has a stock client is in the same rooms as everybody. */
@Tag("process")
final class StockTalkTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(2);

  @RegisterExtension
  static final Stock stock = new Stock();

  private final String room = Cluster.room();

  @ParameterizedTest
  @CsvSource({
    "JAVASCRIPT_4, polling",
    "JAVASCRIPT_4, websocket",
    "JAVASCRIPT_3, polling",
    "JAVASCRIPT_3, websocket",
    "JAVA, polling",
    "JAVA, websocket"
  })
  void talks_with_native_clients_here_and_elsewhere_and_all_hear_the_same(
      Kind kind, String transport) {
    Tab here = cluster.tab(0);
    here.join(room, "Here");
    Tab there = cluster.tab(1);
    there.join(room, "There");
    StockSocket socket = stock.open(kind, cluster.port(0), Stock.by(transport));
    assertThat(socket.await("open")).isEqualTo(JsonArray.of(transport));
    JsonObject joined = Stock.join(socket, room, "Stock");
    assertThat(joined.getString("type")).isNull();
    assertThat(joined.getString("room")).isEqualTo(room);
    assertThat(joined.getJsonArray("members")).contains("Here", "There", "Stock");
    String epoch = joined.getString("epoch");

    for (int i = 0; i < 10; i++) {
      here.mutter(room, "here " + i);
      there.mutter(room, "there " + i);
      socket.emit("message", Stock.message(room, "stock é😀 " + i));
    }
    List<JsonObject> heard = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      JsonArray arguments = socket.await("message");
      JsonObject message = arguments.getJsonObject(0);
      assertThat(message.getLong("seq")).isEqualTo(i);
      assertThat(arguments.getString(1)).isEqualTo(epoch + ":" + i);
      heard.add(message);
    }
    assertThat(Tab.texts(here.awaitMessages(room, 30))).isEqualTo(Tab.texts(heard));
    assertThat(here.messages(room)).isEqualTo(there.awaitMessages(room, 30));
    assertThat(Tab.texts(heard)).containsSubsequence("stock é😀 0", "stock é😀 1", "stock é😀 9");
  }

  @ParameterizedTest
  @EnumSource
  void is_told_when_it_is_in_the_log_and_that_it_was_there_before(Kind kind) {
    StockSocket socket = stock.open(kind, cluster.port(0), new JsonObject());
    Stock.join(socket, room, "Stock");
    JsonObject message = Stock.message(room, "once").put("id", "id-" + room);
    JsonObject first = Stock.answer(socket.call("message", message));
    assertThat(first.getLong("seq")).isEqualTo(1);
    assertThat(first.fieldNames()).containsOnly("seq", "at");
    JsonObject again = Stock.answer(socket.call("message", message));
    assertThat(again).isEqualTo(first.copy().put("duplicate", true));
    JsonObject page =
        Stock.answer(socket.call("history", new JsonObject().put("room", room).put("before", 100)));
    assertThat(Tab.texts(Tab.inside(page))).containsExactly("once");
    assertThat(page.getBoolean("more")).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void is_seen_to_come_to_type_and_to_leave(Kind kind) {
    Tab tab = cluster.tab(1);
    tab.join(room, "Tab");
    StockSocket socket = stock.open(kind, cluster.port(0), new JsonObject());
    Stock.join(socket, room, "Stock");
    awaitPresence(tab, "joined", "Stock");
    assertThat(Stock.answer(socket.call("typing", typing()))).isEqualTo(new JsonObject());
    assertThat(tab.await("typing").getString("user")).isEqualTo("Stock");
    tab.send(typing().put("type", "typing"));
    assertThat(Stock.next(socket, "typing")).isEqualTo(typing().put("user", "Tab"));
    cluster.tab(0).join(room, "Third");
    JsonObject presence = Stock.next(socket, "presence");
    while (!presence.getJsonArray("joined").contains("Third")) {
      presence = Stock.next(socket, "presence");
    }
    assertThat(presence.getInteger("count")).isEqualTo(3);
    JsonObject leave = new JsonObject().put("room", room);
    assertThat(Stock.answer(socket.call("leave", leave))).isEqualTo(leave);
    awaitPresence(tab, "left", "Stock");
    tab.say(room, "behind it");
    assertThat(Stock.answer(socket.call("leave", leave)).getString("code")).isEqualTo("not_joined");
    assertThat(socket.heard("message")).isEmpty();
  }

  @Test
  void whoever_disconnects_is_missed_at_once() {
    Tab tab = cluster.tab(1);
    tab.join(room, "Tab");
    List<StockSocket> sockets = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      StockSocket socket = stock.open(kind, cluster.port(0), new JsonObject());
      Stock.join(socket, room, kind.name());
      sockets.add(socket);
    }
    awaitPresence(tab, "joined", Kind.JAVA.name());
    for (StockSocket socket : sockets) {
      socket.disconnect();
      assertThat(socket.await("disconnect")).isEqualTo(JsonArray.of("io client disconnect"));
    }
    JsonArray left = new JsonArray();
    while (left.size() < Kind.values().length) {
      left.addAll(tab.await("presence").getJsonArray("left"));
    }
    assertThat(left).containsExactlyInAnyOrder("JAVASCRIPT_4", "JAVASCRIPT_3", "JAVA");
  }

  @ParameterizedTest
  @EnumSource
  void is_told_what_was_wrong_by_the_callback_or_else_by_an_event(Kind kind) {
    StockSocket socket = stock.open(kind, cluster.port(0), new JsonObject());
    JsonObject bytes = new JsonObject().put("$hex", "0102");
    assertRefused(socket.call("message", Stock.message(room, "x")), "not_joined");
    assertRefused(socket.call("nonsense", new JsonObject()), "unknown_type");
    assertRefused(socket.call("message"), "bad_request");
    assertRefused(socket.call("message", "text"), "bad_request");
    assertRefused(socket.call("message", bytes), "bad_request");
    assertRefused(socket.call("join", new JsonObject().put("room", room)), "bad_request");
    assertRefused(
        socket.call("join", new JsonObject().put("room", "a b").put("user", "Stock")), "bad_room");
    assertThat(socket.heard("chat:error")).isEmpty();
    socket.emit("message", Stock.message(room, "x").put("id", "mine"));
    JsonObject error = Stock.next(socket, "chat:error");
    assertThat(error.getString("code")).isEqualTo("not_joined");
    assertThat(error.getString("id")).isEqualTo("mine");
    socket.emit("message", bytes, bytes);
    assertThat(Stock.next(socket, "chat:error").getString("code")).isEqualTo("bad_request");
    Stock.join(socket, room, "Stock");
    assertThat(Stock.answer(socket.call("message", Stock.message(room, "x"), "more", 1))
            .fieldNames())
        .contains("seq");
    assertThat(socket.heard("disconnect")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void without_a_callback_hears_that_it_joined(Kind kind) {
    StockSocket socket = stock.open(kind, cluster.port(0), new JsonObject());
    socket.emit("join", new JsonObject().put("room", room).put("user", "Stock"));
    socket.emit("message", Stock.message(room, "right behind it"));
    JsonObject joined = Stock.next(socket, "joined");
    assertThat(joined.getJsonArray("members")).containsExactly("Stock");
    JsonObject message = joined.getLong("seq") == 0
        ? Stock.next(socket, "message")
        : Tab.inside(joined).get(0);
    assertThat(message.getString("text")).isEqualTo("right behind it");
    assertThat(socket.heard("chat:error")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void hears_that_there_is_no_such_namespace(Kind kind) {
    StockSocket socket = stock.open(kind, cluster.port(0), "/admin", new JsonObject());
    assertThat(socket.await("connect_error").toString()).contains("Invalid namespace");
  }

  /** With this option a client sends one packet at a time, and nothing more until it is acknowledged. */
  @Test
  void one_that_repeats_what_is_not_acknowledged_repeats_nothing() {
    StockSocket socket = stock.open(
        Kind.JAVASCRIPT_4,
        cluster.port(0),
        new JsonObject().put("retries", 2).put("ackTimeout", 20_000));
    JsonObject inRoom = new JsonObject().put("room", room);
    socket.emit("message", Stock.message(room, "not joined yet"));
    socket.emit("join", inRoom.copy().put("user", "Stock"));
    socket.emit("typing", typing());
    socket.emit("nonsense");
    socket.emit("typing", 1);
    socket.emit("message", Stock.message(room, "first"));
    socket.emit("message", Stock.message(room, "second"));
    socket.emit("history", inRoom.copy().put("before", 1));
    socket.emit("leave", inRoom);
    assertThat(Stock.next(socket, "message").getString("text")).isEqualTo("first");
    assertThat(Stock.next(socket, "message").getString("text")).isEqualTo("second");
    // Without an error, and called when all before it was acknowledged.
    JsonArray last = socket.call("leave", inRoom);
    assertThat(last.getValue(0)).isNull();
    assertThat(last.getJsonObject(1).getString("code")).isEqualTo("not_joined");
    assertThat(socket.heard("chat:error")).isEmpty();
  }

  private JsonObject typing() {
    return new JsonObject().put("room", room).put("on", true);
  }

  private void awaitPresence(Tab tab, String change, String user) {
    tab.await(
        user + " " + change,
        frame -> "presence".equals(frame.getString("type"))
            && frame.getJsonArray(change, new JsonArray()).contains(user));
  }

  private static void assertRefused(JsonArray answer, String code) {
    JsonObject refusal = Stock.answer(answer);
    assertThat(refusal.getString("code")).isEqualTo(code);
    assertThat(refusal.getString("message")).isNotBlank();
    assertThat(refusal.fieldNames()).containsOnly("code", "message");
  }
}
