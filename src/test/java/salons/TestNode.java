package salons;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import salons.redis.PresenceTimes;

/** An instance as {@link Main} starts one, but whose people are missed after a second or two: in this process, or as its main class. */
public final class TestNode {
  private static final int FASTER = 8;

  /** Those of death are an eighth of the usual; those that spare Redis or sockets are as ever. */
  public static final PresenceTimes TIMES = faster(PresenceTimes.DEFAULT);

  /** Settings for tests of something else, which ask for more at once than a client may. */
  private static final List<String> LIMITS = List.of(
      "messages.per.second",
      "bytes.per.second",
      "joins.per.second",
      "pages.per.second",
      "frames.per.second",
      "rooms.per.minute",
      "requests.per.second",
      "connections.per.address");

  private TestNode() {}

  /** These settings, with every limit lifted that they do not set. */
  public static Map<String, String> unlimited(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    LIMITS.forEach(limit -> all.put(limit, "0"));
    all.putAll(settings);
    return all;
  }

  public static Future<Node> start(Settings settings) {
    return Node.start(settings, TIMES);
  }

  /** As {@link Node#start(Settings)}, but with the transport that is Vert.x' own. */
  public static Future<Node> startOfPublicTransport(Settings settings) {
    return Node.start(settings, PresenceTimes.DEFAULT, false, Promise.promise());
  }

  public static void main(String[] arguments) {
    LIMITS.forEach(limit -> System.getProperties().putIfAbsent(limit, "0"));
    Main.run(TestNode::start);
  }

  /** As {@link Main}, but with the transport that is Vert.x' own. */
  public static final class OfPublicTransport {
    private OfPublicTransport() {}

    public static void main(String[] arguments) {
      Main.run(TestNode::startOfPublicTransport);
    }
  }

  private static PresenceTimes faster(PresenceTimes usual) {
    return new PresenceTimes(
        usual.tickMs(),
        usual.sliceMs(),
        usual.restMs(),
        usual.lingeringMs() / FASTER,
        usual.patienceMs(),
        usual.roundMs() / FASTER,
        usual.renewMs() / FASTER,
        usual.leaseMs() / FASTER,
        usual.sweepMs() / FASTER,
        usual.peopleTtlS(),
        usual.instancesTtlS());
  }
}
