package salons.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import salons.Node;
import salons.Settings;
import salons.TestNode;

/**
 * A redis-server and some instances in this JVM, for all tests of a class; register it as a static {@code @RegisterExtension}.
 * Tests keep out of each other's way by {@linkplain #room rooms} of their own. Tabs are closed behind each test.
 */
public final class Cluster
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {
  private static final AtomicInteger ROOMS = new AtomicInteger();

  private final int size;
  private final boolean unlimited;
  private final Map<String, String> settings = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final RedisServer redis;
  private final Tabs tabs;

  private Cluster(int size, boolean unlimited, String... settings) {
    this.size = size;
    this.unlimited = unlimited;
    for (int i = 0; i < settings.length; i += 2) {
      this.settings.put(settings[i], settings[i + 1]);
    }
    this.redis = RedisServer.start();
    this.tabs = new Tabs();
  }

  /** {@code settings} are names and values in turn; limits that they do not set are lifted. */
  public static Cluster of(int size, String... settings) {
    return new Cluster(size, true, settings);
  }

  /** As {@link #of}, but with all limits as they are by default. */
  public static Cluster limited(int size, String... settings) {
    return new Cluster(size, false, settings);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    tabs.closeAll();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  /** What {@link #beforeAll} does, for who shares it between classes. */
  public void start() {
    for (int i = 0; i < size; i++) {
      String name = "node-" + i;
      nodes.add(
          unlimited ? start(name, redis.url(), settings) : startAs(name, redis.url(), settings));
    }
  }

  @Override
  public void close() {
    for (Node node : nodes) {
      Tabs.await(node.stop());
    }
    tabs.close();
    redis.close();
  }

  /** An instance on a free port of the loopback; limits that {@code settings} do not set are lifted. */
  public static Node start(String name, String redisUrl, Map<String, String> settings) {
    return startAs(name, redisUrl, TestNode.unlimited(settings));
  }

  private static Node startAs(String name, String redisUrl, Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(Map.of("port", "0", "host", "127.0.0.1", "loops", "2", "instance", name));
    all.put("redis.url", redisUrl);
    all.putAll(settings);
    return Tabs.await(Node.start(Settings.of(all)));
  }

  public RedisServer redis() {
    return redis;
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  public int port(int index) {
    return nodes.get(index).port();
  }

  public int size() {
    return size;
  }

  public Tabs tabs() {
    return tabs;
  }

  /** A tab on an instance, welcomed. */
  public Tab tab(int index) {
    return tabs.connect(port(index));
  }

  /** A room that no other test uses. */
  public static String room() {
    return "room-" + ROOMS.incrementAndGet();
  }
}
