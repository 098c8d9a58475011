package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** What is told over plain HTTP of rooms and instances. */
final class ApiTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(2, "public.url", "https://chat.example/here");

  private final String room = Cluster.room();

  private record Answer(HttpClientResponse response, JsonObject body) {}

  @Test
  void rooms_with_somebody_in_them_are_listed_fullest_first() {
    String fuller = Cluster.room();
    for (String name : List.of("Ana", "Bo", "Cy")) {
      cluster.tab(name.length() % 2).join(fuller, name);
    }
    cluster.tab(0).join(room, "Ana");
    cluster.tab(1).join(room, "Ana");
    JsonObject three = new JsonObject().put("name", fuller).put("members", 3);
    JsonObject one = new JsonObject().put("name", room).put("members", 1);
    for (int node : new int[] {0, 1}) {
      JsonObject listed =
          until(cluster.port(node), "/api/rooms", body -> names(body).contains(room));
      assertThat(listed.getJsonArray("rooms").stream()).containsSubsequence(three, one);
      Answer answer = get(cluster.port(node), "/api/rooms");
      assertThat(answer.response.statusCode()).isEqualTo(200);
      assertThat(answer.response.getHeader("Content-Type")).isEqualTo("application/json");
      assertThat(answer.response.getHeader("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  void a_room_that_was_left_is_listed_no_more() {
    Tab ana = cluster.tab(0);
    ana.join(room, "Ana");
    until("/api/rooms", answer -> names(answer).contains(room));
    ana.ask(new JsonObject().put("type", "leave").put("room", room));
    until("/api/rooms", answer -> !names(answer).contains(room));
  }

  @Test
  void a_room_that_nobody_emptied_is_not_listed_and_forgotten() {
    cluster.redis().cli("ZADD", "salons:{instances}:occupied", "1000", "ghost");
    until("/api/rooms", answer -> {
      assertThat(names(answer)).doesNotContain("ghost");
      return cluster
          .redis()
          .cli("ZSCORE", "salons:{instances}:occupied", "ghost")
          .equals("(nil)");
    });
  }

  @Test
  void at_most_a_hundred_rooms_are_listed() {
    Tab ana = cluster.tab(0);
    for (int i = 0; i < 99; i++) {
      ana.join(Cluster.room(), "Ana");
    }
    Tab bo = cluster.tab(1);
    for (int i = 0; i < 10; i++) {
      bo.join(Cluster.room(), "Bo");
    }
    bo.join(room, "Bo");
    cluster.tab(1).join(room, "Cy");
    JsonObject rooms = until("/api/rooms", answer -> names(answer).contains(room));
    assertThat(names(rooms)).hasSize(100);
  }

  @Test
  void every_instance_is_told_and_the_own_one_marked() {
    cluster.tab(0).join(room, "Ana");
    cluster.tab(1).join(room, "Ana");
    cluster.tab(1).join(room, "Bo");
    for (int node : new int[] {0, 1}) {
      JsonObject state = until(
          cluster.port(node),
          "/api/cluster?room=" + room,
          answer -> instance(answer, 0).getInteger("connections") == 1
              && instance(answer, 1).getInteger("connections") == 2
              && instance(answer, 1).getInteger("members") == 2
              && instance(answer, 1).getInteger("rooms") == 1);
      assertThat(state.getString("self")).isEqualTo("node-" + node);
      assertThat(state.getJsonArray("instances")).hasSize(2);
      for (int each : new int[] {0, 1}) {
        JsonObject instance = instance(state, each);
        assertThat(instance.getString("id")).isEqualTo("node-" + each);
        assertThat(instance.getString("host")).isEqualTo("127.0.0.1");
        assertThat(instance.getInteger("port")).isEqualTo(cluster.port(each));
        assertThat(instance.getLong("startedAt")).isPositive();
        assertThat(instance.getString("url")).isEqualTo("https://chat.example/here");
        assertThat(instance.getString("version")).isNotEmpty();
        assertThat(instance.getLong("ageMs")).isBetween(0L, 12_000L);
      }
      assertThat(instance(state, 0).getInteger("members")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON",
        "[]",
        "{}",
        "{'id':'half','host':'h'}",
        "{'id':'x','host':'h','port':'a','startedAt':1,'connections':0,'rooms':0,'version':'1'}",
        "{'id':'x','host':'h','port':1,'startedAt':{},'connections':0,'rooms':0,'version':'1'}"
      })
  void an_instance_that_tells_of_itself_otherwise_is_left_out(String about) {
    RedisServer redis = cluster.redis();
    redis.cli("HSET", "salons:{instances}:about", "foreign", about.replace('\'', '"'));
    redis.cli("ZADD", "salons:{instances}:leases", "9999999999999", "foreign");

    // Of a room that nobody asked for yet, so that it is no answer of before.
    JsonObject state = get(cluster.port(0), "/api/cluster?room=" + Cluster.room()).body;

    redis.cli("HDEL", "salons:{instances}:about", "foreign");
    redis.cli("ZREM", "salons:{instances}:leases", "foreign");
    assertThat(state.getJsonObject("redis").getBoolean("reachable")).isTrue();
    assertThat(state.getJsonArray("instances")).hasSize(2);
  }

  @Test
  void a_room_of_a_name_that_cannot_be_is_left_out_and_forgotten_when_nobody_is_there() {
    RedisServer redis = cluster.redis();
    cluster.tab(0).join(room, "Ana");
    redis.cli("ZADD", "salons:{instances}:occupied", "1000", "bad name");
    until("/api/rooms", answer -> {
      assertThat(names(answer)).doesNotContain("bad name");
      return names(answer).contains(room)
          && redis.cli("ZSCORE", "salons:{instances}:occupied", "bad name").equals("(nil)");
    });
  }

  @Test
  void redis_is_told_with_the_age_of_what_was_measured() {
    JsonObject redis = until(
            "/api/cluster", answer -> answer.getJsonObject("redis").containsKey("pubsubMs"))
        .getJsonObject("redis");
    assertThat(redis.getString("mode")).isEqualTo("standalone");
    assertThat(redis.getBoolean("reachable")).isTrue();
    assertThat(redis.getDouble("roundTripMs")).isPositive();
    assertThat(redis.getDouble("pubsubMs")).isPositive();
    assertThat(redis.getLong("ageMs")).isBetween(0L, 12_000L);
  }

  @Test
  void members_are_told_only_of_a_room() {
    JsonObject state = get(cluster.port(0), "/api/cluster").body;
    assertThat(instance(state, 0).containsKey("members")).isFalse();
  }

  @Test
  void a_room_that_cannot_be_is_a_problem() {
    Answer answer = get(cluster.port(0), "/api/cluster?room=a%20b");
    assertThat(answer.response.statusCode()).isEqualTo(400);
    assertThat(answer.response.getHeader("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body.getString("code")).isEqualTo("bad_room");
  }

  @Test
  void what_is_asked_again_and_again_is_asked_of_redis_a_few_times_a_second() {
    String uri = "/api/cluster?room=" + room;
    long before = commands("zrange");
    long start = System.nanoTime();
    for (int i = 0; i < 300; i++) {
      assertThat(get(cluster.port(0), uri).response.statusCode()).isEqualTo(200);
    }
    long moments = (System.nanoTime() - start) / 1_000_000 / RecentAnswers.KEPT_MS + 1;
    long loops = 2;
    // Instances ask a few times a second for themselves.
    assertThat(commands("zrange") - before).isLessThan(loops * moments + 20 * moments);
  }

  @Test
  void more_rooms_than_anybody_looks_at_are_not_asked_for_in_a_moment() {
    AtomicLong now = new AtomicLong();
    AtomicInteger calls = new AtomicInteger();
    RecentAnswers<Integer, Integer> answers = new RecentAnswers<>(now::get);
    for (int i = 0; i < 10_000; i++) {
      int key = i;
      Future<Integer> answer =
          answers.get(key, () -> Future.succeededFuture(calls.incrementAndGet()));
      assertThat(answer.succeeded()).isEqualTo(i < RecentAnswers.MOST);
      assertThat(answers
              .get(0, () -> Future.succeededFuture(calls.incrementAndGet()))
              .result())
          .isEqualTo(1);
    }
    assertThat(calls).hasValue(RecentAnswers.MOST);
    now.set(TimeUnit.MILLISECONDS.toNanos(RecentAnswers.KEPT_MS));
    assertThat(answers.get(-1, () -> Future.succeededFuture(7)).result()).isEqualTo(7);
    assertThat(answers.get(0, () -> Future.succeededFuture(8)).result()).isEqualTo(8);
  }

  @Test
  void a_call_that_takes_long_is_shared_by_all_who_wait() {
    AtomicLong now = new AtomicLong();
    Promise<Integer> slow = Promise.promise();
    RecentAnswers<String, Integer> answers = new RecentAnswers<>(now::get);
    Future<Integer> first = answers.get("a", slow::future);
    now.set(TimeUnit.SECONDS.toNanos(5));
    assertThat(answers.get("a", () -> Future.succeededFuture(2))).isSameAs(first);
    slow.fail("no");
    assertThat(answers.get("a", () -> Future.succeededFuture(2)).result()).isEqualTo(2);
  }

  private static long commands(String name) {
    return cluster
        .redis()
        .cli("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*calls=(\\d+).*", "$1")))
        .sum();
  }

  @Test
  void without_redis_an_instance_tells_of_itself() throws Exception {
    try (RedisServer redis = RedisServer.start()) {
      Node node = Cluster.start("alone", redis.url(), Map.of());
      redis.kill();
      JsonObject state = until(
          node.port(),
          "/api/cluster",
          answer -> !answer.getJsonObject("redis").getBoolean("reachable"));
      assertThat(state.getString("self")).isEqualTo("alone");
      assertThat(state.getJsonArray("instances")).hasSize(1);
      Answer rooms = get(node.port(), "/api/rooms");
      assertThat(rooms.response.statusCode()).isEqualTo(503);
      assertThat(rooms.body.getString("code")).isEqualTo("unavailable");
      Tabs.await(node.stop());
    }
  }

  private static List<String> names(JsonObject rooms) {
    return rooms.getJsonArray("rooms").stream()
        .map(room -> ((JsonObject) room).getString("name"))
        .toList();
  }

  private static JsonObject instance(JsonObject state, int index) {
    return state.getJsonArray("instances").getJsonObject(index);
  }

  @salons.e2e.CanIgnoreReturnValue
  private JsonObject until(String uri, Predicate<JsonObject> wanted) {
    return until(cluster.port(0), uri, wanted);
  }

  @salons.e2e.CanIgnoreReturnValue
  private static JsonObject until(int port, String uri, Predicate<JsonObject> wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (true) {
      JsonObject body = get(port, uri).body;
      if (wanted.test(body)) {
        return body;
      }
      assertThat(System.nanoTime()).as("still " + body).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static Answer get(int port, String uri) {
    return Tabs.await(cluster
        .tabs()
        .http()
        .request(HttpMethod.GET, port, "127.0.0.1", uri)
        // One step within the other: on the event loop, before the response can be over.
        .compose(request -> request
            .send()
            .compose(response ->
                response.body().map(body -> new Answer(response, body.toJsonObject())))));
  }
}
