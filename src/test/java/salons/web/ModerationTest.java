package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import salons.Node;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Cluster;
import salons.e2e.Issuer;
import salons.e2e.RawHttp;
import salons.e2e.RawSocket;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Who keeps order in a room, and what becomes of whom they keep it with: by every transport, on every instance. */
final class ModerationTest {
  private static final String[] SETTINGS = {
    "auth.jwt.secret", Issuer.SECRET, "proxy.trusted", "127.0.0.1"
  };
  private static final String KEY = "0123456789abcdef";

  @RegisterExtension
  static final Cluster cluster = Cluster.of(2, SETTINGS);

  private final String room = Cluster.room();
  private final Tab moderator = verified("mod", "moderate", 0);

  enum Way {
    NATIVE,
    SOCKET_IO
  }

  /** A guest with a key, by some transport. */
  private interface Guest {
    /** A {@code joined}, or why not. */
    @CanIgnoreReturnValue
    JsonObject join(String room, String name);

    /** What acknowledges it, or why it was not written. */
    JsonObject say(String room, String text);

    @CanIgnoreReturnValue
    JsonObject hear(String event);
  }

  private record NativeGuest(Tab tab) implements Guest {
    @Override
    public JsonObject join(String room, String name) {
      return tab.ask(joining(room, name).put("type", "join"));
    }

    @Override
    public JsonObject say(String room, String text) {
      return tab.say(room, text);
    }

    @Override
    public JsonObject hear(String event) {
      return tab.await(event);
    }
  }

  private static final class SocketIoGuest implements Guest {
    private final RawSocket socket;
    private final List<String> unheard = new ArrayList<>();
    private int asked;

