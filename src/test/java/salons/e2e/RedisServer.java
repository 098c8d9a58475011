package salons.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import salons.embedded.FreePort;
import salons.embedded.RedisCommand;

/** A real redis-server of this test's own, on a free port of the loopback, which can be killed, frozen and started again. */
public final class RedisServer implements AutoCloseable {
  /** A long log is read before it answers, on a busy machine for half a minute. */
  private static final int PATIENCE_MS = 60_000;

  private static final Path PROGRAM = extract();

  private final Path folder;
  private final int port;
  private final List<String> options;
  private Process process;

  private RedisServer(List<String> options) throws IOException {
    this.folder = Files.createTempDirectory("salons-redis");
    this.port = FreePort.reserve();
    this.options = options;
    this.process = launch();
  }

  /** Keeps everything in memory, unless {@code options} say otherwise: {@code "--appendonly", "yes"} survives {@link #kill}. */
  public static RedisServer start(String... options) {
    try {
      return new RedisServer(List.of(options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Ends it as a power cut would. */
  public void kill() {
    try {
      process.destroyForcibly();
      if (!process.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("redis-server does not die");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts it again on the same port, with the files that the last one left. */
  public void restart() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its connections stay, but nothing answers any more. */
  public void freeze() {
    Signal.send("STOP", process.toHandle());
  }

  public void thaw() {
    Signal.send("CONT", process.toHandle());
  }

  /** One command and its answer as text: nested answers on a line each, {@code (nil)} for none, {@code ERR …} for a refusal. */
  @CanIgnoreReturnValue
  public String cli(String... command) {
    try {
      return RedisCommand.run(url(), PATIENCE_MS, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--dir", folder.toString()));
    // By default an answer does not wait for the file where the disk is slow, and is lost with the
    // process.
    command.addAll(List.of("--appendfsync", "always"));
    command.addAll(options);
    Process launched = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
    long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000L;
    while (!answers()) {
      if (!launched.isAlive() || System.nanoTime() > deadline) {
        launched.destroyForcibly();
        throw new AssertionError(
            "redis-server does not come up:\n" + Files.readString(folder.resolve("log")));
      }
      LockSupport.parkNanos(5_000_000);
    }
    return launched;
  }

  private boolean answers() {
    try {
      return cli("PING").equals("PONG");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private static Path extract() {
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
    String resource =
        "/redis-server-7.0.15-" + (mac ? "darwin" : "linux") + "-" + (arm ? "arm64" : "amd64");
    try (InputStream in = RedisServer.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("embedded-redis does not carry " + resource);
      }
      Path folder = Files.createTempDirectory("salons-redis-program");
      Path program = folder.resolve("redis-server");
      Files.copy(in, program);
      if (!program.toFile().setExecutable(true)) {
        throw new IOException("cannot make " + program + " executable");
      }
      program.toFile().deleteOnExit();
      folder.toFile().deleteOnExit();
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
