package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import salons.e2e.Cluster;
import salons.e2e.RawSocket;
import salons.e2e.Tab;
import salons.e2e.Tabs;

final class SessionTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(2, "rooms.per.socket", "3", "history.messages", "600");

  private final String room = Cluster.room();

  @Test
  void everybody_is_welcomed_first() {
    Tab tab = Tabs.await(cluster.tabs().open(cluster.port(0)));
    JsonObject welcome = tab.await("welcome");
    assertThat(tab.heard()).first().isEqualTo(welcome);
    assertThat(welcome.getString("instance")).isEqualTo("node-0");
    assertThat(welcome.getString("connection")).isNotEmpty();
    assertThat(welcome.getString("version")).isNotEmpty();
    assertThat(welcome.getJsonObject("limits"))
        .isEqualTo(new JsonObject("{\"text\":4000,\"user\":32,\"room\":64,\"frame\":65536}"));
  }

  @Test
  void two_connections_have_two_names() {
    Tab one = Tabs.await(cluster.tabs().open(cluster.port(0)));
    Tab two = Tabs.await(cluster.tabs().open(cluster.port(0)));
    assertThat(one.await("welcome").getString("connection"))
        .isNotEqualTo(two.await("welcome").getString("connection"));
  }

  @Test
  void the_subprotocol_is_echoed_when_it_is_offered() throws IOException {
    WebSocketConnectOptions offering = new WebSocketConnectOptions()
        .setPort(cluster.port(0))
        .addSubProtocol("other")
        .addSubProtocol("salons.v1");
    Tab tab = Tabs.await(cluster.tabs().open(offering));
    assertThat(tab.subProtocol()).isEqualTo("salons.v1");
    assertThat(cluster.tab(0).subProtocol()).isNull();
  }

  @Test
  void the_first_who_joins_finds_an_empty_room() {
    JsonObject joined = cluster.tab(0).join(room, "Ana");
    assertThat(joined.getString("room")).isEqualTo(room);
    assertThat(joined.getString("user")).isEqualTo("Ana");
    assertThat(joined.getString("epoch")).isNotEmpty();
    assertThat(joined.getLong("seq")).isZero();
    assertThat(joined.getBoolean("recovered")).isFalse();
    assertThat(joined.getBoolean("more")).isFalse();
    assertThat(Tab.inside(joined)).isEmpty();
  }

  @Test
  void what_one_says_all_members_hear() {
    Tab ana = member("Ana");
    Tab bo = member("Bo");
    JsonObject ack = ana.say("m-1", room, "Bonjour 😀");
    assertThat(ack.getString("type")).isEqualTo("ack");
    assertThat(ack.containsKey("duplicate")).isFalse();
    JsonObject expected = new JsonObject()
        .put("type", "message")
        .put("seq", 1)
        .put("room", room)
        .put("id", "m-1")
        .put("user", "Ana")
        .put("text", "Bonjour 😀")
        .put("at", ack.getLong("at"))
        .put("from", "node-0");
    assertThat(bo.await("message")).isEqualTo(expected);
    assertThat(ana.await("message")).isEqualTo(expected);
    assertThat(ack.getLong("seq")).isEqualTo(1);
  }

  @Test
  void seq_stands_right_behind_the_type() throws IOException {
    try (RawSocket raw = new RawSocket(cluster.port(0))) {
      raw.write(RawSocket.text(join("Ana").encode()));
      assertThat(raw.read().text()).contains("welcome");
      assertThat(raw.read().text()).contains("joined");
      raw.write(RawSocket.text(Tab.message(room, "x").encode()));
      assertThat(raw.read().text()).startsWith("{\"type\":\"message\",\"seq\":1,\"room\":");
    }
  }

  @Test
  void a_message_without_id_is_not_acknowledged() {
    Tab ana = member("Ana");
    ana.mutter(room, "x");
    assertThat(ana.awaitMessage("x").containsKey("id")).isFalse();
    ana.hearsNothing("an ack", frame -> "ack".equals(frame.getString("type")));
  }

  @Test
  void the_same_id_makes_one_message() {
    Tab ana = member("Ana");
    JsonObject first = ana.say("m-1", room, "x");
    JsonObject second = ana.say("m-1", room, "x");
    assertThat(second).isEqualTo(first.copy().put("duplicate", true));
    assertThat(ana.say(room, "end").getLong("seq")).isEqualTo(2);
    ana.awaitMessage("end");
    assertThat(Tab.texts(ana.messages(room))).containsExactly("x", "end");
  }

  @Test
  void an_id_of_another_message_is_refused_and_not_swallowed() {
    Tab eve = member("Eve");
    Tab ana = member("Ana");
    eve.say("order-1", room, "x");
    for (JsonObject refused :
        List.of(ana.say("order-1", room, "x"), eve.say("order-1", room, "y"))) {
      assertThat(refused.getString("type")).isEqualTo("error");
      assertThat(refused.getString("code")).isEqualTo("bad_request");
      assertThat(refused.getString("id")).isEqualTo("order-1");
      assertThat(refused.getString("message")).contains("id is taken");
    }
    assertThat(eve.say("order-1", room, "x").getBoolean("duplicate")).isTrue();
    assertThat(ana.say("order-2", room, "x").getLong("seq")).isEqualTo(2);
  }

  @Test
  void the_same_id_in_another_room_is_another_message() {
    String elsewhere = Cluster.room();
    Tab ana = member("Ana");
    ana.join(elsewhere, "Ana");
    ana.say("m-1", room, "x");
    assertThat(ana.say("m-1", elsewhere, "x").containsKey("duplicate")).isFalse();
  }

  @Test
  void a_message_right_behind_its_join_is_taken() {
    Tab ana = cluster.tab(0);
    ana.send(join("Ana"));
    ana.send(Tab.message(room, "at once").put("id", "m-1"));
    assertThat(ana.await("joined").getLong("seq")).isLessThanOrEqualTo(1);
    assertThat(ana.await("ack").getLong("seq")).isEqualTo(1);
    Tab bo = cluster.tab(1);
    assertThat(Tab.texts(Tab.inside(bo.join(room, "Bo")))).containsExactly("at once");
  }

  @Test
  void messages_of_one_tab_keep_their_order() {
    Tab ana = member("Ana");
    Tab bo = member("Bo");
    for (int i = 0; i < 1_000; i++) {
      ana.mutter(room, "m" + i);
    }
    List<JsonObject> heard = bo.awaitMessages(room, 1_000);
    assertThat(Tab.seqs(heard))
        .isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
    assertThat(Tab.texts(heard))
        .isEqualTo(LongStream.range(0, 1_000).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void whoever_left_hears_nothing_more() {
    Tab ana = member("Ana");
    Tab bo = member("Bo");
    JsonObject left = bo.ask(new JsonObject().put("type", "leave").put("room", room));
    assertThat(left.getString("type")).isEqualTo("left");
    assertThat(left.getString("room")).isEqualTo(room);
    // On every event loop somebody who hears it.
    List<Tab> witnesses = Stream.generate(() -> member("Cy")).limit(8).toList();
    ana.say(room, "without Bo");
    witnesses.forEach(witness -> witness.awaitMessage("without Bo"));
    bo.hearsNothing("the room it left", frame -> "message".equals(frame.getString("type")));
  }

  @Test
  void nobody_hears_a_room_that_they_are_not_in() {
    String elsewhere = Cluster.room();
    Tab ana = member("Ana");
    Tab bo = cluster.tab(0);
    bo.join(elsewhere, "Bo");
    ana.say(room, "for this room only");
    bo.say(elsewhere, "for the other");
    bo.awaitMessage("for the other");
    bo.hearsNothing("the other room", frame -> room.equals(frame.getString("room")));
    ana.awaitMessage("for this room only");
    ana.hearsNothing("the other room", frame -> elsewhere.equals(frame.getString("room")));
  }

  @Test
  void a_socket_may_be_in_several_rooms_but_not_in_too_many() {
    List<String> rooms = List.of(Cluster.room(), Cluster.room(), Cluster.room());
    Tab ana = cluster.tab(0);
    rooms.forEach(each -> ana.join(each, "Ana"));
    JsonObject refused = ana.ask(join("Ana"));
    assertThat(refused.getString("code")).isEqualTo("too_many_rooms");
    ana.join(rooms.get(0), "Ana");
    ana.ask(new JsonObject().put("type", "leave").put("room", rooms.get(1)));
    ana.join(room, "Ana");
    assertThat(ana.say(rooms.get(0), "here").getString("type")).isEqualTo("ack");
    assertThat(ana.say(rooms.get(1), "not here").getString("code")).isEqualTo("not_joined");
  }

  @Test
  void joining_again_is_harmless_and_tells_the_room_as_it_is_now() {
    Tab ana = member("Ana");
    ana.say(room, "x");
    ana.awaitMessage("x");
    JsonObject again = ana.join(room, "Ana B");
    assertThat(again.getLong("seq")).isEqualTo(1);
    assertThat(again.getString("user")).isEqualTo("Ana B");
    assertThat(Tab.texts(Tab.inside(again))).containsExactly("x");
    ana.say(room, "y");
    ana.awaitMessage("y");
    assertThat(Tab.seqs(ana.messages(room))).containsExactly(1L, 2L);
    assertThat(ana.messages(room).get(1).getString("user")).isEqualTo("Ana B");
  }

  @Test
  void names_are_normalised_for_all() {
    Tab ana = cluster.tab(0);
    JsonObject joined = ana.join(room + "e\u0301", "  Zoe\u0308 ");
    assertThat(joined.getString("user")).isEqualTo("Zoë");
    assertThat(joined.getString("room")).isEqualTo(room + "é");
    Tab bo = cluster.tab(1);
    bo.join(room + "é", "Bo");
    ana.say(room + "e\u0301", "\n e\u0301 \r\n");
    JsonObject heard = bo.await("message");
    assertThat(heard.getString("user")).isEqualTo("Zoë");
    assertThat(heard.getString("text")).isEqualTo(" e\u0301");
  }

  @Test
  void the_longest_text_goes_through_whole() {
    Tab ana = member("Ana");
    String longest = "😀".repeat(4_000);
    assertThat(ana.say(room, longest).getString("type")).isEqualTo("ack");
    assertThat(ana.await("message").getString("text")).isEqualTo(longest);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      nonsense                                                  | bad_request    |
      []                                                        | bad_request    |
      {'type':'join','id':'x'                                   | bad_request    |
      {'id':'x'}                                                | bad_request    | x
      {'type':'ping','id':'not valid'}                          | bad_request    |
      {'type':'jump','id':'x'}                                  | unknown_type   | x
      {'type':'message','id':'x','room':'nowhere','text':'y'}   | not_joined     | x
      {'type':'leave','id':'x','room':'nowhere'}                | not_joined     | x
      {'type':'history','id':'x','room':'nowhere','before':9}   | not_joined     | x
      {'type':'join','id':'x','room':'a b','user':'Ana'}        | bad_room       | x
      {'type':'join','id':'x','room':'a','user':'\\u202E'}       | bad_user       | x
      {'type':'message','id':'x','room':'nowhere','text':' '}   | empty_text     | x
      {'type':'message','room':'nowhere','text':'y'}            | not_joined     |
      """)
  void a_bad_frame_costs_an_error_and_never_the_connection(
      String frame, String code, @org.jspecify.annotations.Nullable String id) {
    Tab tab = cluster.tab(0);
    tab.send(frame.replace('\'', '"'));
    JsonObject error = tab.awaitError(code);
    assertThat(error.getString("id")).isEqualTo(id);
    assertThat(error.getString("message")).isNotEmpty();
    assertThat(error.containsKey("retryAfterMs")).isFalse();
    tab.join(room, "Ana");
    assertThat(tab.say(room, "still here").getString("type")).isEqualTo("ack");
  }

  @Test
  void a_text_that_is_too_long_costs_an_error() {
    Tab ana = member("Ana");
    JsonObject error = ana.say(room, "x".repeat(4_001));
    assertThat(error.getString("code")).isEqualTo("too_long");
    assertThat(ana.say(room, "x".repeat(4_000)).getLong("seq")).isEqualTo(1);
  }

  @Test
  void a_ping_is_answered() {
    Tab tab = cluster.tab(0);
    JsonObject pong = tab.ask(new JsonObject().put("type", "ping").put("id", "p1"));
    assertThat(pong.getString("type")).isEqualTo("pong");
    assertThat(pong.getLong("at")).isPositive();
    tab.send(new JsonObject().put("type", "ping"));
    assertThat(tab.await("pong").containsKey("id")).isFalse();
  }

  @Test
  void a_hello_is_taken_in_silence() {
    Tab tab = cluster.tab(0);
    tab.send("{\"type\":\"hello\",\"token\":\"x\"}");
    tab.hearsNothing(
        "an answer", frame -> !List.of("welcome", "pong").contains(frame.getString("type")));
  }

  // History

  @Test
  void whoever_joins_gets_the_newest_messages() {
    fill(60);
    Tab tab = cluster.tab(0);
    JsonObject joined = tab.join(room, "Bo");
    assertThat(joined.getLong("seq")).isEqualTo(60);
    assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(11, 60));
    assertThat(joined.getBoolean("more")).isTrue();
    JsonObject few = cluster.tab(0).join(room, "Cy", new JsonObject().put("history", 3));
    assertThat(Tab.seqs(Tab.inside(few))).isEqualTo(seqs(58, 60));
    JsonObject none = cluster.tab(0).join(room, "Di", new JsonObject().put("history", 0));
    assertThat(Tab.inside(none)).isEmpty();
    assertThat(none.getLong("seq")).isEqualTo(60);
    assertThat(none.getBoolean("more")).isTrue();
    JsonObject all = cluster.tab(1).join(room, "Ed", new JsonObject().put("history", 200));
    assertThat(Tab.seqs(Tab.inside(all))).isEqualTo(seqs(1, 60));
    assertThat(all.getBoolean("more")).isFalse();
  }

  @Test
  void history_gives_page_after_page_to_the_beginning() {
    fill(130);
    Tab tab = member("Bo");
    JsonObject page = history(tab, 131, 50);
    assertThat(Tab.seqs(Tab.inside(page))).isEqualTo(seqs(81, 130));
    assertThat(page.getBoolean("more")).isTrue();
    page = history(tab, 81, 50);
    assertThat(Tab.seqs(Tab.inside(page))).isEqualTo(seqs(31, 80));
    page = history(tab, 31, 50);
    assertThat(Tab.seqs(Tab.inside(page))).isEqualTo(seqs(1, 30));
    assertThat(page.getBoolean("more")).isFalse();
    page = history(tab, 1, 50);
    assertThat(Tab.inside(page)).isEmpty();
    assertThat(page.getBoolean("more")).isFalse();
  }

  @Test
  void history_reaches_further_back_than_an_instance_holds_in_memory() {
    fill(800);
    for (int node : new int[] {0, 1}) {
      Tab tab = cluster.tab(node);
      tab.join(room, "Bo");
      JsonObject page = history(tab, 301, 100);
      assertThat(Tab.seqs(Tab.inside(page))).isEqualTo(seqs(201, 300));
      page = history(tab, 999, 2);
      assertThat(Tab.seqs(Tab.inside(page))).isEqualTo(seqs(799, 800));
    }
  }

  @Test
  void the_messages_of_a_page_are_the_very_frames() {
    Tab ana = member("Ana");
    ana.say(room, "x");
    JsonObject live = ana.await("message");
    assertThat(Tab.inside(history(ana, 2, 1))).containsExactly(live);
    assertThat(Tab.inside(cluster.tab(1).join(room, "Bo"))).containsExactly(live);
  }

  // Recovery

  @Test
  void since_brings_everything_after_it() {
    String epoch = fill(60);
    JsonObject joined = cluster.tab(1).joinSince(room, "Bo", epoch, 41);
    assertThat(joined.getBoolean("recovered")).isTrue();
    assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(42, 60));
    assertThat(joined.getBoolean("more")).isTrue();
    assertThat(joined.getLong("seq")).isEqualTo(60);
  }

  @Test
  void since_brings_more_than_a_page_or_the_memory_holds() {
    String epoch = fill(800);
    for (int node : new int[] {0, 1}) {
      JsonObject joined = cluster.tab(node).joinSince(room, "Bo", epoch, 250);
      assertThat(joined.getBoolean("recovered")).isTrue();
      assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(251, 800));
    }
  }

  @Test
  void since_the_beginning_brings_all() {
    String epoch = fill(5);
    JsonObject joined = cluster.tab(1).joinSince(room, "Bo", epoch, 0);
    assertThat(joined.getBoolean("recovered")).isTrue();
    assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(1, 5));
    assertThat(joined.getBoolean("more")).isFalse();
  }

  @Test
  void since_the_head_brings_nothing_and_is_recovered() {
    String epoch = fill(5);
    JsonObject joined = cluster.tab(1).joinSince(room, "Bo", epoch, 5);
    assertThat(joined.getBoolean("recovered")).isTrue();
    assertThat(Tab.inside(joined)).isEmpty();
    assertThat(joined.getLong("seq")).isEqualTo(5);
  }

  @Test
  void since_beyond_the_head_is_not_recovered() {
    String epoch = fill(5);
    JsonObject joined = cluster.tab(1).joinSince(room, "Bo", epoch, 6);
    assertThat(joined.getBoolean("recovered")).isFalse();
    assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(1, 5));
  }

  @Test
  void since_another_epoch_is_not_recovered_and_brings_the_newest_page() {
    fill(60);
    JsonObject joined = cluster.tab(1).joinSince(room, "Bo", "another", 41);
    assertThat(joined.getBoolean("recovered")).isFalse();
    assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(11, 60));
  }

  @Test
  void since_before_what_the_log_still_holds_is_not_recovered() {
    String epoch = fill(2_000);
    for (int node : new int[] {0, 1}) {
      JsonObject joined = cluster.tab(node).joinSince(room, "Bo", epoch, 5);
      assertThat(joined.getBoolean("recovered")).isFalse();
      assertThat(Tab.seqs(Tab.inside(joined))).isEqualTo(seqs(1_951, 2_000));
      assertThat(joined.getBoolean("more")).isTrue();
    }
  }

  @Test
  void without_since_nothing_is_recovered() {
    fill(5);
    assertThat(cluster.tab(0).join(room, "Bo").getBoolean("recovered")).isFalse();
  }

  // Closing

  @Test
  void a_binary_frame_closes_with_1003() throws IOException {
    assertThat(closedAfter(RawSocket.frame(true, RawSocket.BINARY, new byte[] {1, 2, 3})))
        .isEqualTo(1003);
  }

  @Test
  void a_flood_of_bad_frames_closes_with_1008() {
    Tab tab = cluster.tab(0);
    for (int i = 0; i < 400; i++) {
      tab.send("nonsense");
    }
    assertThat(tab.awaitClose()).isEqualTo(1008);
    assertThat(tab.heard().get(tab.heard().size() - 1))
        .isEqualTo(new JsonObject().put("type", "bye").put("reason", "bad_frames"));
    assertThat(tab.heard().stream().filter(frame -> "bad_request".equals(frame.getString("code"))))
        .hasSizeGreaterThanOrEqualTo(100);
  }

  @Test
  void a_frame_of_the_largest_size_is_read() throws IOException {
    try (RawSocket raw = new RawSocket(cluster.port(0))) {
      raw.write(RawSocket.text(padded(65_536)));
      assertThat(raw.read().text()).contains("welcome");
      assertThat(raw.read().text()).contains("pong");
    }
  }

  @Test
  void a_frame_of_one_byte_more_closes_with_1009() throws IOException {
    assertThat(closedAfter(RawSocket.text(padded(65_537)))).isEqualTo(1009);
  }

  @Test
  void a_frame_of_1_mib_closes_with_1009() throws IOException {
    assertThat(closedAfter(RawSocket.text(padded(1 << 20)))).isEqualTo(1009);
  }

  @Test
  void a_frame_that_only_announces_its_size_closes_with_1009() throws IOException {
    byte[] header = {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4};
    assertThat(closedAfter(header)).isEqualTo(1009);
  }

  @Test
  void fragments_that_add_up_close_with_1009() throws IOException {
    byte[] part = padded(30_000).getBytes(StandardCharsets.UTF_8);
    assertThat(closedAfter(
            RawSocket.frame(false, RawSocket.TEXT, part),
            RawSocket.frame(false, RawSocket.CONTINUATION, part),
            RawSocket.frame(false, RawSocket.CONTINUATION, part),
            RawSocket.frame(true, RawSocket.CONTINUATION, part)))
        .isEqualTo(1009);
  }

  @Test
  void fragments_are_put_together() throws IOException {
    try (RawSocket raw = new RawSocket(cluster.port(0))) {
      assertThat(raw.read().text()).contains("welcome");
      byte[] frame =
          "{\"type\":\"ping\",\"id\":\"é\"}".replace("é", "whole").getBytes(StandardCharsets.UTF_8);
      raw.write(RawSocket.frame(false, RawSocket.TEXT, java.util.Arrays.copyOf(frame, 5)));
      raw.write(RawSocket.frame(true, RawSocket.PING, new byte[] {7}));
      raw.write(RawSocket.frame(false, RawSocket.CONTINUATION, new byte[0]));
      raw.write(RawSocket.frame(
          true, RawSocket.CONTINUATION, java.util.Arrays.copyOfRange(frame, 5, frame.length)));
      assertThat(raw.readUntil(RawSocket.PONG).payload()).containsExactly(7);
      assertThat(raw.readUntil(RawSocket.TEXT).text()).contains("whole");
    }
  }

  @Test
  void a_frame_that_is_not_masked_ends_the_connection() throws IOException {
    assertThat(closedAfter(RawSocket.frame(0x81, "{}".getBytes(StandardCharsets.UTF_8), false)))
        .isEqualTo(1002);
  }

  @Test
  void a_close_is_answered_with_a_close() throws IOException {
    assertThat(closedAfter(RawSocket.frame(true, RawSocket.CLOSE, new byte[] {3, (byte) 0xE8})))
        .isEqualTo(1000);
  }

  @Test
  void the_last_frame_before_a_close_says_why() throws IOException {
    assertThat(lastBefore(RawSocket.frame(true, RawSocket.BINARY, new byte[1])))
        .isEqualTo("{\"type\":\"bye\",\"reason\":\"bad_frames\"}");
    assertThat(lastBefore(new byte[] {(byte) 0xF1, (byte) 0x80, 0, 0, 0, 0}))
        .isEqualTo("{\"type\":\"bye\",\"reason\":\"bad_frames\"}");
    assertThat(lastBefore(RawSocket.text(padded(65_537))))
        .isEqualTo("{\"type\":\"bye\",\"reason\":\"too_big\"}");
  }

  @Test
  void whoever_is_closed_has_left_its_rooms() throws IOException {
    Tab bo = member("Bo");
    try (RawSocket raw = new RawSocket(cluster.port(0))) {
      raw.write(RawSocket.text(join("Ana").encode()));
      raw.write(RawSocket.text(Tab.message(room, "one").encode()));
      bo.awaitMessage("one");
      raw.write(RawSocket.frame(true, RawSocket.BINARY, new byte[1]));
      raw.write(RawSocket.text(Tab.message(room, "two").encode()));
      assertThat(raw.closeCode()).isEqualTo(1003);
    }
    bo.say(room, "three");
    bo.awaitMessage("three");
    assertThat(Tab.texts(bo.messages(room))).containsExactly("one", "three");
  }

  private Tab member(String user) {
    Tab tab = cluster.tab(0);
    tab.join(room, user);
    return tab;
  }

  private JsonObject join(String user) {
    return new JsonObject().put("type", "join").put("room", room).put("user", user);
  }

  /** Has so many messages said in the room; gives the epoch. */
  @salons.e2e.CanIgnoreReturnValue
  private String fill(int count) {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    for (int i = 1; i <= count; i++) {
      writer.mutter(room, "m" + i);
    }
    writer.awaitMessages(room, count);
    return epoch;
  }

  private JsonObject history(Tab tab, long before, int limit) {
    return tab.ask(new JsonObject()
        .put("type", "history")
        .put("room", room)
        .put("before", before)
        .put("limit", limit));
  }

  private static List<Long> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  /** A ping of so many bytes. */
  private static String padded(int size) {
    String frame = "{\"type\":\"ping\",\"x\":\"\"}";
    return frame.replace("\"\"", "\"" + "x".repeat(size - frame.length()) + "\"");
  }

  private static String lastBefore(byte[] end) throws IOException {
    try (RawSocket raw = new RawSocket(cluster.port(0))) {
      raw.write(end);
      String last = "";
      for (RawSocket.Frame frame = raw.read();
          frame.opcode() != RawSocket.CLOSE;
          frame = raw.read()) {
        last = frame.text();
      }
      return last;
    }
  }

  private static int closedAfter(byte[]... bytes) throws IOException {
    try (RawSocket raw = new RawSocket(cluster.port(0))) {
      assertThat(raw.read().text()).contains("welcome");
      for (byte[] part : bytes) {
        raw.write(part);
      }
      return raw.closeCode();
    }
  }
}
