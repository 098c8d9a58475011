package salons.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.LogCapture;
import salons.e2e.Tab;
import salons.redis.RoomKeys;

/** Two instances, and a receiver that hears what happens on both. */
final class WebhooksTest {
  private static final String SECRET = "a secret of some length";
  private static final HookReceiver receiver = new HookReceiver();

  @RegisterExtension
  static final Cluster cluster = Cluster.of(
      2,
      "webhooks.url",
      receiver.url().replace("//", "//bot:p%40ss@") + "?key=k",
      "webhooks.secret",
      SECRET,
      "history.messages",
      "500");

  private final String room = Cluster.room();

  @AfterEach
  void answers_again() {
    receiver.answer(200);
    receiver.keepSilent(false);
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  @Test
  void whatever_is_said_is_told_as_members_hear_it() {
    Tab tab = cluster.tab(0);
    String epoch = tab.join(room, "Ana").getString("epoch");
    tab.say("an-id", room, "Bonjour \"Bo\"");
    JsonObject heard = tab.awaitMessage("Bonjour \"Bo\"");
    receiver.awaitTexts(room, 1);
    JsonObject told = receiver.withDoubles(room).get(2);
    assertThat(told.getString("id")).isEqualTo(room + "/" + epoch + ":1");
    assertThat(told.getJsonObject("event")).isEqualTo(heard);
    assertThat(told.getJsonObject("event").getString("id")).isEqualTo("an-id");
  }

  @Test
  void messages_of_a_room_come_in_their_order_whoever_took_them_in() {
    List<Tab> tabs = List.of(cluster.tab(0), cluster.tab(1));
    tabs.forEach(tab -> tab.join(room, "Ana"));
    for (int i = 0; i < 200; i++) {
      tabs.get(i % 2).mutter(room, "m" + i);
    }
    List<String> told = receiver.awaitTexts(room, 200);
    assertThat(told).isEqualTo(Tab.texts(tabs.get(0).awaitMessages(room, 200)));
  }

  @Test
  void somebody_joins_with_the_first_connection_and_leaves_with_the_last_on_whatever_instance() {
    Tab first = cluster.tab(0);
    first.join(room, "Ana");
    Tab other = cluster.tab(1);
    other.join(room, "Ana");
    other.say(room, "one");
    first.ask(new JsonObject().put("type", "leave").put("room", room));
    other.say(room, "two");
    other.ask(new JsonObject().put("type", "leave").put("room", room));
    List<JsonObject> told = receiver.awaitEvents(room, 6);
    assertThat(told)
        .extracting(event -> event.getString("type"))
        .containsExactly(
            "room.occupied", "person.joined", "message", "message", "person.left", "room.vacant");
    assertThat(told.get(1).fieldNames()).containsExactly("type", "room", "user", "at");
    assertThat(told.get(1).getString("user")).isEqualTo("Ana");
    assertThat(told.get(1).getLong("at"))
        .isBetween(told.get(2).getLong("at") - 30_000, told.get(2).getLong("at"));
    assertThat(receiver.withDoubles(room))
        .extracting(event -> event.getString("id"))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.startsWith(room + "/"));
  }

  @Test
  void a_person_with_a_key_is_told_with_what_everybody_knows_of_it() {
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana", new JsonObject().put("key", "0123456789abcdef"));
    tab.say(room, "one");
    List<JsonObject> told = receiver.awaitEvents(room, 3);
    assertThat(told.get(1).getString("by")).isNotBlank().isEqualTo(told.get(2).getString("by"));
  }

