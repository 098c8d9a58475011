package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Cluster;
import salons.e2e.Issuer;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** What administrators may, over HTTP, on whatever instance. */
final class AdminApiTest {
  static final String TOKEN = "an-operators-token-of-32-bytes-and-more";

  @RegisterExtension
  static final Cluster cluster =
      Cluster.of(2, "admin.token", TOKEN, "auth.jwt.secret", Issuer.SECRET);

  private static final String KEY = "Zm9ydHktdHdvLWd1ZXN0cw";

  private final String room = Cluster.room();

  private record Answer(HttpClientResponse response, Buffer body) {
    int status() {
      return response.statusCode();
    }

    JsonObject json() {
      return body.toJsonObject();
    }
  }

  private static Answer ask(HttpMethod method, int port, String path, String token) {
    return Tabs.await(cluster
        .tabs()
        .http()
        .request(method, port, "127.0.0.1", "/api/admin/" + path)
        .compose(request -> {
          if (!token.isEmpty()) {
            request.putHeader("Authorization", "Bearer " + token);
          }
          return request
              .send()
              .compose(response -> response.body().map(all -> new Answer(response, all)));
        }));
  }

  private static Answer get(String path) {
    return ask(HttpMethod.GET, cluster.port(0), path, TOKEN);
  }

  @CanIgnoreReturnValue
  private static Answer delete(int node, String path) {
    return ask(HttpMethod.DELETE, cluster.port(node), path, TOKEN);
  }

  private Tab ana(int node) {
    Tab tab = cluster.tab(node);
    tab.join(room, "Ana", new JsonObject().put("key", KEY));
    return tab;
  }

  // A room

  @Test
  void an_erased_room_is_in_no_key_and_its_members_begin_anew_on_every_instance() {
    Tab ana = ana(0);
    Tab bo = cluster.tab(1);
    bo.join(room, "Bo");
    ana.say(room, "first-secret.");
    ana.say(room, "second-secret.");
    bo.awaitMessage("second-secret.");
    ana.ask(new JsonObject()
        .put("type", "react")
        .put("id", "r")
        .put("room", room)
        .put("seq", 1)
        .put("emoji", "👍")
        .put("on", true));
    assertThat(Gone.holders(cluster.redis(), "-secret.")).isNotEmpty();
    Answer answer = delete(1, "rooms/" + room);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(new JsonObject().put("fileRewritten", true));
    assertThat(Gone.holders(cluster.redis(), "-secret.")).isEmpty();
    for (Tab tab : List.of(ana, bo)) {
      JsonObject resync = tab.await("resync");
      assertThat(resync.getJsonArray("messages")).isEmpty();
      assertThat(resync.encode()).doesNotContain("-secret.");
    }
    ana.say(room, "anew");
    assertThat(bo.awaitMessage("anew").getLong("seq")).isEqualTo(1);
    for (int node : List.of(0, 1)) {
      JsonObject joined = cluster.tab(node).join(room, "Cy");
      assertThat(Tab.texts(Tab.inside(joined))).containsExactly("anew");
    }
  }

  @Test
  void a_room_that_nobody_knows_is_not_made_by_who_would_erase_it() {
    assertThat(delete(0, "rooms/" + room).status()).isEqualTo(404);
    assertThat(delete(0, "rooms/" + room + "/messages/1").status()).isEqualTo(404);
    assertThat(get("rooms/" + room + "/export").status()).isEqualTo(404);
    assertThat(cluster.redis().cli("KEYS", "*" + room + "*")).isBlank();
  }

  // A message

