package salons;

import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an instance from system properties and environment, and stops it in an orderly way on SIGTERM or Ctrl-C. */
public final class Main {
  private static final int BAD_SETTING = 2;
  private static final int FAILED = 1;
  private static final int DONE = 0;
  /** One that follows so soon is the same: timeout(1) and others signal a process, and then its group. */
  private static final long SAME_SIGNAL_NS = 500_000_000;

  private static final long STOP_WITHIN_MS = 9_000;

  private final Logger log = LoggerFactory.getLogger(Main.class);
  private final CompletableFuture<Node> running = new CompletableFuture<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile long signalledAt = System.nanoTime() - SAME_SIGNAL_NS;

  Main() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0) {
      System.err.println(
          "\"" + arguments[0]
              + "\" is not understood: settings are given in front, as in java -Dport=3001 -jar …, or by the environment, as in PORT=3001.");
      System.exit(BAD_SETTING);
    }
    new Main().run(Node::start);
  }

  void run(Function<Settings, Future<Node>> start) {
    Settings settings;
    try {
      settings = Settings.load();
    } catch (BadSetting e) {
      System.err.println(e.getMessage());
      System.exit(BAD_SETTING);
      return;
    }
    Signals.on("TERM", this::signalled);
    Signals.on("INT", this::signalled);
    start.apply(settings).onSuccess(this::started).onFailure(failure -> {
      System.err.println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
      System.exit(FAILED);
    });
  }

  private void started(Node node) {
    long sinceStart =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    log.info(String.format(
        Locale.ROOT,
        "Instance %s is ready after %.1f s: open http://localhost:%d/",
        node.instance(),
        sinceStart / 1000.0,
        node.port()));
    running.complete(node);
    node.failed().onSuccess(this::failed);
  }

  /** The first signal stops in order, if need be as soon as the start is done; another one at once. */
  private void signalled() {
    long now = System.nanoTime();
    if (!stopping.getAndSet(true)) {
      signalledAt = now;
      stop(DONE);
    } else if (now - signalledAt > SAME_SIGNAL_NS) {
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private void failed(String why) {
    System.err.println(why);
    if (!stopping.getAndSet(true)) {
      // Not on this event loop, which is to be stopped meanwhile.
      new Thread(() -> stop(FAILED)).start();
    }
  }

  /** Blocks, and ends the process with {@code status} if it was stopped in time and in order. */
  private void stop(int status) {
    log.info("Stopping");
    boolean graceful = Shutdown.awaitGraceful(
        running.thenCompose(node -> node.stop().toCompletionStage()), STOP_WITHIN_MS);
    Runtime.getRuntime().halt(graceful ? status : FAILED);
  }
}
