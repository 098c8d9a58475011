package salons;

import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.async.OutOfMemory;

/** Starts an instance from system properties and environment, and stops it in an orderly way on SIGTERM or Ctrl-C. */
public final class Main {
  private static final int BAD_SETTING = 2;
  private static final int FAILED = 1;
  private static final int DONE = 0;
  /** One that follows so soon is the same: timeout(1) and others signal a process, and then its group. */
  private static final long SAME_SIGNAL_NS = 500_000_000;

  private static final long STOP_WITHIN_MS = 9_000;

  private final Settings settings;
  private final Logger log = LoggerFactory.getLogger(Main.class);
  private final CompletableFuture<Node> running = new CompletableFuture<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile long signalledAt = System.nanoTime() - SAME_SIGNAL_NS;

  private Main(Settings settings) {
    this.settings = settings;
  }

  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      run(Node::start);
      return;
    }
    CommandLine asked = CommandLine.read(arguments[0]);
    (asked.understood() ? System.out : System.err).println(asked.answer());
    System.exit(asked.understood() ? DONE : BAD_SETTING);
  }

  /** Whatever goes wrong ends the process with one line. */
  static void run(Function<Settings, Future<Node>> start) {
    OutOfMemory.watch();
    try {
      Settings settings = Settings.load();
      List<String> doubts = Settings.doubts();
      // Before the first logger: logback reads it, and would take an empty one for a level.
      System.setProperty(SettingsTable.LOG_LEVEL.name(), settings.logLevel());
      new Main(settings).run(start, doubts);
    } catch (BadSetting e) {
      end(BAD_SETTING, e);
    } catch (RuntimeException | LinkageError e) {
      end(FAILED, e);
    }
  }

  private void run(Function<Settings, Future<Node>> start, List<String> doubts) {
    log.info("Settings: {}", settings);
    doubts.forEach(log::warn);
    FileDescriptors.warning().ifPresent(log::warn);
    Signals.on("TERM", this::signalled);
    Signals.on("INT", this::signalled);
    start.apply(settings).onSuccess(this::started).onFailure(failure -> end(FAILED, failure));
  }

  private static void end(int status, Throwable failure) {
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    System.err.println(why.strip().replaceAll("\\s*\\R\\s*", " "));
    System.exit(status);
  }

  private void started(Node node) {
    long sinceStart =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    log.info(String.format(
        Locale.ROOT,
        "Instance %s listens on port %d after %.1f s: open %s",
        node.instance(),
        node.port(),
        sinceStart / 1000.0,
        settings.page()));
    node.ready().onSuccess(ready -> log.info("Instance {} is ready", node.instance()));
    node.doubled().onSuccess(log::warn);
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
