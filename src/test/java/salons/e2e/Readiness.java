package salons.e2e;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import salons.Node;

/** Whether an instance says that it is ready, and if not, why. */
public final class Readiness {
  private static final long PATIENCE_S = 20;
  private static final long UNREADY_S = 4;
  private static final long LOOK_EVERY_MS = 20;

  private Readiness() {}

  public static void awaitReady(Tabs tabs, Node node) {
    await(tabs, node, String::isEmpty, "ready");
  }

  /** Waits until it is not ready for a reason with these words in it. */
  public static void awaitReason(Tabs tabs, Node node, String words) {
    await(tabs, node, reason -> reason.contains(words), words);
  }

  /** Fails if it is ready at any time within some seconds, while something is done again and again. */
  public static void staysUnready(Tabs tabs, Node node, Runnable meanwhile) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(UNREADY_S);
    while (System.nanoTime() < end) {
      meanwhile.run();
      if (reason(tabs, node).isEmpty()) {
        throw new AssertionError("ready");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
    }
  }

  private static void await(Tabs tabs, Node node, Predicate<String> wanted, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    String reason = reason(tabs, node);
    while (!wanted.test(reason)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never " + what + ", but: '" + reason + "'");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
      reason = reason(tabs, node);
    }
  }

  /** Why Redis cannot be used; empty when it can. */
  public static String reason(Tabs tabs, Node node) {
    return checks(tabs, node).getJsonArray("checks").stream()
        .map(check -> (JsonObject) check)
        .filter(check -> check.getString("id").equals("redis"))
        .filter(check -> !check.getString("status").equals("UP"))
        .map(check -> check.getJsonObject("data").getString("reason"))
        .findFirst()
        .orElse("");
  }

  private static JsonObject checks(Tabs tabs, Node node) {
    return Tabs.await(tabs.http()
            .request(HttpMethod.GET, node.port(), "127.0.0.1", "/health/ready")
            // One step within the other: on the event loop, before the response can be over.
            .compose(request -> request.send().compose(response -> response.body())))
        .toJsonObject();
  }
}