  @Test
  void a_delivery_is_signed_with_the_secret() throws NoSuchAlgorithmException {
    cluster.tab(0).join(room, "Zoé");
    receiver.awaitEvents(room, 1);
    for (HookReceiver.Delivery delivery : receiver.deliveries()) {
      String[] parts =
          delivery.headers().getOrDefault("x-salons-signature", "none").split(",", -1);
      assertThat(parts[0]).matches("t=\\d+");
      long sentAt = Long.parseLong(parts[0].substring(2));
      assertThat(sentAt)
          .isBetween(
              System.currentTimeMillis() / 1000 - 300, System.currentTimeMillis() / 1000 + 1);
      byte[] signed = concat((sentAt + ".").getBytes(UTF_8), delivery.body());
      assertThat(parts[1])
          .isEqualTo("v1=" + HexFormat.of().formatHex(hmac(SECRET.getBytes(UTF_8), signed)));
    }
  }

  @Test
  void a_delivery_is_json_and_goes_where_the_url_says_with_its_credentials() {
    cluster.tab(0).join(room, "Ana");
    receiver.awaitEvents(room, 1);
    HookReceiver.Delivery delivery = receiver.deliveries().get(0);
    assertThat(delivery.path()).isEqualTo("/hook?key=k");
    assertThat(delivery.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("authorization", "Basic Ym90OnBAc3M=")
        .hasEntrySatisfying("user-agent", agent -> assertThat(agent).startsWith("Salons/"));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 404, 301, 204})
  void what_was_not_taken_is_told_again_in_its_order(int status) {
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana");
    receiver.awaitEvents(room, 2);
    int before = receiver.refused();
    receiver.answer(status);
    tab.say(room, "one");
    receiver.awaitRefused(before + 1);
    tab.say(room, "two");
    receiver.answer(200);
    tab.say(room, "three");
    if (status != 204) {
      assertThat(receiver.awaitTexts(room, 3)).containsExactly("one", "two", "three");
    } else {
      assertThat(receiver.awaitTexts(room, 2)).as("204 is a yes").containsExactly("two", "three");
    }
    assertThat(receiver.deliveries())
        .extracting(HookReceiver.Delivery::path)
        .as("redirects are not followed")
        .containsOnly("/hook?key=k");
  }

  @Test
  void what_is_said_while_nobody_listens_there_is_told_when_somebody_does_again() {
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana");
    receiver.awaitEvents(room, 2);
    try (LogCapture log = new LogCapture("salons.hooks")) {
      receiver.goAway();
      for (int i = 0; i < 250; i++) {
        tab.say(room, "m" + i);
      }
      receiver.comeBack();
      assertThat(receiver.awaitTexts(room, 250))
          .isEqualTo(IntStream.range(0, 250).mapToObj(i -> "m" + i).toList());
      assertThat(log.lines())
          .allSatisfy(line -> assertThat(line)
              .contains(receiver.url().replace("/hook", "/…"))
              .doesNotContain("p%40ss", "p@ss", "key=k", SECRET));
    }
  }

  @Test
  void a_receiver_that_does_not_answer_delays_nobody() {
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana");
    receiver.awaitEvents(room, 2);
    int before = receiver.refused();
    receiver.keepSilent(true);
    tab.say(room, "first");
    receiver.awaitRefused(before + 1);
    for (int i = 0; i < 300; i++) {
      assertThat(tab.say(room, "m" + i).getString("type")).isEqualTo("ack");
    }
    receiver.keepSilent(false);
    assertThat(receiver.awaitTexts(room, 301)).startsWith("first", "m0").endsWith("m299");
  }

  @Test
  void a_delivery_is_of_bounded_size() {
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana");
    receiver.awaitEvents(room, 2);
    int before = receiver.refused();
    receiver.answer(500);
    String long4000 = "é".repeat(3_990);
    for (int i = 0; i < 150; i++) {
      tab.mutter(room, long4000 + i);
    }
    tab.awaitMessages(room, 150);
    receiver.awaitRefused(before + 1);
    receiver.answer(200);
    List<String> told = receiver.awaitTexts(room, 150);
    assertThat(told)
        .isEqualTo(IntStream.range(0, 150).mapToObj(i -> long4000 + i).toList());
    assertThat(receiver.deliveries()).allSatisfy(delivery -> {
      assertThat(delivery.events()).hasSizeLessThanOrEqualTo(BatchReader.MOST_EVENTS);
      assertThat(delivery.body().length).isLessThan(BatchReader.MOST_BYTES + 1_024);
    });
  }

