package salons.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.Detour;
import salons.e2e.LogCapture;
import salons.e2e.Readiness;
import salons.e2e.RedisServer;
import salons.e2e.Stranger;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** What answers as Redis, and is of no use: the instance is not ready, says why, and logs it once. */
@Tag("process")
final class RedisStatesTest {
  /** Longer than the longest back-off and a renewal of the lease: what flaps would have been logged again. */
  private static final long LASTING_MS = 2_500;

  private static final String META = "salons:{instances}:meta";

  private final Tabs tabs = new Tabs();
  private final LogCapture log = new LogCapture("salons.redis");
  private final List<Node> nodes = new ArrayList<>();
  private final List<RedisServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    log.close();
    tabs.close();
    nodes.forEach(node -> Tabs.await(node.stop()));
    servers.forEach(RedisServer::close);
  }

  @Test
  void a_master_that_becomes_a_replica() {
    RedisServer redis = redis();
    whileIt(
        redis,
        "is a replica",
        () -> redis.cli("REPLICAOF", "127.0.0.1", "1"),
        () -> redis.cli("REPLICAOF", "NO", "ONE"));
  }

  @Test
  void a_replica_that_takes_writes_all_the_same() {
    RedisServer redis = redis("--replica-read-only", "no");
    redis.cli("REPLICAOF", "127.0.0.1", "1");
    Node node = start(redis.url());
    assertLasts(node, "is a replica");
  }

  @Test
  void a_full_one() {
    RedisServer redis = redis();
    whileIt(
        redis,
        "is full",
        () -> redis.cli("CONFIG", "SET", "maxmemory", "1"),
        () -> redis.cli("CONFIG", "SET", "maxmemory", "0"));
  }

  @Test
  void one_that_lacks_replicas() {
    RedisServer redis = redis();
    whileIt(
        redis,
        "refuses to write",
        () -> redis.cli("CONFIG", "SET", "min-replicas-to-write", "1"),
        () -> redis.cli("CONFIG", "SET", "min-replicas-to-write", "0"));
  }

  @Test
  void one_that_takes_a_right_away() {
    RedisServer redis = redis();
    whileIt(
        redis,
        "too few rights",
        () -> redis.cli("ACL", "SETUSER", "default", "-xadd"),
        () -> redis.cli("ACL", "SETUSER", "default", "+@all"));
  }

  @Test
  void one_that_gives_a_right_back_while_nobody_speaks() {
    RedisServer redis = redis();
    Node node = start(redis.url());
    Readiness.awaitReady(tabs, node);
    Tab tab = tabs.connect(node.port());
    tab.join("room", "Ana");
    redis.cli("ACL", "SETUSER", "default", "-xadd");
    tab.mutter("room", "is anybody there?");
    assertLasts(node, "too few rights");
    redis.cli("ACL", "SETUSER", "default", "+@all");
    assertOver(node);
  }

  @Test
  void one_that_forbids_channels() {
    RedisServer redis = redis();
    redis.cli("ACL", "SETUSER", "deaf", "on", "nopass", "~*", "+@all", "resetchannels");
    Node node = start("redis://deaf:x@127.0.0.1:" + redis.port());
    assertLasts(node, "too few rights");
    redis.cli("ACL", "SETUSER", "deaf", "allchannels");
    assertOver(node);
  }

  @Test
  void one_that_wants_another_password() {
    RedisServer redis = redis();
    redis.cli("ACL", "SETUSER", "ana", "on", ">right", "~*", "&*", "+@all");
    Node node = start("redis://ana:wrong@127.0.0.1:" + redis.port());
    assertLasts(node, "does not let this instance in");
    redis.cli("ACL", "SETUSER", "ana", ">wrong");
    assertOver(node);
  }

  @Test
  void one_that_wants_a_password_and_gets_none() {
    RedisServer redis = redis();
    redis.cli("CONFIG", "SET", "requirepass", "secret");
    assertLasts(start(redis.url()), "does not let this instance in");
  }

  @Test
  void one_that_wants_no_password_and_gets_one() {
    RedisServer redis = redis();
    assertLasts(
        start("redis://:secret@127.0.0.1:" + redis.port()), "does not let this instance in");
  }

  @Test
  void a_database_that_it_does_not_have() {
    assertLasts(start(redis().url() + "/999"), "refuses what this program needs");
  }

  @Test
  void a_node_of_a_cluster() {
    RedisServer redis = redis("--cluster-enabled", "yes");
    assertThat(redis.cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383")).isEqualTo("OK");
    Node node = start(redis.url());
    assertLasts(node, "a node of a Redis Cluster");
    assertThat(redis.cli("DBSIZE")).isEqualTo("0");
  }

  @Test
  void a_key_of_another_type_where_the_format_should_be() {
    RedisServer redis = redis();
    redis.cli("SET", META, "x");
    Node node = start(redis.url());
    assertLasts(node, "holds what no version of this program wrote");
    redis.cli("DEL", META);
    assertOver(node);
  }

  @Test
  void a_key_of_another_type_that_comes_while_it_is_used() {
    RedisServer redis = redis();
    whileIt(
        redis,
        "holds what no version of this program wrote",
        () -> redis.cli("SET", META, "x"),
        () -> redis.cli("DEL", META));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "2.5", "1e300", "0x10", "99999999999999999999"})
  void a_format_that_is_none(String format) {
    RedisServer redis = redis();
    redis.cli("HSET", META, "format", format);
    Node node = start(redis.url());
    Readiness.awaitReason(tabs, node, "holds what no version of this program wrote");
    assertThat(redis.cli("HGET", META, "format")).isEqualTo(format);
    redis.cli("HDEL", META, "format");
    assertOver(node);
  }

  @Test
  void one_that_brings_nothing_of_what_is_published() throws IOException {
    try (Detour detour = new Detour(redis())) {
      Node node = start(detour.url());
      Readiness.awaitReady(tabs, node);
      detour.hold();
      assertLasts(node, "is not heard");
      detour.release();
      assertOver(node);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "+OK\r\n+OK\r\n+OK\r\n",
        "$-1\r\n$-1\r\n$-1\r\n"
      })
  void what_is_no_redis(String greeting) throws IOException {
    try (Stranger stranger = Stranger.saying(greeting)) {
      assertLasts(start(stranger.url()), "is no Redis");
    }
  }

  @Test
  void what_says_back_what_it_hears() throws IOException {
    try (Stranger stranger = Stranger.echoing()) {
      assertLasts(start(stranger.url()), "is no Redis");
    }
  }

  @Test
  void what_accepts_and_says_nothing() throws IOException {
    try (Stranger stranger = Stranger.saying("")) {
      assertLasts(start(stranger.url()), "Redis is out of reach");
      assertThat(stranger.connections()).as("tries, of two connections").isBetween(2, 12);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://127.0.0.1:1",
        "redis://no.such.host.invalid",
        "redis://no_such_host",
        "unix:///no/such/socket"
      })
  void nothing_at_all(String url) {
    assertLasts(start(url), "Redis is out of reach");
  }

  @Test
  void an_echo_that_somebody_else_made_is_none() {
    RedisServer redis = redis();
    Node node = start(redis.url());
    Readiness.awaitReady(tabs, node);
    String channel = redis.cli("PUBSUB", "CHANNELS", "salons:probe:*");
    String before = subscriber(redis);
    for (String forged : List.of("-1", "0", "1", "999999", "9999999999999999999", "x", "")) {
      assertThat(redis.cli("PUBLISH", channel, forged)).isEqualTo("1");
    }
    assertLasts(node, "");
    assertThat(subscriber(redis)).as("the connection").isEqualTo(before);
    assertThat(log.lines()).singleElement().asString().contains("unreadable probe");
  }

  @Test
  void who_asks_for_readiness_asks_nothing_of_redis() {
    RedisServer redis = redis();
    Node node = start(redis.url());
    Readiness.awaitReady(tabs, node);
    long before = commands(redis);
    for (int i = 0; i < 300; i++) {
      assertThat(Readiness.reason(tabs, node)).isEmpty();
    }
    assertThat(commands(redis) - before).isLessThan(150);
  }

  @Test
  void what_puts_messages_at_risk_is_warned_of_once() {
    RedisServer risky =
        RedisServer.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
    servers.add(risky);
    Node node = start(risky.url());
    Readiness.awaitReady(tabs, node);
    risky.cli("CLIENT", "KILL", "TYPE", "normal");
    Readiness.awaitReady(tabs, node);
    assertThat(log.lines().stream().filter(line -> !line.contains("Redis is ")).toList())
        .hasSize(2)
        .anyMatch(
            line -> line.startsWith("WARN ") && line.contains("maxmemory-policy is allkeys-lru"))
        .anyMatch(line -> line.startsWith("WARN ") && line.contains("set appendonly to yes"));
  }

  private void whileIt(RedisServer redis, String reason, Runnable refuses, Runnable accepts) {
    Node node = start(redis.url());
    Readiness.awaitReady(tabs, node);
    List<Tab> talkers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Tab tab = tabs.connect(node.port());
      tab.join("room-" + i, "Ana");
      talkers.add(tab);
    }
    refuses.run();
    for (int i = 0; i < talkers.size(); i++) {
      talkers.get(i).mutter("room-" + i, "is anybody there?");
    }
    assertLasts(node, reason);
    accepts.run();
    for (int i = 0; i < talkers.size(); i++) {
      assertThat(talkers.get(i).say("room-" + i, "again").getString("type")).isEqualTo("ack");
    }
    assertOver(node);
  }

  /** It stays so, and one line says it; with no reason, it stays ready. */
  private void assertLasts(Node node, String reason) {
    Readiness.awaitReason(tabs, node, reason);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LASTING_MS);
    while (System.nanoTime() < end) {
      String now = Readiness.reason(tabs, node);
      assertThat(now).contains(reason);
      assertThat(now.isEmpty()).isEqualTo(reason.isEmpty());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    if (!reason.isEmpty()) {
      assertThat(log.lines()).singleElement().asString().startsWith("WARN ").contains(reason);
    }
  }

  private void assertOver(Node node) {
    Readiness.awaitReady(tabs, node);
    assertThat(log.lines()).hasSize(2).last().isEqualTo("INFO Redis is back");
  }

  private RedisServer redis(String... options) {
    List<String> all = new ArrayList<>(List.of("--appendonly", "yes"));
    all.addAll(List.of(options));
    RedisServer server = RedisServer.start(all.toArray(String[]::new));
    servers.add(server);
    return server;
  }

  private Node start(String url) {
    Node node = Cluster.start("node", url, Map.of());
    nodes.add(node);
    return node;
  }

  private static String subscriber(RedisServer redis) {
    return redis
        .cli("CLIENT", "LIST", "TYPE", "pubsub")
        .lines()
        .map(line -> line.replaceAll(" name=.*", ""))
        .reduce("", String::concat);
  }

  private static long commands(RedisServer redis) {
    return redis
        .cli("INFO", "stats")
        .lines()
        .filter(line -> line.startsWith("total_commands_processed:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .sum();
  }
}
