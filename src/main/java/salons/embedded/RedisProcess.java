package salons.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The redis-server of a data folder, and the files that tell of it. Whoever starts one holds the folder's lock. All of it blocks:
 * only for the thread that looks after the embedded Redis.
 */
final class RedisProcess {
  /** Until now without the name of the user. */
  private static final Pattern URL =
      Pattern.compile("redis://(default)?:\\w+@127\\.0\\.0\\.1:\\d{1,5}");

  /** The program that runs, and where it listens on the loopback. */
  record Started(RedisProgram program, int port) {
    @Override
    public String toString() {
      return program + " on 127.0.0.1:" + port;
    }
  }

  private static final int ANSWER_WITHIN_MS = 1_000;
  private static final long START_WITHIN_MS = 5_000;
  private static final long FORK_WITHIN_MS = 10_000;
  private static final long STOP_WITHIN_MS = 5_000;
  private static final long LOOK_EVERY_MS = 10;

  /** What Redis writes later, too, is for its owner alone; where there is no shell, its folder has to do. */
  private static final Path SHELL = Path.of("/bin/sh");

  private final Path folder;
  private final RedisPrograms programs;
  private final long memory;
  private final RedisLog log;

  /**
   * @param folder its real path, as the system tells it of a process
   * @param memory bytes that data may take, 0 for any number
   */
  RedisProcess(Path folder, RedisPrograms programs, long memory) {
    this.folder = folder;
    this.programs = programs;
    this.memory = memory;
    this.log = new RedisLog(folder);
  }

  /** What the last one that was started is reached by, null when none was; whether it runs is another question. */
  @Nullable
  String url() throws IOException {
    try {
      String url = Files.readString(folder.resolve("redis.url")).strip();
      return URL.matcher(url).matches() ? url : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Without its password. */
  @Override
  public String toString() {
    try {
      String url = url();
      return (url == null
              ? ""
              : "on " + URI.create(url).getAuthority().replaceFirst(".*@", "") + " ")
          + "in " + folder;
    } catch (IOException e) {
      return "in " + folder;
    }
  }

  boolean answers() throws IOException {
    String url = url();
    return url != null && RedisCommand.answers(url, ANSWER_WITHIN_MS);
  }

  /** Whether a redis-server of this folder lives, be it frozen or loading: then a second one must not touch its files. */
  boolean lives() throws IOException {
    Path pidFile = folder.resolve("redis.pid");
    String pid = Files.exists(pidFile) ? Files.readString(pidFile).strip() : "";
    // Without a pid it may have been started just now, by an instance that has died since.
    return pid.matches("\\d{1,18}")
        ? ProcessHandle.of(Long.parseLong(pid))
            .filter(process -> ServerProcess.isNamedBy(folder, process))
            .isPresent()
        : ProcessHandle.allProcesses().anyMatch(process -> ServerProcess.isOf(folder, process));
  }

  /**
   * Starts one over the files of the last one, on the same port and with the same password where possible, in a session of its own:
   * a Ctrl-C in this terminal does not reach it. Returns what was started when it answers, or after a while when it is still loading.
   */
  Started start() throws IOException, InterruptedException {
    String before = url();
    String password = before == null ? newPassword() : RedisCommand.password(before);
    int port = before != null && FreePort.isFree(URI.create(before).getPort())
        ? URI.create(before).getPort()
        : FreePort.reserve();
    PrivateFiles.restrictAll(folder);
    // Before it starts: should this process die meanwhile, whoever takes over can reach what it
    // left.
    PrivateFiles.write(
        folder.resolve("redis.url"), "redis://default:" + password + "@127.0.0.1:" + port + "\n");
    return new Started(startFirstThatReads(port, password), port);
  }

  /** Data may have been written by a newer server than the best one of now. */
  private RedisProgram startFirstThatReads(int port, String password)
      throws IOException, InterruptedException {
    List<RedisProgram> candidates = programs.candidates(folder);
    for (RedisProgram program : candidates) {
      if (program.resource().isPresent()) {
        BundledRedis.extract(program.resource().get(), program.path());
      }
      PrivateFiles.write(
          folder.resolve("redis.conf"),
          RedisConfiguration.of(program.version(), port, password, memory));
      Files.deleteIfExists(folder.resolve("redis.pid"));
      if (launch(program)) {
        return program;
      }
    }
    throw new IOException(RedisLog.newer(candidates));
  }

  /** Why the last one ended, as far as it said so. */
  String lastWords() {
    return log.lastWords();
  }

  /** Ends it in order; every write is on disk then. */
  void shutDown() throws IOException, InterruptedException {
    String url = url();
    String refusal = url == null ? "its address is lost" : refusal(url);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_WITHIN_MS);
    while (lives()) {
      if (!refusal.isEmpty() || System.nanoTime() > deadline) {
        throw new IOException("redis-server does not stop: " + refusal);
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  /** Whether it answers, and no instance is connected. */
  boolean isIdle() throws IOException {
    String url = url();
    try {
      return url != null
          && !RedisCommand.run(url, ANSWER_WITHIN_MS, "CLIENT", "LIST").contains(" name=salons-");
    } catch (IOException unreachable) {
      return false;
    }
  }

  /** Whether it reads the data; fails if it does not start for another reason. */
  private boolean launch(RedisProgram program) throws IOException, InterruptedException {
    // In its folder, so that no path has to be quoted in the configuration.
    Process started = new ProcessBuilder(command(program.path().toString()))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.open().toFile()))
        .start();
    // Redis goes on in the background at once, and only then reads its data.
    if (!started.waitFor(FORK_WITHIN_MS, TimeUnit.MILLISECONDS)) {
      started.destroyForcibly();
      throw new IOException(program + " does not go into the background");
    }
    int status = started.exitValue();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_WITHIN_MS);
    while (!answers() && System.nanoTime() < deadline) {
      if (status != 0 || !lives()) {
        if (log.saysThatDataAreNewer()) {
          return false;
        }
        throw new IOException(program + " does not start, it says: " + log.lastWords());
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
    return true;
  }

  private static List<String> command(String program) {
    return Files.isExecutable(SHELL)
        ? List.of(SHELL.toString(), "-c", "umask 077; exec \"$0\" \"$@\"", program, "redis.conf")
        : List.of(program, "redis.conf");
  }

  /** What it says against being shut down; empty when it goes without an answer, as it should. */
  private static String refusal(String url) {
    try {
      return RedisCommand.run(url, ANSWER_WITHIN_MS, "SHUTDOWN");
    } catch (IOException closed) {
      return "";
    }
  }

  private static String newPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
