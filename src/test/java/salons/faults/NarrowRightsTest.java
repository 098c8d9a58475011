package salons.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.Settings;
import salons.TestNode;
import salons.e2e.LogCapture;
import salons.e2e.Readiness;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** A Redis as a careful operator sets it up: everything works with the rights that README names, and by every kind of address. */
@Tag("process")
final class NarrowRightsTest {
  private static final Pattern RULE = Pattern.compile("ACL SETUSER salons on '>secret' (.*)");
  private static final String PASSWORD = "+/#@% :é?&=";

  @TempDir
  Path folder;

  private final Tabs tabs = new Tabs();
  private final List<Node> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    tabs.close();
    nodes.forEach(node -> Tabs.await(node.stop()));
  }

  @Test
  void the_rights_in_the_readme_are_enough_for_everything() throws IOException {
    try (RedisServer redis = redis()) {
      allow(redis, rule());
      journey(redis, url(redis), true);
    }
  }

  @Test
  void without_the_three_that_may_be_left_out_it_works_as_well() throws IOException {
    try (RedisServer redis = redis()) {
      allow(redis, rule().replaceAll(" \\+(client\\|setname|info|config\\|get)(?= |$)", ""));
      journey(redis, url(redis), false);
    }
  }

  @Test
  void commands_that_do_not_exist_any_more_are_not_missed() {
    try (RedisServer redis = RedisServer.start(
        "--appendonly",
        "yes",
        "--rename-command",
        "CLIENT",
        "",
        "--rename-command",
        "HELLO",
        "",
        "--rename-command",
        "CONFIG",
        "",
        "--rename-command",
        "SCRIPT",
        "")) {
      journey(redis, redis.url(), false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+hlen", "+hset", "+expire", "+publish", "+xadd", "&salons:*"})
  void a_right_that_is_taken_away_is_told_and_makes_no_message_lost_or_doubled(String right)
      throws IOException {
    try (RedisServer redis = redis();
        LogCapture log = new LogCapture("salons.redis.RedisHealth")) {
      allow(redis, rule());
      Node node = start("one", url(redis));
      Readiness.awaitReady(tabs, node);
      Tab ana = tabs.connect(node.port());
      ana.join("general", "Ana");
      allow(redis, right.startsWith("&") ? "resetchannels" : right.replace('+', '-'));
      ana.mutter("general", "said without an id");
      ana.send(Tab.message("general", "said without").put("id", "id-1"));
      Readiness.awaitReason(tabs, node, "too few rights");
      Readiness.staysUnready(
          tabs, node, () -> ana.send(Tab.message("general", "said without").put("id", "id-1")));
      assertThat(log.lines())
          .filteredOn(line -> line.contains("too few rights"))
          .hasSize(1);
      allow(redis, right);
      JsonObject first = sayUntilTaken(ana, "id-2", "said with");
      Readiness.awaitReady(tabs, node);
      JsonObject second = sayUntilTaken(ana, "id-1", "said without");
      List<JsonObject> kept =
          Tab.inside(tabs.connect(node.port()).join("general", "Bo", new JsonObject()));
      assertThat(Tab.texts(kept)).doesNotHaveDuplicates().contains("said without", "said with");
      assertThat(Tab.seqs(kept)).contains(first.getLong("seq"), second.getLong("seq"));
      assertThat(Tab.texts(ana.messages("general"))).contains("said without", "said with");
    }
  }

  private static JsonObject sayUntilTaken(Tab tab, String id, String text) {
    JsonObject answer = tab.say(id, "general", text);
    for (int i = 0; i < 1_000 && !"ack".equals(answer.getString("type")); i++) {
      answer = tab.say(id, "general", text);
    }
    return answer;
  }

  @Test
  void by_a_unix_socket_with_a_password_into_another_database() throws IOException {
    Path socket = folder.resolve("redis socket");
    try (RedisServer redis = redis("--unixsocket", socket.toString())) {
      allow(redis, "~* &* +@all");
      String url = "unix://salons:" + encode(PASSWORD) + "@" + folder + "/redis%20socket?db=3";
      journey(redis, url, true);
      assertThat(redis.cli("DBSIZE")).isEqualTo("0");
      assertThat(redis.cli("INFO", "keyspace")).contains("db3:");
    }
  }

  /** Talks, is seen, outlives a restart, and leaves. */
  private void journey(RedisServer redis, String url, boolean named) {
    try (LogCapture log = new LogCapture("salons.redis")) {
      Node one = start("one", url);
      Node two = start("two", url);
      Readiness.awaitReady(tabs, one);
      Readiness.awaitReady(tabs, two);
      assertThat(log.lines()).isEmpty();
      Tab ana = tabs.connect(one.port());
      Tab bo = tabs.connect(two.port());
      ana.join("general", "Ana", new JsonObject().put("key", "Zm9ydHktdHdvLWd1ZXN0cw"));
      bo.join("general", "Bo");
      awaitPresence(ana, "joined");
      assertThat(ana.say("id-1", "general", "hello").getString("type")).isEqualTo("ack");
      bo.awaitMessage("hello");
      assertThat(ana.say("id-1", "general", "hello").getBoolean("duplicate")).isTrue();
      for (String change : List.of(
          "'type':'react','emoji':'😀','on':true",
          "'type':'edit','text':'hi'",
          "'type':'react','emoji':'😀','on':false",
          "'type':'delete'")) {
        JsonObject frame = new JsonObject("{" + change.replace('\'', '"') + "}");
        assertThat(ana.ask(frame.put("room", "general").put("seq", 1)).getString("type"))
            .as(change)
            .isEqualTo("ack");
      }
      bo.await("deleted");
      assertThat(redis.cli("CLIENT", "LIST").contains("name=salons-one-commands"))
          .isEqualTo(named);
      redis.kill();
      redis.restart();
      Readiness.awaitReady(tabs, one);
      Readiness.awaitReady(tabs, two);
      assertThat(bo.say("general", "still here").getString("type")).isEqualTo("ack");
      ana.awaitMessage("still here");
      assertThat(tabs.connect(one.port()).join("general", "Cy").getInteger("count"))
          .isEqualTo(3);
      Tabs.await(two.stop());
      nodes.remove(two);
      awaitPresence(ana, "left");
      assertThat(log.lines()).allMatch(line -> line.contains("Redis is "));
    }
  }

  /** Of Bo. */
  private static void awaitPresence(Tab tab, String change) {
    tab.await(
        "Bo to have " + change,
        frame -> "presence".equals(frame.getString("type"))
            && frame.getJsonArray(change).contains("Bo"));
  }

  private Node start(String name, String url) {
    Node node = Tabs.await(TestNode.start(Settings.of(Map.of(
        "port", "0", "host", "127.0.0.1", "loops", "1", "instance", name, "redis.url", url))));
    nodes.add(node);
    return node;
  }

  private static void allow(RedisServer redis, String rule) {
    List<String> command =
        new ArrayList<>(List.of("ACL", "SETUSER", "salons", "on", ">" + PASSWORD));
    command.addAll(List.of(rule.split(" ")));
    assertThat(redis.cli(command.toArray(String[]::new))).isEqualTo("OK");
    assertThat(redis.cli("ACL", "SAVE")).isEqualTo("OK");
  }

  /** Its users outlive a restart. */
  private RedisServer redis(String... options) throws IOException {
    Path users = Files.createTempFile(folder, "users", ".acl");
    List<String> all =
        new ArrayList<>(List.of("--appendonly", "yes", "--aclfile", users.toString()));
    all.addAll(List.of(options));
    return RedisServer.start(all.toArray(String[]::new));
  }

  private static String url(RedisServer redis) {
    return "redis://salons:" + encode(PASSWORD) + "@127.0.0.1:" + redis.port();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String rule() throws IOException {
    Matcher rule = RULE.matcher(Files.readString(Path.of("README.md")));
    assertThat(rule.find()).as("the rule stands in README").isTrue();
    return rule.group(1);
  }
}
