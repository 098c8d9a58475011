package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis for those who have none, shared by all instances of this machine that use the same data folder. Who holds the lock on the
 * folder looks after it: starts it, and starts it again over the same files when it died. When that instance ends, in order or not,
 * another takes the lock, and takes up the Redis that runs, or starts it again; so nothing that was acknowledged is lost.
 */
public final class EmbeddedRedis implements RedisAddress {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);
  private static final long LOOK_EVERY_MS = 500;
  private static final long START_WITHIN_S = 30;

  private final Vertx vertx;
  private final Path folder;
  private final EmbeddedServer server;
  private final FileChannel lockFile;
  private final ScheduledExecutorService thread;

  // Owned by the thread.
  private @Nullable FileLock lock;
  private String complaint = "";

  private EmbeddedRedis(
      Vertx vertx,
      Path folder,
      EmbeddedServer server,
      FileChannel lockFile,
      ScheduledExecutorService thread) {
    this.vertx = vertx;
    this.folder = folder;
    this.server = server;
    this.lockFile = lockFile;
    this.thread = thread;
  }

  /** Completes when the Redis of the folder answers; fails with one sentence that says what to do. */
  public static Future<EmbeddedRedis> start(Vertx vertx, Path dataFolder) {
    String os = System.getProperty("os.name");
    String arch = System.getProperty("os.arch");
    String resource = EmbeddedProgram.resource(os, arch).orElse(null);
    if (resource == null) {
      return Future.failedFuture(new IllegalStateException(EmbeddedProgram.unsupported(os, arch)));
    }
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
        task -> new Thread(task, "salons-embedded-redis"));
    Path folder = dataFolder.toAbsolutePath().normalize();
    return on(thread, () -> open(vertx, folder, new EmbeddedServer(folder, resource), thread))
        .onFailure(failure -> thread.shutdown());
  }

  @Override
  public Future<String> url() {
    return vertx.executeBlocking(
        () -> {
          String url = server.url();
          if (url == null) {
            throw new IOException("no Redis runs in " + folder + " yet");
          }
          return url;
        },
        false);
  }

  /** Lets go of the folder. The last instance shuts Redis down; while others use it, it goes on and another looks after it. */
  public Future<Void> stop() {
    return on(thread, this::letGo).eventually(() -> {
      thread.shutdownNow();
      return Future.succeededFuture();
    });
  }

  private static EmbeddedRedis open(
      Vertx vertx, Path folder, EmbeddedServer server, ScheduledExecutorService thread) {
    try {
      Files.createDirectories(folder);
      FileChannel lockFile = FileChannel.open(
          folder.resolve("redis.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      EmbeddedRedis embedded = new EmbeddedRedis(vertx, folder, server, lockFile, thread);
      embedded.awaitFirst();
      return embedded;
    } catch (IOException e) {
      throw new IllegalStateException("No Redis can be started in the data folder " + folder + ": "
          + reason(e) + ". Set data.dir to another folder, or redis.url to a Redis of yours.");
    } catch (InterruptedException e) {
      throw new IllegalStateException("The start was interrupted.");
    }
  }

  private void awaitFirst() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_WITHIN_S);
    look();
    while (!server.answers()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("it does not answer");
      }
      Thread.sleep(20);
      look();
    }
    var looking = thread.scheduleWithFixedDelay(
        this::lookAgain, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    assert !looking.isDone();
  }

  /** Takes the lock if it is free; who holds it sees to it that Redis runs. */
  private void look() throws IOException, InterruptedException {
    boolean takenOver = lock == null && tryLock();
    if (lock == null || server.answers()) {
      if (takenOver) {
        log.info("Looking after the Redis in {} from now on", folder);
      }
    } else if (!server.lives()) {
      if (!takenOver) {
        log.warn("The Redis in {} has died", folder);
      }
      server.start();
      log.info("Redis {} started, data in {}", EmbeddedProgram.VERSION, folder);
    }
  }

  private void lookAgain() {
    try {
      look();
      complaint = "";
    } catch (IOException e) {
      if (!complaint.equals(reason(e))) {
        complaint = reason(e);
        log.warn("The Redis in {} cannot be looked after: {}", folder, complaint);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closing any channel of the file would give up the lock of every node in this process, so this one stays open. */
  private boolean tryLock() throws IOException {
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException heldByAnotherNodeOfThisProcess) {
      lock = null;
    }
    return lock != null;
  }

  private @Nullable Void letGo() throws IOException, InterruptedException {
    // Whoever looked after it may have stopped a moment ago.
    if (lock != null || tryLock()) {
      if (server.answers() && !server.isUsed()) {
        server.shutDown();
        log.info("Redis stopped, data in {}", folder);
      }
      lockFile.close();
    }
    return null;
  }

  private static String reason(IOException e) {
    return e.getMessage() == null
        ? e.toString()
        : e.getClass().getSimpleName().equals("IOException")
            ? e.getMessage()
            : e.getClass().getSimpleName() + " " + e.getMessage();
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
