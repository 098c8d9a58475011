package salons.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClient;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;
import salons.redis.RoomKeys;

/** What a client of Socket.IO is told that comes back, when Redis or the client knows less than the instance did. */
final class BroughtBackTest {
  @RegisterExtension
  static final Cluster CLUSTER = Cluster.of(1, "loops", "1");

  private final String a = Cluster.room();
  private final String b = Cluster.room();
  private final HttpClient http = CLUSTER.tabs().vertx().createHttpClient();
  private final WebSocketClient sockets = CLUSTER.tabs().vertx().createWebSocketClient();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private Tab tab;
  private @Nullable EngineClient engine;
  private @Nullable String pid;
  private @Nullable String offset;

  @BeforeEach
  void start() {
    tab = CLUSTER.tab(0);
    tab.join(a, "Ana");
    tab.join(b, "Ana");
  }

  @AfterEach
  void stop() {
    refuseWrites("0");
    cut();
    http.close();
    sockets.close();
  }

  @Test
  void a_room_that_could_not_be_saved_is_not_missed_silently() {
    begin();
    ask("join", a);

    refuseWrites("1");
    ask("join", b);
    refuseWrites("0");
    cut();

    assertThat(connect()).isFalse();
  }

  @Test
  void a_room_whose_leaving_could_not_be_saved_is_not_heard_again() {
    begin();
    ask("join", a);
    ask("join", b);

    refuseWrites("1");
    ask("leave", b);
    refuseWrites("0");
    cut();

    assertThat(connect()).isTrue();
    tab.say(b, "not for who left");
    tab.say(a, "for who stayed");
    assertThat(messagesUntil("for who stayed")).containsExactly("for who stayed");
  }

  @Test
  void a_join_without_an_acknowledgement_does_not_have_other_rooms_told_twice() {
    begin();
    ask("join", a);
    tab.say(a, "one");
    assertThat(messagesUntil("one")).containsExactly("one");

    say("2" + event("join", b));
    assertThat(await("2[\"joined\"")).contains(b);
    cut();

    assertThat(connect()).isTrue();
    tab.say(a, "two");
    assertThat(messagesUntil("two")).containsExactly("two");
  }

  @Test
  void who_was_not_brought_back_and_did_not_join_is_not_brought_back_later_either() {
    begin();
    ask("join", a);
    cut();
    String known = offset;
    offset = "of-a-log-that-is-gone:7";
    assertThat(connect()).isFalse();
    cut();

    offset = known;
    assertThat(connect()).isFalse();

    ask("join", a);
    cut();
    assertThat(connect()).isTrue();
  }

  @Test
  void what_redis_keeps_in_place_of_a_session_is_passed_over() {
    begin();
    ask("join", a);
    cut();
    String key = RoomKeys.of(String.valueOf(pid)) + ":session";
    while (!CLUSTER.redis().cli("EXISTS", key).equals("1")) {
      Thread.onSpinWait();
    }
    CLUSTER.redis().cli("DEL", key);
    CLUSTER.redis().cli("SET", key, "no session");

    assertThat(connect()).isFalse();
  }

  @Test
  void who_was_told_that_a_room_starts_anew_is_brought_back_into_the_new_one() {
    begin();
    ask("join", a);
    CLUSTER.redis().cli("FLUSHALL");
    tab.say(a, "of the new one");
    assertThat(await("2[\"resync\"")).contains(a);
    cut();

    tab.say(a, "missed");
    assertThat(connect()).isTrue();
    assertThat(messagesUntil("missed")).contains("missed").doesNotHaveDuplicates();
  }

  /** Redis answers, but takes nothing. */
  private static void refuseWrites(String replicas) {
    CLUSTER.redis().cli("CONFIG", "SET", "min-replicas-to-write", replicas);
  }

  @Test
  void who_was_in_rooms_whose_logs_have_one_name_is_not_brought_back() {
    String c = Cluster.room();
    String d = Cluster.room();
    for (String room : List.of(c, d)) {
      CLUSTER.redis().cli("HSET", RoomKeys.of(room) + ":room", "epoch", "of-both", "seq", "0");
    }
    begin();
    ask("join", c);
    ask("join", d);
    cut();

    assertThat(connect()).isFalse();
  }

  private void begin() {
    assertThat(connect()).isFalse();
  }

  /** Whether it was brought back. */
  private boolean connect() {
    heard.clear();
    EngineClient made = new EngineClient(
        CLUSTER.tabs().vertx(),
        http,
        sockets,
        CLUSTER.port(0),
        EngineClient.Way.POLLING,
        new EngineClient.Listener() {
          @Override
          public void onOpen() {
            JsonObject auth = new JsonObject();
            if (pid != null) {
              auth.put("pid", pid).put("offset", offset);
            }
            say("0" + auth.encode());
          }

          @Override
          public void onText(String text) {
            heard.add(text);
          }

          @Override
          public void onClosed() {
            heard.add("closed");
          }
        });
    engine = made;
    CLUSTER.tabs().vertx().runOnContext(now -> made.open());
    String before = pid;
    String answer = await("0{");
    pid = new JsonObject(answer.substring(1)).getString("pid");
    return pid.equals(before);
  }

  private void cut() {
    EngineClient old = engine;
    if (old != null) {
      CLUSTER.tabs().vertx().runOnContext(now -> old.cut());
    }
  }

  private void say(String packet) {
    EngineClient to = engine;
    if (to != null) {
      CLUSTER.tabs().vertx().runOnContext(now -> to.send(packet));
    }
  }

  private static String event(String event, String room) {
    return new JsonArray()
        .add(event)
        .add(new JsonObject().put("room", room).put("user", "Bo"))
        .encode();
  }

  private void ask(String event, String room) {
    say("21" + event(event, room));
    assertThat(await("31[")).contains(room);
  }

  /** What the rooms told until this. */
  private List<String> messagesUntil(String last) {
    List<String> texts = new ArrayList<>();
    while (!texts.contains(last)) {
      String packet = await("2[\"message\"");
      texts.add(new JsonArray(packet.substring(1)).getJsonObject(1).getString("text"));
    }
    return texts;
  }

  /** The next packet that begins so; keeps what clients keep of those before it. */
  private String await(String beginning) {
    while (true) {
      String packet;
      try {
        packet = heard.poll(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (packet == null) {
        throw new AssertionError("waited in vain for " + beginning);
      }
      if (packet.startsWith("2[")) {
        JsonArray arguments = new JsonArray(packet.substring(1));
        if (arguments.getValue(arguments.size() - 1) instanceof String last) {
          offset = last;
        }
      }
      if (packet.startsWith(beginning)) {
        return packet;
      }
    }
  }
}
