package salons;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.redis.PresenceTimes;

/** An instance as {@link Main} starts one, but whose people are missed after a second or two: in this process, or as its main class. */
public final class TestNode {
  private static final int FASTER = 8;

  /** Those of death are an eighth of the usual; those that spare Redis or sockets are as ever. */
  public static final PresenceTimes TIMES = faster(PresenceTimes.DEFAULT);

  private static final Logger log = LoggerFactory.getLogger(TestNode.class);

  private TestNode() {}

  public static Future<Node> start(Settings settings) {
    return Node.start(settings, TIMES);
  }

  public static void main(String[] arguments) {
    start(Settings.load()).onSuccess(TestNode::started).onFailure(failure -> {
      log.error("It does not start", failure);
      Runtime.getRuntime().halt(1);
    });
  }

  private static void started(Node node) {
    Signals.on("TERM", () -> stop(node));
    log.info(
        "Instance {} is ready for a test: open http://localhost:{}/",
        node.instance(),
        Integer.toString(node.port()));
  }

  private static void stop(Node node) {
    try {
      node.stop().toCompletionStage().toCompletableFuture().get(9, TimeUnit.SECONDS);
      Runtime.getRuntime().halt(0);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      log.error("It does not stop", e);
      Runtime.getRuntime().halt(1);
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
