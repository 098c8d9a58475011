package salons.embedded;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.redis.RedisAddress;

/**
 * A Redis for those who have none, shared by all instances of this machine that use the same data folder. Who holds the lock on the
 * folder looks after it: starts it, and starts it again over the same files when it died. When that instance ends, in order or not,
 * another takes the lock, and takes up the Redis that runs, or starts it again; so nothing that was acknowledged is lost.
 */
public final class EmbeddedRedis implements RedisAddress {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);
  private static final long RETRY_MS = 20;

  private final Vertx vertx;
  private final Path folder;
  private final RedisProcess redis;
  private final Timing timing;
  private final ScheduledExecutorService thread;

  // Owned by the thread.
  private final FolderLock lock;
  private final RestartBackoff backoff = new RestartBackoff();
  private String complaint = "";

  private EmbeddedRedis(
      Vertx vertx,
      Path folder,
      EmbeddedSettings settings,
      Timing timing,
      FolderLock lock,
      ScheduledExecutorService thread) {
    this.vertx = vertx;
    this.folder = folder;
    this.redis = new RedisProcess(folder, RedisPrograms.of(settings.program()), settings.memory());
    this.timing = timing;
    this.lock = lock;
    this.thread = thread;
  }

  /** Completes when the Redis of the folder answers; fails with one sentence that says what to do. */
  public static Future<EmbeddedRedis> start(Vertx vertx, EmbeddedSettings settings) {
    return start(vertx, settings, Timing.USUAL);
  }

  static Future<EmbeddedRedis> start(Vertx vertx, EmbeddedSettings settings, Timing timing) {
    String os = System.getProperty("os.name");
    if (os.startsWith("Windows")) {
      return Future.failedFuture(
          new IllegalStateException(BundledRedis.unsupported(os, System.getProperty("os.arch"))));
    }
    // Not a daemon: while Redis starts it may be all that keeps the process from ending.
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
        task -> new Thread(task, "salons-embedded-redis"));
    return on(thread, () -> open(vertx, settings, timing, thread))
        .onFailure(failure -> thread.shutdown());
  }

  @Override
  public Future<String> url() {
    return vertx.executeBlocking(
        () -> {
          String url = redis.url();
          if (url == null) {
            throw new IOException("no Redis runs in " + folder + " yet");
          }
          return url;
        },
        false);
  }

  /** Lets go of the folder. The last instance shuts Redis down; while others use it, it goes on and another looks after it. */
  public Future<Void> stop() {
    return thread.isShutdown() ? Future.succeededFuture() : on(thread, this::letGo);
  }

  private static EmbeddedRedis open(
      Vertx vertx, EmbeddedSettings settings, Timing timing, ScheduledExecutorService thread) {
    Path folder = settings.folder().toAbsolutePath().normalize();
    try {
      Path real = PrivateFiles.folder(folder);
      EmbeddedRedis embedded =
          new EmbeddedRedis(vertx, real, settings, timing, new FolderLock(real), thread);
      embedded.begin();
      return embedded;
    } catch (IOException e) {
      throw new IllegalStateException("No Redis can be started in the data folder " + folder + ": "
          + reason(e) + ". Set data.dir to another folder, or redis.url to a Redis of yours.");
    } catch (InterruptedException e) {
      throw new IllegalStateException("The start was interrupted.");
    }
  }

  private void begin() throws IOException, InterruptedException {
    try {
      awaitFirst();
    } catch (IOException | InterruptedException | RuntimeException e) {
      lock.release();
      throw e;
    }
    var looking = thread.scheduleWithFixedDelay(
        this::lookAgain, timing.lookEveryMs(), timing.lookEveryMs(), TimeUnit.MILLISECONDS);
    assert !looking.isDone();
  }

  private void awaitFirst() throws IOException, InterruptedException {
    log.debug("Waiting for the Redis in {} to answer", folder);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timing.startWithinMs());
    for (look(); !redis.answers(); look()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("it does not answer");
      }
      Thread.sleep(RETRY_MS);
    }
    if (!lock.isHeld()) {
      log.info("Using the Redis {}, which another instance looks after", redis);
    }
  }

  /** Takes the lock if it is free; who holds it sees to it that Redis runs. */
  private void look() throws IOException, InterruptedException {
    boolean before = lock.isHeld();
    if (!lock.take()) {
      return;
    }
    if (redis.answers()) {
      complaint = "";
      if (!before) {
        log.info("Looking after the Redis in {} from now on", folder);
      }
    } else if (redis.lives()) {
      complain("it lives, but does not answer");
    } else {
      restart(before);
    }
  }

  private void restart(boolean lookedAfter) throws IOException, InterruptedException {
    if (lookedAfter && complaint.isEmpty()) {
      complaint = "it has died";
      log.warn("The Redis in {} has died: {}", folder, redis.lastWords());
    }
    if (backoff.tryStart(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()))) {
      log.info("{} started, data in {}", redis.start(), folder);
      complaint = "";
    }
  }

  private void lookAgain() {
    try {
      look();
    } catch (IOException | RuntimeException e) {
      complain(reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Once, not at every look. */
  private void complain(String why) {
    if (!complaint.equals(why)) {
      complaint = why;
      log.warn("The Redis in {} cannot be looked after: {}", folder, why);
    }
  }

  private @Nullable Void letGo() throws IOException, InterruptedException {
    thread.shutdown();
    try {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timing.letGoWithinMs());
      // Whoever holds the lock of a Redis that nobody uses is stopping as well, and may have seen
      // our connections last.
      while (redis.isIdle() && !lock.take() && System.nanoTime() < deadline) {
        Thread.sleep(RETRY_MS);
      }
      if (lock.isHeld() && redis.isIdle()) {
        redis.shutDown();
        log.info("Redis stopped, data in {}", folder);
      }
      return null;
    } finally {
      lock.release();
    }
  }

  private static String reason(Exception e) {
    if (e instanceof FileSystemException failure) {
      return PrivateFiles.inWords(failure);
    }
    String message = RedisLog.inWords(String.valueOf(e.getMessage()));
    return e.getClass() == IOException.class
        ? message
        : e.getClass().getSimpleName() + " " + message;
  }

  private static <T extends @Nullable Object> Future<T> on(
      ScheduledExecutorService thread, Callable<T> work) {
    Promise<T> promise = Promise.promise();
    thread.execute(() -> {
      try {
        promise.complete(work.call());
      } catch (Exception e) {
        promise.fail(e);
      }
    });
    return promise.future();
  }
}
