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
  private static final Pattern URL = Pattern.compile("redis://:\\w+@127\\.0\\.0\\.1:\\d+");
  private static final int ANSWER_WITHIN_MS = 1_000;
  private static final long START_WITHIN_MS = 5_000;
  private static final long STOP_WITHIN_MS = 5_000;
  private static final long LOOK_EVERY_MS = 10;

  private final Path folder;
  private final String resource;
  private final Path program;

  /**
   * @param folder its real path, as the system tells it of a process
   * @param resource see {@link RedisProgram#resource}
   */
  RedisProcess(Path folder, String resource) {
    this.folder = folder;
    this.resource = resource;
    this.program = folder.resolve("redis-server-" + RedisProgram.VERSION);
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

  boolean answers() throws IOException {
    String url = url();
    return url != null && RedisCommand.answers(url, ANSWER_WITHIN_MS);
  }

  /** Whether a redis-server of this folder lives, be it frozen or loading: then a second one must not touch its files. */
  boolean lives() throws IOException {
    Path pidFile = folder.resolve("redis.pid");
    String pid = Files.exists(pidFile) ? Files.readString(pidFile).strip() : "";
    // Without a pid it may have been started just now, by an instance that has died since.
    return pid.matches("\\d+")
        ? ProcessHandle.of(Long.parseLong(pid)).filter(this::isOurs).isPresent()
        : ProcessHandle.allProcesses().anyMatch(this::isOurs);
  }

  /**
   * Starts one over the files of the last one, on the same port and with the same password where possible, in a session of its own:
   * a Ctrl-C in this terminal does not reach it. Returns its port when it answers, or after a while when it is still loading.
   */
  int start() throws IOException, InterruptedException {
    RedisProgram.extract(resource, program);
    String before = url();
    String password =
        before == null ? newPassword() : URI.create(before).getUserInfo().substring(1);
    int port = before != null && FreePort.isFree(URI.create(before).getPort())
        ? URI.create(before).getPort()
        : FreePort.reserve();
    PrivateFiles.write(folder.resolve("redis.conf"), configuration(port, password));
    // Before it starts: should this process die meanwhile, whoever takes over can reach what it
    // left.
    PrivateFiles.write(
        folder.resolve("redis.url"), "redis://:" + password + "@127.0.0.1:" + port + "\n");
    Files.deleteIfExists(folder.resolve("redis.pid"));
    launch();
    return port;
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

  private void launch() throws IOException, InterruptedException {
    // In its folder, so that no path has to be quoted in the configuration.
    int status = new ProcessBuilder(program.toString(), "redis.conf")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(folder.resolve("redis.log").toFile()))
        .start()
        .waitFor();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_WITHIN_MS);
    while (!answers() && System.nanoTime() < deadline) {
      if (status != 0 || !lives()) {
        throw new IOException("redis-server does not start, it says: " + lastWords());
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  /** A pid may have gone to another program since; and a zombie, ended but not yet reaped, has no command. */
  private boolean isOurs(ProcessHandle process) {
    return process.info().command().filter(program.toString()::equals).isPresent();
  }

  /** What it says against being shut down; empty when it goes without an answer, as it should. */
  private static String refusal(String url) {
    try {
      return RedisCommand.run(url, ANSWER_WITHIN_MS, "SHUTDOWN");
    } catch (IOException closed) {
      return "";
    }
  }

  private static String configuration(int port, String password) {
    return String.join(
        "\n",
        List.of(
            "bind 127.0.0.1",
            "port " + port,
            "requirepass " + password,
            "daemonize yes",
            "pidfile redis.pid",
            "logfile redis.log",
            "save \"\"",
            "appendonly yes",
            "appendfsync always",
            "aof-load-truncated yes",
            "maxmemory-policy noeviction",
            ""));
  }

  private String lastWords() throws IOException {
    Path log = folder.resolve("redis.log");
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
  }

  private static String newPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