  @Test
  void a_message_is_deleted_as_by_a_moderator() {
    Tab ana = ana(0);
    ana.say(room, "said-by-ana.");
    assertThat(delete(1, "rooms/" + room + "/messages/1").status()).isEqualTo(200);
    JsonObject deleted = ana.await("deleted");
    assertThat(deleted.getLong("of")).isEqualTo(1);
    assertThat(deleted.getString("user")).isEqualTo("admin");
    assertThat(deleted.containsKey("by")).isFalse();
    assertThat(Gone.holders(cluster.redis(), "said-by-ana.")).isEmpty();
    Answer again = delete(0, "rooms/" + room + "/messages/1");
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.json().getString("code")).isEqualTo("no_such_message");
  }

  @Test
  void a_verified_administrator_is_named_in_what_they_delete_and_in_the_record() {
    ana(0).say(room, "said");
    String token = Issuer.token(Issuer.about("root-1", "Rita").put("admin", true));
    String path = "rooms/" + room + "/messages/1";
    assertThat(ask(HttpMethod.DELETE, cluster.port(0), path, token).status()).isEqualTo(200);
    assertThat(new JsonObject(export().get(1)).getString("user")).isEqualTo("Rita");
    JsonObject entry = audit("limit=1000").stream()
        .map(each -> (JsonObject) each)
        .filter(each -> each.getString("what").endsWith(path))
        .findFirst()
        .orElseThrow();
    assertThat(entry.getString("who")).isEqualTo("root-1");
  }

  // A person

  @Test
  void all_that_somebody_said_is_in_no_key_and_everybody_is_told() {
    String other = Cluster.room();
    Tab ana = ana(0);
    ana.join(other, "Anna", new JsonObject().put("key", KEY));
    Tab bo = cluster.tab(1);
    bo.join(room, "Bo");
    bo.join(other, "Bo");
    for (String each : List.of(room, other)) {
      ana.say(each, "their-first.");
      bo.say(each, "not-theirs.");
      ana.say(each, "their-second.");
      ana.ask(new JsonObject()
          .put("type", "edit")
          .put("id", each)
          .put("room", each)
          .put("seq", 1)
          .put("text", "their-first-edited."));
      ana.ask(new JsonObject()
          .put("type", "react")
          .put("id", "r" + each)
          .put("room", each)
          .put("seq", 2)
          .put("emoji", "👍")
          .put("on", true));
    }
    String by = new JsonObject(export().get(0)).getString("by");
    Answer answer = delete(1, "people/" + by);
    assertThat(answer.status()).isEqualTo(200);
    List<String> lines = answer.body().toString().lines().toList();
    JsonObject last = new JsonObject(lines.get(lines.size() - 1));
    assertThat(last.getBoolean("done")).isTrue();
    assertThat(last.getInteger("messages")).isEqualTo(4);
    assertThat(last.getInteger("reactions")).isEqualTo(2);
    assertThat(last.getInteger("rooms")).isGreaterThanOrEqualTo(2);
    assertThat(Gone.holders(cluster.redis(), "their-")).isEmpty();
    assertThat(Gone.holders(cluster.redis(), "not-theirs.")).isNotEmpty();
    for (String each : List.of(room, other)) {
      for (long of : List.of(1L, 3L)) {
        bo.await(
            "deleted " + of + " in " + each,
            heard -> "deleted".equals(heard.getString("type"))
                && heard.getLong("of") == of
                && each.equals(heard.getString("room")));
      }
    }
    JsonObject kept = Tab.inside(cluster.tab(0).join(room, "Cy")).stream()
        .filter(each -> "not-theirs.".equals(each.getString("text")))
        .findFirst()
        .orElseThrow();
    assertThat(kept.containsKey("reactions")).isFalse();
    assertThat(newestEntry().getString("outcome")).contains("\"messages\":4");
  }

  @Test
  void who_said_nothing_leaves_nothing_to_erase() {
    List<String> lines = delete(0, "people/nobody").body().toString().lines().toList();
    assertThat(new JsonObject(lines.get(lines.size() - 1)).getInteger("messages"))
        .isZero();
  }

  @Test
  void a_redis_that_will_not_do_its_part_is_told_of() {
    ana(0).say(room, "said");
    cluster.redis().cli("ACL", "SETUSER", "default", "-bgrewriteaof", "-scan");
    try {
      Answer erased = delete(0, "rooms/" + room);
      assertThat(erased.json()).isEqualTo(new JsonObject().put("fileRewritten", false));
      Answer refused = delete(0, "people/nobody");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.json().getString("detail")).contains("SCAN");
    } finally {
      cluster.redis().cli("ACL", "SETUSER", "default", "+@all");
    }
  }

  // A connection, an instance

  @Test
  void a_connection_is_ended_from_whichever_instance() {
    Tab ana = Tabs.await(cluster.tabs().open(cluster.port(0)));
    Tab bo = cluster.tab(0);
    String connection = ana.await("welcome").getString("connection");
    Answer answer = delete(1, "sessions/" + connection);
    assertThat(answer.status()).isEqualTo(204);
    JsonObject bye = ana.await("bye");
    assertThat(bye.getString("reason")).isEqualTo("kicked");
    assertThat(bye.containsKey("retryAfterMs")).isFalse();
    assertThat(bo.join(room, "Bo").getString("type")).isEqualTo("joined");
    assertThat(delete(1, "sessions/" + connection).status()).isEqualTo(404);
  }

  @Test
  void an_instance_is_drained_by_another_and_stays() {
    Node node = Cluster.start("to-drain", cluster.redis().url(), Map.of());
    try {
      Tab ana = cluster.tabs().connect(node.port());
      ana.join(room, "Ana");
      Answer answer = ask(HttpMethod.POST, cluster.port(0), "instances/to-drain/drain", TOKEN);
      assertThat(answer.status()).isEqualTo(204);
      assertThat(ana.await("bye").getString("reason")).isEqualTo("restarting");
      assertThat(RawHttp.get(node.port(), "/health/ready", "Host: localhost").status())
          .isEqualTo(503);
      assertThat(RawHttp.get(node.port(), "/health/live", "Host: localhost").status())
          .isEqualTo(200);
      assertThat(newestEntry().getString("what")).endsWith("/instances/to-drain/drain");
      assertThat(cluster.tab(1).join(room, "Bo").getString("type")).isEqualTo("joined");
    } finally {
      Tabs.await(node.stop());
    }
    assertThat(ask(HttpMethod.POST, cluster.port(0), "instances/nobody/drain", TOKEN)
            .status())
        .isEqualTo(404);
  }

  // All that was said

  private List<String> export() {
    Answer answer = get("rooms/" + room + "/export");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.response().getHeader("Content-Type")).isEqualTo("application/x-ndjson");
    return answer.body().toString().lines().toList();
  }

  @Test
  void an_export_has_every_event_of_the_log_a_line() {
    Tab ana = ana(0);
    ana.say(room, "one");
    ana.say(room, "two");
    ana.ask(new JsonObject()
        .put("type", "edit")
        .put("id", "e")
        .put("room", room)
        .put("seq", 1)
        .put("text", "one, edited"));
    List<JsonObject> events = export().stream().map(JsonObject::new).toList();
    assertThat(events).extracting(event -> event.getLong("seq")).containsExactly(1L, 2L, 3L);
    assertThat(events)
        .extracting(event -> event.getString("text"))
        .containsExactly("one, edited", "two", "one, edited");
  }

  @Test
  void an_export_longer_than_any_page_is_whole_though_it_is_taken_slowly() {
    Tab ana = ana(0);
    String text = "x".repeat(4_000);
    for (int i = 0; i < 500; i++) {
      ana.mutter(room, text);
    }
    ana.awaitMessages(room, 500);
    HttpClientResponse response = Tabs.await(cluster
        .tabs()
        .http()
        .request(
            HttpMethod.GET, cluster.port(1), "127.0.0.1", "/api/admin/rooms/" + room + "/export")
        .compose(
            request -> request.putHeader("Authorization", "Bearer " + TOKEN).send())
        .map(HttpClientResponse::pause));
    // While nobody takes it, others are served, and it does not pile up.
    cluster.tab(1).join(Cluster.room(), "Bo");
    Future<Buffer> body = response.body();
    response.resume();
    List<String> lines = Tabs.await(body).toString().lines().toList();
    assertThat(lines).hasSize(500);
    assertThat(new JsonObject(lines.get(499)).getLong("seq")).isEqualTo(500);
  }

  // The record

  private static JsonArray audit(String query) {
    return get("audit?" + query).json().getJsonArray("entries");
  }

  private static JsonObject newestEntry() {
    return audit("limit=1").getJsonObject(0);
  }

  @Test
  void every_call_is_on_record_with_who_what_when_from_where_and_its_outcome() {
    ana(0).say(room, "said");
    delete(1, "rooms/" + room);
    JsonObject entry = newestEntry();
    assertThat(entry.getString("who")).isEqualTo("token");
    assertThat(entry.getString("what")).isEqualTo("DELETE /api/admin/rooms/" + room);
    assertThat(entry.getString("from")).isEqualTo("127.0.0.1");
    assertThat(entry.getString("instance")).isEqualTo("node-1");
    assertThat(entry.getString("outcome")).startsWith("done");
    assertThat(entry.getLong("at")).isPositive();
    delete(0, "rooms/nobody-knows-it");
    assertThat(newestEntry().getString("outcome")).isEqualTo("not found");
    assertThat(newestEntry().getString("what")).isEqualTo("GET /api/admin/audit");
  }

  @Test
  void the_record_has_pages() {
    for (int i = 0; i < 5; i++) {
      delete(0, "rooms/" + room + i);
    }
    Answer first = get("audit?limit=2");
    Answer second = get("audit?limit=3&before=" + first.json().getString("next"));
    assertThat(second.json().getJsonArray("entries"))
        .extracting(entry -> ((JsonObject) entry).getString("what"))
        .containsExactly(
            "DELETE /api/admin/rooms/" + room + 2,
            "DELETE /api/admin/rooms/" + room + 1,
            "DELETE /api/admin/rooms/" + room + 0);
  }

  @Test
  void what_another_program_keeps_in_place_of_the_record_does_not_stop_anybody() {
    cluster.redis().cli("DEL", "salons:{instances}:audit");
    cluster.redis().cli("SET", "salons:{instances}:audit", "mine");
    assertThat(delete(0, "rooms/" + room).status()).isEqualTo(404);
    assertThat(newestEntry().getString("what")).endsWith(room);
  }

  // Who is let in

  @Test
  void without_the_setting_there_is_nothing() {
    Node node = Cluster.start("plain", cluster.redis().url(), Map.of());
    try {
      Answer answer = ask(HttpMethod.GET, node.port(), "audit", TOKEN);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.response().getHeader("Content-Type")).isEqualTo("application/problem+json");
    } finally {
      Tabs.await(node.stop());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"audit", "../%61dmin/audit", "./audit", "%61udit", "rooms/general", "nothing"})
  void however_it_is_spelled_nobody_gets_in_without_a_token(String path) {
    assertThat(ask(HttpMethod.GET, cluster.port(0), path, "").status()).isEqualTo(401);
  }

  @Test
  void a_token_without_the_claim_is_not_enough() {
    String token = Issuer.token(Issuer.about("ana"));
    Answer answer = ask(HttpMethod.GET, cluster.port(0), "audit", token);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().getString("code")).isEqualTo("forbidden");
  }

  @Test
  void in_the_query_it_is_not_taken() {
    assertThat(ask(HttpMethod.GET, cluster.port(0), "audit?access_token=" + TOKEN, "")
            .status())
        .isEqualTo(401);
  }

  @Test
  void whoever_guesses_has_to_wait_whatever_they_show() {
    Node node = Cluster.start("guessed", cluster.redis().url(), Map.of("admin.token", TOKEN));
    try {
      for (int i = 0; i < 10; i++) {
        assertThat(ask(HttpMethod.GET, node.port(), "audit", TOKEN + i).status())
            .isEqualTo(401);
      }
      Answer answer = ask(HttpMethod.GET, node.port(), "audit", TOKEN);
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.response().getHeader("Retry-After")).isNotNull();
    } finally {
      Tabs.await(node.stop());
    }
  }
}
