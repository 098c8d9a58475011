package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.EventStream;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Rooms as Server-Sent Events. */
final class EventsApiTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(
      2, "origins", "friend.example", "history.messages", "10000", "history.bytes", "67108864");

  private final String room = Cluster.room();
  private final String path = "/api/rooms/" + room + "/events";

  private EventStream open(int node, String query, String... headers) {
    return EventStream.open(cluster.tabs(), cluster.port(node), path + query, headers);
  }

  private static List<Long> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void what_is_said_is_an_event_with_its_place() {
    Tab ana = cluster.tab(1);
    String epoch = ana.join(room, "Ana").getString("epoch");
    ana.say(room, "before");
    try (EventStream stream = open(0, "")) {
      stream.awaitBegin();
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
      assertThat(stream.id()).isEqualTo(epoch + ":1");
      assertThat(stream.retry()).isEqualTo("2000");
      ana.say(room, "one\ntwo");
      EventStream.Event event = stream.awaitText("one\ntwo");
      assertThat(event.type()).isEqualTo("message");
      assertThat(event.id()).isEqualTo(epoch + ":2");
      assertThat(event.json()).isEqualTo(ana.awaitMessage("one\ntwo"));
    }
  }

  @Test
  void who_comes_back_with_its_last_id_misses_nothing_whatever_the_instance() {
    Tab ana = cluster.tab(0);
    ana.join(room, "Ana");
    EventStream first = open(0, "");
    first.awaitBegin();
    ana.say(room, "heard");
    String last = first.awaitText("heard").id();
    first.close();
    // More than is told at once.
    for (int i = 0; i < 150; i++) {
      ana.mutter(room, "x".repeat(4_000));
    }
    ana.say(room, "missed");
    try (EventStream stream = open(1, "", "Last-Event-ID", last)) {
      stream.awaitText("missed");
      ana.say(room, "live");
      stream.awaitText("live");
      assertThat(stream.seqs()).isEqualTo(seqs(2, 153));
      assertThat(stream.events()).allMatch(event -> event.type().equals("message"));
    }
  }

  @Test
  void the_last_id_goes_before_the_address_that_was_first_asked_for() {
    Tab ana = cluster.tab(0);
    String epoch = ana.join(room, "Ana").getString("epoch");
    ana.say(room, "one");
    ana.say(room, "two");
    ana.say(room, "three");
    try (EventStream since = open(0, "?since=" + epoch + ":1");
        EventStream both = open(0, "?since=" + epoch + ":1", "Last-Event-ID", epoch + ":2")) {
      since.awaitText("three");
      both.awaitText("three");
      assertThat(since.seqs()).containsExactly(2L, 3L);
      assertThat(both.seqs()).containsExactly(3L);
    }
  }

  @Test
  void a_place_that_cannot_be_gone_on_from_is_told_by_a_resync() {
    Tab ana = cluster.tab(0);
    String epoch = ana.join(room, "Ana").getString("epoch");
    ana.say(room, "one");
    try (EventStream stream = open(1, "?since=another:7")) {
      EventStream.Event event = stream.await("resync", each -> each.type().equals("resync"));
      assertThat(event.id()).isEqualTo(epoch + ":1");
      assertThat(event.json().getBoolean("recovered")).isFalse();
      assertThat(event.json().getJsonArray("messages").getJsonObject(0).getString("text"))
          .isEqualTo("one");
      ana.say(room, "two");
      assertThat(stream.awaitText("two").id()).isEqualTo(epoch + ":2");
    }
  }

  @Test
  void a_log_that_is_lost_meanwhile_is_told_by_a_resync() {
    Tab ana = cluster.tab(0);
    String epoch = ana.join(room, "Ana").getString("epoch");
    try (EventStream stream = open(0, "")) {
      stream.awaitBegin();
      ana.say(room, "one");
      stream.awaitText("one");
      String keys = cluster.redis().cli("KEYS", "*}:" + room + ":*");
      keys.lines().forEach(key -> cluster.redis().cli("DEL", key.strip()));
      ana.say(room, "anew");
      EventStream.Event event = stream.await("resync", each -> each.type().equals("resync"));
      assertThat(event.id()).doesNotStartWith(epoch).endsWith(":" + event.json().getLong("seq"));
    }
  }

  @Test
  void who_listens_is_nobody_in_the_room_and_hears_of_nobody() {
    try (EventStream stream = open(0, "")) {
      stream.awaitBegin();
      Tab ana = cluster.tab(0);
      JsonObject joined = ana.join(room, "Ana");
      assertThat(joined.getInteger("count")).isEqualTo(1);
      assertThat(joined.getJsonArray("members")).containsExactly("Ana");
      Tab bo = cluster.tab(0);
      bo.join(room, "Bo");
      ana.await("presence");
      bo.send(new JsonObject().put("type", "typing").put("room", room).put("on", true));
      ana.await("typing");
      ana.say(room, "said");
      stream.awaitText("said");
      assertThat(stream.events()).hasSize(1);
    }
  }

  @Test
  void a_comment_comes_while_nothing_is_said() {
    try (EventStream stream = open(0, "")) {
      stream.awaitComment();
      assertThat(stream.events()).isEmpty();
    }
  }

  @Test
  void an_instance_that_stops_says_when_to_come_back() {
    Node node = Cluster.start("stops", cluster.redis().url(), Map.of());
    EventStream stream = EventStream.open(cluster.tabs(), node.port(), path);
    stream.awaitBegin();
    Tabs.await(node.stop());
    stream.awaitEnd();
    EventStream.Event bye = stream.await("bye", each -> each.type().equals("bye"));
    assertThat(bye.json().getString("reason")).isEqualTo("restarting");
    assertThat(bye.json().getLong("retryAfterMs")).isBetween(0L, 3_000L);
    assertThat(stream.retry()).isEqualTo(bye.json().getLong("retryAfterMs").toString());
  }

  @Test
  void a_reader_that_does_not_read_delays_nobody_and_is_ended_as_too_slow() throws IOException {
    Tab writer = cluster.tab(0);
    writer.join(room, "Writer");
    try (Socket slow = new Socket();
        EventStream reader = open(0, "")) {
      slow.setReceiveBufferSize(4_096);
      slow.setSoTimeout(20_000);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port(0)));
      slow.getOutputStream()
          .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      assertThat(slow.getInputStream().read()).isEqualTo('H');
      reader.awaitBegin();
      for (int i = 1; i < 3_000; i++) {
        writer.mutter(room, "x".repeat(4_000));
      }
      writer.say(room, "the end");
      reader.awaitText("the end");
      assertThat(reader.seqs()).isEqualTo(seqs(1, 3_000));
      String all = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).doesNotContain("the end").contains("event: bye", "too_slow");
      assertThat(all.length()).isLessThan(3_000 * 4_000);
    }
  }

  @Test
  void pages_of_listed_origins_may_listen_and_others_may_not() {
    try (EventStream stream = open(0, "", "Origin", "https://friend.example")) {
      stream.awaitBegin();
      assertThat(stream.header("Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
      assertThat(stream.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    }
    RawHttp.Answer evil =
        RawHttp.get(cluster.port(0), path, "Host: localhost", "Origin: https://evil.example");
    assertThat(evil.status()).isEqualTo(403);
    assertThat(evil.headers("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void an_address_has_as_many_streams_as_connections() {
    Node node = Cluster.start(
        "few",
        cluster.redis().url(),
        Map.of("connections.per.address", "2", "proxy.trusted", "127.0.0.1"));
    String[] client = {"X-Forwarded-For", "192.0.2.7"};
    try (EventStream one = EventStream.open(cluster.tabs(), node.port(), path, client);
        EventStream two = EventStream.open(cluster.tabs(), node.port(), path, client)) {
      one.awaitBegin();
      two.awaitBegin();
      EventStream three = EventStream.open(cluster.tabs(), node.port(), path, client);
      assertThat(three.status()).isEqualTo(429);
      assertThat(three.header("Retry-After")).isEqualTo("30");
    }
    Tabs.await(node.stop());
  }
}
