package salons.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salons.Node;
import salons.e2e.Authority;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Cluster;
import salons.e2e.LogCapture;
import salons.e2e.Readiness;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.embedded.FreePort;

/** A Redis that is reached by TLS, and those that had better not be. */
@Tag("process")
final class RedisTlsTest {
  @TempDir
  static Path folder;

  private static final List<RedisServer> servers = new ArrayList<>();
  private static Authority authority;
  private static Authority other;
  private static int port;
  private static RedisServer redis;

  private final Tabs tabs = new Tabs();
  private final List<Node> nodes = new ArrayList<>();

  @BeforeAll
  static void redis_with_tls() throws IOException {
    authority = new Authority(folder, "authority");
    other = new Authority(folder, "other");
    port = FreePort.reserve();
    redis = server(port, "dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1");
  }

  @AfterEach
  void stopNodes() {
    tabs.close();
    nodes.forEach(node -> Tabs.await(node.stop()));
  }

  @AfterAll
  static void stop() {
    servers.forEach(RedisServer::close);
  }

  @Test
  void messages_go_by_tls_to_a_host_that_the_certificate_names() {
    for (String host : List.of("localhost", "127.0.0.1", "127.1", "[::1]", "LOCALHOST")) {
      Node node = start("rediss://" + host + ":" + port, authority);
      Readiness.awaitReady(tabs, node);
      Tab ana = tabs.connect(node.port());
      ana.join("general", "Ana");
      assertThat(ana.say("general", "over " + host).getString("type")).isEqualTo("ack");
      ana.awaitMessage("over " + host);
    }
  }

  @Test
  void the_connection_comes_back() {
    Node node = start("rediss://localhost:" + port, authority);
    Readiness.awaitReady(tabs, node);
    redis.kill();
    Readiness.awaitReason(tabs, node, "out of reach");
    redis.restart();
    Readiness.awaitReady(tabs, node);
  }

  @Test
  void a_certificate_for_another_host_is_refused_and_said_so_once() throws IOException {
    int elsewhere = FreePort.reserve();
    server(elsewhere, "dns:elsewhere.example");
    assertRefused(
        elsewhere, authority, "its certificate is for another host than the one in redis.url");
  }

  @Test
  void a_certificate_of_another_authority_is_refused_and_said_so_once() {
    assertRefused(
        port,
        other,
        "no authority that is trusted here (setting redis.tls.ca) issued its certificate");
  }

  @Test
  void without_the_setting_only_those_that_java_trusts_are_trusted() {
    assertRefused(
        port,
        null,
        "no authority that is trusted here (setting redis.tls.ca) issued its certificate");
  }

  @Test
  void who_comes_with_tls_to_one_that_speaks_without_is_told_so() {
    assertToldWhy("rediss://localhost:" + redis.port(), "it may speak without TLS only (redis://)");
  }

  @Test
  void who_comes_without_tls_to_one_that_wants_it_is_told_so() {
    assertToldWhy("redis://localhost:" + port, "it may want TLS (rediss://)");
  }

  private void assertToldWhy(String url, String why) {
    try (LogCapture log = new LogCapture("salons.redis")) {
      Readiness.awaitReason(tabs, start(url, null), "Redis is out of reach");
      assertThat(log.lines()).singleElement().asString().contains(url).contains(why);
    }
  }

  private void assertRefused(int at, @Nullable Authority trusted, String reason) {
    try (LogCapture log = new LogCapture("salons.redis")) {
      Node node = start("rediss://localhost:" + at, trusted);
      Readiness.awaitReason(tabs, node, reason);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN ")
          .contains(reason)
          .contains("rediss://localhost:" + at);
    }
  }

  private Node start(String url, @Nullable Authority trusted) {
    Node node = Cluster.start(
        "node",
        url,
        trusted == null
            ? Map.of()
            : Map.of("redis.tls.ca", trusted.certificate().toString()));
    nodes.add(node);
    return node;
  }

  @CanIgnoreReturnValue
  private static RedisServer server(int tlsPort, String names) {
    List<String> options =
        new ArrayList<>(List.of("--appendonly", "yes", "--bind", "127.0.0.1", "::1"));
    options.addAll(authority.redis(tlsPort, names));
    RedisServer server = RedisServer.start(options.toArray(String[]::new));
    servers.add(server);
    return server;
  }
}
