package salons.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The redis-server of a data folder, and the files that tell of it. Whoever starts one holds the folder's lock. All of it blocks:
 * only for the thread that looks after the embedded Redis.
 */
final class EmbeddedServer {
  private static final long START_WITHIN_MS = 15_000;
  private static final long STOP_WITHIN_MS = 5_000;
  private static final long LOOK_EVERY_MS = 10;

  private final Path folder;
  private final String resource;
  private final Path program;

  /**
   * @param resource see {@link EmbeddedProgram#resource}
   */
  EmbeddedServer(Path folder, String resource) {
    this.folder = folder;
    this.resource = resource;
    this.program = folder.resolve("redis-server-" + EmbeddedProgram.VERSION);
  }

  /** What the last one that was started is reached by; whether it runs is another question. */
  @Nullable
  String url() throws IOException {
    try {
      return Files.readString(folder.resolve("redis.url")).strip();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  boolean answers() throws IOException {
    String url = url();
    return url != null && EmbeddedCommand.answers(url);
  }

  /** Whether a redis-server of this folder lives, be it frozen or loading: then a second one must not touch its files. */
  boolean lives() throws IOException {
    return process().isPresent();
  }

  /**
   * Starts one over the files of the last one, on the same port and with the same password where possible, in a session of its own:
   * a Ctrl-C in this terminal does not reach it. Returns when it answers.
   */
  void start() throws IOException, InterruptedException {
    EmbeddedProgram.extract(resource, program);
    String before = url();
    String password =
        before == null ? newPassword() : URI.create(before).getUserInfo().substring(1);
    int port = before != null && isFree(URI.create(before).getPort())
        ? URI.create(before).getPort()
        : freePort();
    String url = "redis://:" + password + "@127.0.0.1:" + port;
    Path configuration = writePrivately("redis.conf", configuration(port, password));
    Files.deleteIfExists(folder.resolve("redis.pid"));
    Process launcher = new ProcessBuilder(program.toString(), configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(folder.resolve("redis.log").toFile()))
        .start();
    int status = launcher.waitFor();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_WITHIN_MS);
    while (!EmbeddedCommand.answers(url)) {
      if (status != 0 || System.nanoTime() > deadline) {
        throw new IOException("redis-server does not start, it says: " + lastWords());
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
    Path written = writePrivately("redis.url", url + "\n");
    assert Files.exists(written);
  }

  /** Ends it in order; every write is on disk then. */
  void shutDown() throws IOException, InterruptedException {
    String url = url();
    if (url == null) {
      return;
    }
    try {
      String refused = EmbeddedCommand.run(url, "SHUTDOWN");
      throw new IOException("redis-server does not stop: " + refused);
    } catch (IOException closed) {
      // As it should: it does not answer, it is gone.
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_WITHIN_MS);
    while (lives() && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  /** Whether an instance is connected. */
  boolean isUsed() throws IOException {
    String url = url();
    return url != null && EmbeddedCommand.run(url, "CLIENT LIST").contains(" name=salons-");
  }

  private Optional<ProcessHandle> process() throws IOException {
    Path pidFile = folder.resolve("redis.pid");
    String pid = Files.exists(pidFile) ? Files.readString(pidFile).strip() : "";
    if (!pid.matches("\\d+")) {
      return Optional.empty();
    }
    // A pid may have gone to another program since; and one that waits to be buried has no command.
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .filter(process ->
            process.info().command().filter(program.toString()::equals).isPresent());
  }

  private String configuration(int port, String password) {
    return String.join(
        "\n",
        List.of(
            "bind 127.0.0.1",
            "port " + port,
            "requirepass " + password,
            "daemonize yes",
            "dir \"" + folder + "\"",
            "pidfile \"" + folder.resolve("redis.pid") + "\"",
            "logfile \"" + folder.resolve("redis.log") + "\"",
            "save \"\"",
            "appendonly yes",
            "appendfsync everysec",
            "aof-load-truncated yes",
            "maxmemory-policy noeviction",
            ""));
  }

  private Path writePrivately(String name, String content) throws IOException {
    Path part = Files.createTempFile(
        folder,
        name,
        ".part",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.move(
        Files.writeString(part, content),
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
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

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