  @Test
  void what_the_log_holds_no_more_is_counted_and_said() {
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana");
    receiver.awaitEvents(room, 2);
    int before = receiver.refused();
    receiver.answer(500);
    tab.say(room, "first");
    receiver.awaitRefused(before + 1);
    try (LogCapture log = new LogCapture("salons.hooks")) {
      cluster.redis().cli("DEL", RoomKeys.of(room) + ":log");
      tab.say(room, "second");
      receiver.answer(200);
      assertThat(receiver.awaitTexts(room, 1)).containsExactly("second");
      receiver.await(any -> log.lines().toString().contains("1 events are never delivered"));
    }
  }

  @Test
  void what_is_a_day_old_is_not_told_any_more_but_said() {
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana");
    receiver.awaitEvents(room, 2);
    String outbox = outbox();
    try (LogCapture log = new LogCapture("salons.hooks")) {
      // Its keys have been deleted, so that an older entry can be first.
      cluster.redis().cli("DEL", outbox);
      cluster.redis().cli("XADD", outbox, "1000-0", "e", "log 1 7\n" + RoomKeys.of(room));
      tab.say(room, "now");
      assertThat(receiver.awaitTexts(room, 1)).containsExactly("now");
      assertThat(receiver.events(room)).hasSize(3);
      receiver.await(any -> log.lines().toString().contains("7 events are never delivered"));
    }
  }

  @Test
  void what_nobody_can_read_there_is_skipped() {
    Tab tab = cluster.tab(0);
    tab.join(room, "Ana");
    receiver.awaitEvents(room, 2);
    for (String text : List.of(
        "",
        "log",
        "log x 1\n" + RoomKeys.of(room),
        "log 1 1\nnothing",
        "presence 1 0 =\n" + RoomKeys.of(room) + "\nx",
        "log 1 1\nsalons:{1}:\u0001",
        "more 1")) {
      cluster.redis().cli("XADD", outbox(), "*", "e", text);
    }
    cluster.redis().cli("XADD", outbox(), "*", "other", "text");
    tab.say(room, "now");
    assertThat(receiver.awaitTexts(room, 1)).containsExactly("now");
    cluster.redis().cli("DEL", outbox());
    cluster.redis().cli("SET", outbox(), "a string");
    tab.say(room, "again");
    assertThat(receiver.awaitTexts(room, 2)).containsExactly("now", "again");
    assertThat(cluster.redis().cli("TYPE", outbox())).isEqualTo("stream");
  }

  @Test
  void what_was_taken_waits_no_more() {
    cluster.tab(0).join(room, "Ana");
    receiver.awaitEvents(room, 2);
    receiver.await(any -> cluster.redis().cli("XLEN", outbox()).equals("0"));
    assertThat(cluster.redis().cli("TTL", outbox()))
        .satisfies(ttl -> assertThat(Integer.parseInt(ttl)).isBetween(86_400, 2 * 86_400));
  }

  private String outbox() {
    String id = HookUrl.parseAll(receiver.url().replace("//", "//bot:p%40ss@") + "?key=k")
        .get(0)
        .id();
    String key = RoomKeys.of(room);
    return key.substring(0, key.indexOf("}:") + 2) + id + ":outbox";
  }

  /** HMAC as RFC 2104 defines it, of SHA-256. */
  private static byte[] hmac(byte[] key, byte[] text) throws NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] block = Arrays.copyOf(key.length > 64 ? sha256.digest(key) : key, 64);
    byte[] inner = new byte[64];
    byte[] outer = new byte[64];
    for (int i = 0; i < 64; i++) {
      inner[i] = (byte) (block[i] ^ 0x36);
      outer[i] = (byte) (block[i] ^ 0x5c);
    }
    return sha256.digest(concat(outer, sha256.digest(concat(inner, text))));
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