    SocketIoGuest(int port, JsonObject auth) {
      try {
        socket = RawSocket.at(port, "/socket.io/?EIO=4&transport=websocket");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      write("40" + auth);
      hearPacket("40");
    }

    JsonObject ask(String event, JsonObject argument) {
      String id = Integer.toString(++asked);
      write("42" + id + new JsonArray().add(event).add(argument).encode());
      String answer = hearPacket("43" + id + "[");
      return new JsonArray(answer.substring(answer.indexOf('['))).getJsonObject(0);
    }

    private void write(String packet) {
      try {
        socket.write(RawSocket.text(packet));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @CanIgnoreReturnValue
    private String hearPacket(String beginning) {
      try {
        for (String packet : unheard) {
          if (packet.startsWith(beginning)) {
            unheard.remove(packet);
            return packet;
          }
        }
        while (true) {
          String packet = socket.readUntil(RawSocket.TEXT).text();
          if (packet.startsWith(beginning)) {
            return packet;
          }
          unheard.add(packet);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("waiting for " + beginning + " after " + unheard, e);
      }
    }

    @Override
    public JsonObject join(String room, String name) {
      return ask("join", joining(room, name));
    }

    @Override
    public JsonObject say(String room, String text) {
      return ask("message", new JsonObject().put("room", room).put("text", text));
    }

    @Override
    public JsonObject hear(String event) {
      return new JsonArray(hearPacket("42[\"" + event + "\"").substring(2)).getJsonObject(1);
    }
  }

  private static JsonObject joining(String room, String name) {
    return new JsonObject().put("room", room).put("user", name).put("key", KEY + name);
  }

  static Stream<Arguments> everywhere() {
    return Arrays.stream(Way.values())
        .flatMap(way -> Stream.of(Arguments.of(way, 0), Arguments.of(way, 1)));
  }

  private static Guest guest(Way way, int instance) {
    return way == Way.NATIVE
        ? new NativeGuest(cluster.tab(instance))
        : new SocketIoGuest(cluster.port(instance), new JsonObject());
  }

  /** A tab of somebody who has all rights up to this one in every room. */
  private static Tab verified(String sub, String right, int instance) {
    Tab tab = cluster.tab(instance);
    tab.send(new JsonObject().put("type", "hello").put("token", token(sub, right)));
    return tab;
  }

  private static String token(String sub, String right) {
    JsonArray rights = new JsonArray().add("read").add("write");
    return Issuer.token(Issuer.about(sub)
        .put(
            "rooms",
            new JsonObject().put("*", right.equals("write") ? rights : rights.add(right))));
  }

  private JsonObject moderate(String action) {
    return new JsonObject().put("type", "moderate").put("room", room).put("action", action);
  }

  /** Has it done by the moderator; fails unless it is. */
  @CanIgnoreReturnValue
  private JsonObject done(JsonObject measure) {
    JsonObject ack = moderator.ask(measure);
    assertThat(ack.getString("type")).as(ack.encode()).isEqualTo("ack");
    return ack;
  }

  private JsonObject set(String what, String value) {
    return moderate(what).put("value", value);
  }

  private static String code(JsonObject answer) {
    return answer.getString("code", "done");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void who_is_kicked_leaves_and_may_come_back(Way way, int instance) {
    moderator.join(room, "Mod");
    Guest guest = guest(way, instance);
    String by = guest.join(room, "Bo").getString("by");
    done(moderate("kick").put("by", by));
    JsonObject left = guest.hear("left");
    assertThat(left.getString("room")).isEqualTo(room);
    assertThat(left.getString("reason")).isEqualTo("kicked");
    assertThat(left.fieldNames()).doesNotContain("retryAfterMs");
    assertThat(code(guest.say(room, "still here?"))).isEqualTo("not_joined");
    assertThat(guest.join(room, "Bo").getInteger("count")).isEqualTo(2);
    assertThat(code(guest.say(room, "back"))).isEqualTo("done");
    moderator.awaitMessage("back");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void who_is_banned_leaves_and_is_not_let_in_until_that_is_over(Way way, int instance) {
    moderator.join(room, "Mod");
    Guest guest = guest(way, instance);
    String by = guest.join(room, "Bo").getString("by");
    Guest elsewhere = guest(way, 1 - instance);
    elsewhere.join(room, "Di");
    done(moderate("ban").put("by", by).put("seconds", 60));
    JsonObject left = guest.hear("left");
    assertThat(left.getString("reason")).isEqualTo("banned");
    assertThat(left.getLong("retryAfterMs")).isBetween(1L, 60_000L);
    JsonObject refused = guest.join(room, "Bo");
    assertThat(code(refused)).isEqualTo("forbidden");
    assertThat(refused.getLong("retryAfterMs")).isBetween(1L, 60_000L);
    assertThat(code(guest.join(room, "Cy"))).isEqualTo("done");
    elsewhere.hear("moderated");
    assertThat(code(elsewhere.join(room, "Bo"))).isEqualTo("forbidden");
    done(moderate("unban").put("by", by));
    JsonObject heard = guest.hear("moderated");
    while (!"unban".equals(heard.getString("action"))) {
      heard = guest.hear("moderated");
    }
    assertThat(heard.getString("target")).isEqualTo(by);
    assertThat(code(guest.join(room, "Bo"))).isEqualTo("done");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void who_is_muted_hears_and_cannot_speak_until_that_is_over(Way way, int instance) {
    moderator.join(room, "Mod");
    Guest guest = guest(way, instance);
    String by = guest.join(room, "Bo").getString("by");
    done(moderate("mute").put("by", by).put("seconds", 60));
    assertThat(guest.hear("moderated").getInteger("seconds")).isEqualTo(60);
    JsonObject refused = guest.say(room, "mmm");
    assertThat(code(refused)).isEqualTo("forbidden");
    assertThat(refused.getLong("retryAfterMs")).isBetween(1L, 60_000L);
    moderator.say(room, "quiet now");
    assertThat(guest.hear("message").getString("text")).isEqualTo("quiet now");
    done(moderate("unmute").put("by", by));
    guest.hear("moderated");
    assertThat(code(guest.say(room, "at last"))).isEqualTo("done");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void in_a_room_that_is_read_only_moderators_alone_speak(Way way, int instance) {
    moderator.join(room, "Mod");
    Guest guest = guest(way, instance);
    guest.join(room, "Bo");
    done(set("mode", "read-only"));
    assertThat(guest.hear("moderated").getString("value")).isEqualTo("read-only");
    assertThat(code(guest.say(room, "x"))).isEqualTo("read_only");
    assertThat(code(moderator.say(room, "y"))).isEqualTo("done");
    assertThat(guest(way, instance).join(room, "Cy").getString("mode")).isEqualTo("read-only");
    done(set("mode", "open"));
    guest.hear("moderated");
    assertThat(code(guest.say(room, "x"))).isEqualTo("done");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void nobody_enters_a_locked_room_but_who_moderates_it(Way way, int instance) {
    moderator.join(room, "Mod");
    Guest guest = guest(way, instance);
    guest.join(room, "Bo");
    done(set("mode", "locked"));
    guest.hear("moderated");
    assertThat(code(guest.say(room, "x"))).isEqualTo("read_only");
    assertThat(code(guest.join(room, "Bo"))).isEqualTo("done");
    assertThat(code(guest(way, instance).join(room, "Cy"))).isEqualTo("read_only");
    verified("other", "moderate", instance).join(room, "Other");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void in_slow_mode_a_person_speaks_once_whatever_they_speak_by(Way way, int instance) {
    moderator.join(room, "Mod");
    Guest guest = guest(way, instance);
    Guest other = guest(way, 1 - instance);
    guest.join(room, "Bo");
    other.join(room, "Bo");
    done(moderate("slow").put("seconds", 60));
    guest.hear("moderated");
    other.hear("moderated");
    assertThat(code(guest.say(room, "once"))).isEqualTo("done");
    for (Guest tab : List.of(guest, other)) {
      JsonObject refused = tab.say(room, "twice");
      assertThat(code(refused)).isEqualTo("rate_limited");
      assertThat(refused.getLong("retryAfterMs")).isBetween(1L, 60_000L);
    }
    assertThat(code(moderator.say(room, "and"))).isEqualTo("done");
    assertThat(code(moderator.say(room, "again"))).isEqualTo("done");
    done(moderate("slow").put("seconds", 0));
    guest.hear("moderated");
    assertThat(code(guest.say(room, "twice"))).isEqualTo("done");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void a_topic_is_told_to_who_is_there_and_who_comes(Way way, int instance) {
    moderator.join(room, "Mod");
    Guest guest = guest(way, instance);
    assertThat(guest.join(room, "Bo").fieldNames()).doesNotContain("topic", "mode", "slow");
    JsonObject ack = done(set("topic", "  Été \n 2027 "));
    JsonObject told = guest.hear("moderated");
    assertThat(told.getString("value")).isEqualTo("Été 2027");
    assertThat(told.getLong("seq")).isEqualTo(ack.getLong("seq"));
    assertThat(told.getString("by")).isEqualTo("mod");
    assertThat(guest(way, 1 - instance).join(room, "Cy").getString("topic")).isEqualTo("Été 2027");
  }

  @Test
  void a_client_of_socket_io_keeps_order_too() {
    SocketIoGuest other = new SocketIoGuest(
        cluster.port(1), new JsonObject().put("token", token("other", "moderate")));
    other.join(room, "Other");
    Tab guest = cluster.tab(0);
    guest.join(room, "Bo");
    JsonObject ack = other.ask("moderate", set("mode", "read-only"));
    assertThat(ack.fieldNames()).containsExactly("seq", "at");
    assertThat(guest.await("moderated").getLong("at")).isEqualTo(ack.getLong("at"));
    assertThat(code(other.ask("moderate", set("mode", "dark")))).isEqualTo("bad_request");
  }

  @Test
  void what_was_done_already_makes_no_second_event() {
    moderator.join(room, "Mod");
    JsonObject measure = set("topic", "one").put("id", "once");
    JsonObject first = done(measure);
    JsonObject again = done(measure.copy());
    assertThat(again.getBoolean("duplicate")).isTrue();
    assertThat(again.getLong("seq")).isEqualTo(first.getLong("seq"));
    assertThat(done(set("topic", "one")).getBoolean("duplicate")).isTrue();
    assertThat(done(moderate("unban").put("by", "nobody")).getBoolean("duplicate"))
        .isTrue();
    assertThat(code(moderator.ask(set("topic", "two").put("id", "once")))).isEqualTo("bad_request");
    assertThat(moderator.say(room, "next").getLong("seq")).isEqualTo(first.getLong("seq") + 1);
  }

  @Test
  void who_has_no_right_and_owns_nothing_keeps_no_order() {
    moderator.join(room, "Mod");
    moderator.say(room, "first");
    Tab member = verified("member", "write", 1);
    member.join(room, "Member");
    Tab guest = cluster.tab(1);
    guest.join(room, "Bo");
    for (Tab each : List.of(member, guest)) {
      JsonObject refused = each.ask(set("topic", "mine"));
      assertThat(code(refused)).isEqualTo("forbidden");
      assertThat(refused.getString("message")).contains(room, "moderate");
    }
    Tab outside = verified("outside", "moderate", 1);
    assertThat(code(outside.ask(set("topic", "mine")))).isEqualTo("not_joined");
  }

  @Test
  void the_first_verified_person_in_a_new_room_owns_it() {
    Tab owner = verified("owner", "write", 0);
    owner.join(room, "Owner");
    Tab second = verified("second", "write", 1);
    second.join(room, "Second");
    assertThat(code(owner.ask(set("mode", "read-only")))).isEqualTo("done");
    second.await("moderated");
    assertThat(code(second.say(room, "x"))).isEqualTo("read_only");
    assertThat(code(second.ask(moderate("ban").put("by", "owner")))).isEqualTo("forbidden");
    assertThat(code(owner.ask(moderate("ban").put("by", "owner")))).isEqualTo("forbidden");
    Tab again = verified("owner", "write", 1);
    again.join(room, "Owner");
    assertThat(code(again.say(room, "mine"))).isEqualTo("done");
    assertThat(code(again.ask(set("topic", "mine")))).isEqualTo("done");
    moderator.join(room, "Mod");
    done(moderate("ban").put("by", "owner"));
    assertThat(again.await("left").getString("reason")).isEqualTo("banned");
    owner.await("left");
    assertThat(code(owner.ask(set("topic", "still mine")))).isEqualTo("not_joined");
  }

  @Test
  void a_guest_without_a_key_is_known_by_name() {
    moderator.join(room, "Mod");
    Tab nameless = cluster.tab(1);
    nameless.join(room, "Bo");
    Guest keyed = guest(Way.NATIVE, 1);
    keyed.join(room, "Bo");
    done(moderate("ban").put("user", "Bo"));
    assertThat(nameless.await("left").getString("reason")).isEqualTo("banned");
    assertThat(keyed.hear("moderated").getString("targetUser")).isEqualTo("Bo");
    assertThat(code(keyed.say(room, "another Bo"))).isEqualTo("done");
  }

  private static Tab from(String address, int instance) {
    Tab tab = Tabs.await(cluster
        .tabs()
        .open(new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(cluster.port(instance))
            .setURI("/ws")
            .putHeader("X-Forwarded-For", address)));
    tab.await("welcome");
    return tab;
  }

  private JsonObject joining(String name) {
    return joining(room, name).put("type", "join");
  }

  @Test
  void an_address_is_banned_with_whoever_is_there_and_never_shown() {
    moderator.join(room, "Mod");
    Tab bad = from("192.0.2.7", 1);
    String by = bad.ask(joining("Bo")).getString("by");
    Tab neighbour = from("192.0.2.7", 0);
    neighbour.join(room, "Neighbour");
    done(moderate("ban").put("by", by).put("seconds", 60).put("address", true));
    assertThat(bad.await("left").getString("reason")).isEqualTo("banned");
    assertThat(neighbour.await("left").getString("reason")).isEqualTo("banned");
    assertThat(code(bad.ask(joining("Another")))).isEqualTo("forbidden");
    assertThat(code(from("192.0.2.8", 0).ask(joining("Far")))).isEqualTo("done");
    Tab known = from("192.0.2.7", 1);
    known.send(new JsonObject().put("type", "hello").put("token", token("known", "write")));
    known.join(room, "Known");
    String rules = cluster.redis().cli("hgetall", rulesKey());
    assertThat(rules).contains("address ").doesNotContain("192.0.2", "c0000207");
    done(moderate("unban").put("by", by));
    known.await("moderated");
    assertThat(code(bad.ask(joining("Another")))).isEqualTo("done");
  }

  private String rulesKey() {
    return cluster.redis().cli("keys", "*:" + room + ":rules").strip();
  }

  @Test
  void what_holds_survives_those_who_set_it() {
    moderator.join(room, "Mod");
    done(set("topic", "kept"));
    done(moderate("slow").put("seconds", 7));
    done(moderate("ban").put("user", "Bo").put("seconds", 3_600 * 24 * 300));
    assertThat(Long.parseLong(cluster.redis().cli("ttl", rulesKey()).strip()))
        .isGreaterThan(3_600 * 24 * 299);
    Node later = Cluster.start("later", cluster.redis().url(), settings());
    try {
      Tab tab = cluster.tabs().connect(later.port());
      JsonObject joined = tab.join(room, "Cy");
      assertThat(joined.getString("topic")).isEqualTo("kept");
      assertThat(joined.getInteger("slow")).isEqualTo(7);
      assertThat(code(
              tab.ask(new JsonObject().put("type", "join").put("room", room).put("user", "Bo"))))
          .isEqualTo("forbidden");
    } finally {
      Tabs.await(later.stop());
    }
  }

  private static Map<String, String> settings() {
    return Map.of(SETTINGS[0], SETTINGS[1], SETTINGS[2], SETTINGS[3]);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void what_was_done_while_pub_sub_was_gone_holds_all_the_same(Way way, int instance) {
    moderator.join(room, "Mod");
    Guest guest = guest(way, instance);
    String by = guest.join(room, "Bo").getString("by");
    Guest other = guest(way, instance);
    other.join(room, "Cy");
    for (int i = 0; i < 5; i++) {
      cluster.redis().cli("client", "kill", "type", "pubsub");
      done(set("topic", "topic " + i));
    }
    cluster.redis().cli("client", "kill", "type", "pubsub");
    done(moderate("kick").put("by", by));
    cluster.redis().cli("client", "kill", "type", "pubsub");
    done(set("mode", "read-only"));
    assertThat(guest.hear("left").getString("reason")).isEqualTo("kicked");
    List<Long> seqs = new ArrayList<>();
    while (seqs.size() < 7) {
      seqs.add(other.hear("moderated").getLong("seq"));
    }
    assertThat(seqs)
        .isEqualTo(Stream.iterate(seqs.get(0), seq -> seq + 1).limit(7).toList());
    assertThat(code(other.say(room, "x"))).isEqualTo("read_only");
  }

  private RawHttp.Answer post(String body) {
    String json = body.replace('\'', '"');
    return RawHttp.ask(
        cluster.port(1),
        "POST /api/rooms/" + room + "/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
            + json);
  }

  @ParameterizedTest
  @CsvSource({
    "mode, value, read-only, 403, read_only",
    "mode, value, locked, 403, read_only",
    "mute, user, Bo, 403, forbidden",
    "ban, user, Bo, 403, forbidden",
  })
  void who_speaks_without_a_socket_is_bound_all_the_same(
      String action, String field, String value, int status, String code) {
    moderator.join(room, "Mod");
    done(moderate(action).put(field, value).put("seconds", 60));
    RawHttp.Answer refused = post("{'user':'Bo','text':'x'}");
    assertThat(refused.status()).isEqualTo(status);
    assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo(code);
  }

  @Test
  void who_speaks_without_a_socket_has_turns_too() {
    moderator.join(room, "Mod");
    done(set("topic", "slowly"));
    done(moderate("slow").put("seconds", 60));
    assertThat(post("{'user':'Bo','text':'x'}").status()).isEqualTo(201);
    assertThat(post("{'user':'Bo','text':'y'}").status()).isEqualTo(429);
    assertThat(post("{'user':'Cy','text':'y'}").status()).isEqualTo(201);
    JsonObject told = new JsonObject(
        RawHttp.get(cluster.port(1), "/api/rooms/" + room, "Host: 127.0.0.1").body());
    assertThat(told.getString("topic")).isEqualTo("slowly");
    assertThat(told.getInteger("slow")).isEqualTo(60);
    assertThat(told.fieldNames()).doesNotContain("mode");
  }

  @Test
  void a_reader_of_events_goes_when_their_address_is_banned() {
    moderator.join(room, "Mod");
    Tab bad = from("192.0.2.9", 1);
    String by = bad.ask(joining("Bo")).getString("by");
    // Asked for at once, or what comes meanwhile is lost.
    Promise<Void> open = Promise.promise();
    Future<Buffer> stream = cluster
        .tabs()
        .http()
        .request(HttpMethod.GET, cluster.port(1), "127.0.0.1", "/api/rooms/" + room + "/events")
        .compose(request -> request.putHeader("X-Forwarded-For", "192.0.2.9").send())
        .compose(response -> {
          open.complete();
          return response.body();
        });
    Tabs.await(open.future());
    done(moderate("ban").put("by", by).put("seconds", 60).put("address", true));
    assertThat(Tabs.await(stream).toString()).contains("event: bye", "banned");
    assertThat(RawHttp.get(
                cluster.port(1),
                "/api/rooms/" + room + "/events",
                "Host: 127.0.0.1",
                "X-Forwarded-For: 192.0.2.9")
            .status())
        .isEqualTo(403);
  }

  @Test
  void a_ban_ends_by_itself() {
    moderator.join(room, "Mod");
    Guest guest = guest(Way.NATIVE, 1);
    String by = guest.join(room, "Bo").getString("by");
    done(moderate("ban").put("by", by).put("seconds", 1));
    guest.hear("left");
    JsonObject answer = guest.join(room, "Bo");
    while (code(answer).equals("forbidden")) {
      // As it was told to.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(answer.getLong("retryAfterMs")));
      answer = guest.join(room, "Bo");
    }
    assertThat(code(guest.say(room, "sorry"))).isEqualTo("done");
  }

  @Test
  void a_room_has_a_thousand_bans_at_most() {
    moderator.join(room, "Mod");
    done(moderate("ban").put("by", "first"));
    List<String> command = new ArrayList<>(List.of("hset", rulesKey()));
    for (int i = 1; i < 1_000; i++) {
      command.add("mute bother-" + i);
      command.add("99999999999999");
    }
    cluster.redis().cli(command.toArray(String[]::new));
    JsonObject refused = moderator.ask(moderate("mute").put("by", "one-too-many"));
    assertThat(code(refused)).isEqualTo("bad_request");
    assertThat(refused.getString("message")).contains("1,000");
    done(moderate("ban").put("by", "first").put("seconds", 5));
    done(moderate("unban").put("by", "first"));
    done(moderate("mute").put("by", "one-too-many"));
  }

  @Test
  void what_another_program_put_there_is_passed_over() {
    moderator.join(room, "Mod");
    done(set("topic", "ours"));
    String key = rulesKey();
    cluster.redis().cli("hset", key, "mode", "dark", "ban x", "soon", "slow", "-1", "other", "1");
    Node later = Cluster.start("later", cluster.redis().url(), settings());
    try {
      assertThat(cluster.tabs().connect(later.port()).join(room, "Cy").getString("topic"))
          .isEqualTo("ours");
      cluster.redis().cli("set", key, "a text");
      done(set("topic", "ours again"));
      assertThat(cluster.redis().cli("hget", key, "topic").strip()).isEqualTo("ours again");
    } finally {
      Tabs.await(later.stop());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{'action':'burn'}; bad_request; burn",
        "{'action':'kick'}; bad_request; by",
        "{'action':'ban','by':'a b'}; bad_request; by",
        "{'action':'ban','by':'x','seconds':0}; bad_request; seconds",
        "{'action':'mute','by':'x','seconds':31536001}; bad_request; seconds",
        "{'action':'slow'}; bad_request; seconds",
        "{'action':'slow','seconds':-1}; bad_request; seconds",
        "{'action':'mode','value':'dark'}; bad_request; value",
        "{'action':'topic'}; bad_request; value",
        "{'action':'ban','by':'x','address':1}; bad_request; address",
        "{'action':'topic','value':'LONG'}; too_long; 200",
      })
  void what_does_not_fit_is_named(String frame, String code, String named) {
    moderator.join(room, "Mod");
    String json = frame.replace('\'', '"').replace("LONG", "é".repeat(201));
    JsonObject refused = moderator.ask(moderate("").mergeIn(new JsonObject(json)));
    assertThat(code(refused)).isEqualTo(code);
    assertThat(refused.getString("message")).contains(named);
  }
}
