package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Program;
import salons.e2e.Signal;

/**
 * A data folder of this test's own, and whoever uses it, in this process or as one that can be killed. It has a name that needs
 * quoting, and is reached by a link. Register it as a {@code @RegisterExtension}.
 */
final class SharedFolder implements BeforeEachCallback, AfterEachCallback {
  static final long PATIENCE_S = 30;

  /** What is promised of a restart and of a takeover. */
  static final long BACK_WITHIN_S = 5;

  private static final int ANSWER_WITHIN_MS = 1_000;
  static final Timing QUICK = new Timing(50, 30_000, 1_000);

  private final Vertx vertx = Vertx.vertx();
  private final List<EmbeddedRedis> nodes = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private final List<Socket> guests = new ArrayList<>();
  private Path temporary = Path.of("");
  private Path real = Path.of("");
  private Path link = Path.of("");

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    temporary = Files.createTempDirectory("salons-shared").toRealPath();
    real = Files.createDirectory(temporary.resolve("the \"real\" one\\"));
    link = Files.createSymbolicLink(temporary.resolve("data"), real);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    programs.forEach(Program::close);
    try {
      for (EmbeddedRedis node : nodes) {
        await(node.stop());
      }
    } finally {
      servers().forEach(SharedFolder::kill);
      for (Socket guest : guests) {
        guest.close();
      }
      await(vertx.close());
    }
    try (var files = Files.walk(temporary)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** As the nodes are told it. */
  Path path() {
    return link;
  }

  /** As the system tells it of a process. */
  Path realPath() {
    return real;
  }

  /** Somebody in this process who uses the folder. */
  @CanIgnoreReturnValue
  EmbeddedRedis node() throws Exception {
    EmbeddedRedis node = await(starting(QUICK));
    nodes.add(node);
    return node;
  }

  /** Not kept, so that it can be collected: to be stopped by the test. */
  Future<EmbeddedRedis> starting(Timing timing) {
    return starting(new EmbeddedSettings(link, Optional.empty(), 0), timing);
  }

  Future<EmbeddedRedis> starting(EmbeddedSettings settings, Timing timing) {
    return EmbeddedRedis.start(vertx, settings, timing);
  }

  /** As {@link #node()}, with a certain program: a path, or {@code bundled}. */
  @CanIgnoreReturnValue
  EmbeddedRedis node(String redis) throws Exception {
    EmbeddedRedis node = await(starting(new EmbeddedSettings(link, Optional.of(redis), 0), QUICK));
    nodes.add(node);
    return node;
  }

  /** Somebody in a process of its own, which is starting. */
  Program program() {
    return program(Map.of());
  }

  /** With the program that is brought along. */
  Program bundledProgram() {
    return program(Map.of("data.redis", RedisPrograms.BUNDLED));
  }

  Program program(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("data.dir", link.toString());
    Program program = holder(all);
    programs.add(program);
    return program;
  }

  /** The one who looks after Redis, when called first. */
  Program owner() {
    Program owner = program();
    owner.awaitLine("it is there"::equals);
    return owner;
  }

  /** Whether anybody looks after the folder, asked from outside of this process. */
  boolean isLocked() {
    try (Program probe = holder(Map.of("data.dir", link.toString(), "probe", "true"))) {
      assertThat(probe.awaitExit()).isZero();
      assertThat(probe.output()).hasSize(1);
      return probe.output().contains("it is held");
    }
  }

  private Program holder(Map<String, String> properties) {
    return Program.start(temporary, properties, Map.of(), EmbeddedHolder.class.getName());
  }

  /** A connection as instances have them. */
  @CanIgnoreReturnValue
  Socket guest(String url) throws IOException {
    URI uri = URI.create(url);
    Socket guest = new Socket(uri.getHost(), uri.getPort());
    guests.add(guest);
    assertThat(ask(guest, "AUTH " + RedisCommand.password(url))).isEqualTo("+OK");
    assertThat(ask(guest, "CLIENT SETNAME salons-guest-commands")).isEqualTo("+OK");
    return guest;
  }

  static String ask(Socket guest, String command) throws IOException {
    guest.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    for (int b = guest.getInputStream().read();
        b != '\n';
        b = guest.getInputStream().read()) {
      answer.append((char) b);
    }
    return answer.toString().strip();
  }

  ProcessHandle server() {
    List<ProcessHandle> servers = servers();
    assertThat(servers).hasSize(1);
    return servers.get(0);
  }

  List<ProcessHandle> servers() {
    return ProcessHandle.allProcesses()
        .filter(process -> ServerProcess.isOf(real, process))
        .toList();
  }

  /** SIGKILL, and waits for its end. */
  static void kill(ProcessHandle process) {
    Signal.send("KILL", process);
    within(PATIENCE_S, () -> process.info().command().isEmpty());
  }

  static void fill(String url) throws IOException {
    for (int i = 0; i < 200; i++) {
      assertThat(command(url, "SET", "key-" + i, "value-" + i)).isEqualTo("OK");
    }
  }

  static void assertFilled(String url) throws IOException {
    for (int i = 0; i < 200; i++) {
      assertThat(command(url, "GET", "key-" + i)).isEqualTo("value-" + i);
    }
  }

  static String command(String url, String... command) throws IOException {
    return RedisCommand.run(url, ANSWER_WITHIN_MS, command);
  }

  static boolean answers(String url) {
    return RedisCommand.answers(url, ANSWER_WITHIN_MS);
  }

  static String url(EmbeddedRedis node) throws Exception {
    return await(node.url());
  }

  static void within(long seconds, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try {
      while (!condition.call()) {
        assertThat(System.nanoTime()).as("too late").isLessThan(deadline);
        LockSupport.parkNanos(5_000_000);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @CanIgnoreReturnValue
  static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new AssertionError("no answer in time", e);
    }
  }
}
