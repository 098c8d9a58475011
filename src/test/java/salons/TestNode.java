package salons;

import io.vertx.core.Future;
import salons.redis.PresenceTimes;

/** An instance as {@link Main} starts one, but whose people are missed after a second or two: in this process, or as its main class. */
public final class TestNode {
  private static final int FASTER = 8;

  /** Those of death are an eighth of the usual; those that spare Redis or sockets are as ever. */
  public static final PresenceTimes TIMES = faster(PresenceTimes.DEFAULT);

  private TestNode() {}

  public static Future<Node> start(Settings settings) {
    return Node.start(settings, TIMES);
  }

  public static void main(String[] arguments) {
    Main.run(TestNode::start);
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
