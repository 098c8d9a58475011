package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Program;
import salons.e2e.RedisServer;
import salons.e2e.Signal;

/** The redis-server that instances of one machine share, when they and it die in turn. */
@Tag("process")
final class EmbeddedRedisDeathsTest {
  private static final long PATIENCE_S = 30;

  /** What is promised of a restart and of a takeover. */
  private static final long BACK_WITHIN_S = 5;

  @TempDir
  Path temporary;

  private final Vertx vertx = Vertx.vertx();
  private final List<EmbeddedRedis> nodes = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private final List<Socket> guests = new ArrayList<>();
  private Path real = Path.of("");
  private Path folder = Path.of("");

  /** The folder has a name that needs quoting, and is reached by a link. */
  @BeforeEach
  void make() throws IOException {
    real = temporary.toRealPath().resolve("the \"real\" one\\");
    folder = Files.createSymbolicLink(temporary.resolve("data"), Files.createDirectory(real));
  }

  @AfterEach
  void end() throws Exception {
    programs.forEach(Program::close);
    try {
      for (EmbeddedRedis node : nodes) {
        await(node.stop());
      }
    } finally {
      servers().forEach(EmbeddedRedisDeathsTest::kill);
      for (Socket guest : guests) {
        guest.close();
      }
      await(vertx.close());
    }
  }

  @Test
  void a_second_instance_uses_the_redis_of_the_first() throws Exception {
    String url = url(node());
    assertThat(url(node())).isEqualTo(url);
    program().awaitLine("it is there"::equals);
    assertThat(servers()).hasSize(1);
    assertThat(await(nodes.get(0).url())).isEqualTo(url);
  }

  @Test
  void redis_that_was_killed_comes_back_with_all_that_was_acknowledged() throws Exception {
    String url = url(node());
    fill(url);
    kill(server());
    within(BACK_WITHIN_S, () -> answers(url(nodes.get(0))));
    assertThat(url(nodes.get(0))).isEqualTo(url);
    assertFilled(url);
    assertThat(servers()).hasSize(1);
  }

  @Test
  void another_takes_over_from_an_owner_that_was_killed_and_redis_runs_on() throws Exception {
    Program owner = owner();
    String url = url(node());
    fill(url);
    ProcessHandle before = server();
    owner.kill();
    within(BACK_WITHIN_S, this::isLocked);
    assertThat(server()).isEqualTo(before);
    assertFilled(url);
    kill(before);
    within(BACK_WITHIN_S, () -> answers(url));
    assertFilled(url);
    assertThat(servers()).hasSize(1);
  }

  @Test
  void another_takes_over_from_an_owner_that_was_killed_with_its_redis() throws Exception {
    Program owner = owner();
    String url = url(node());
    fill(url);
    owner.kill();
    kill(server());
    within(BACK_WITHIN_S, () -> answers(url));
    assertFilled(url);
    assertThat(servers()).hasSize(1);
  }

  @Test
  void a_frozen_redis_is_not_doubled() throws Exception {
    Program owner = owner();
    Program successor = program();
    successor.awaitLine("it is there"::equals);
    EmbeddedRedis node = node();
    fill(url(node));
    ProcessHandle frozen = server();
    Signal.send("STOP", frozen);
    owner.kill();
    within(PATIENCE_S, this::isLocked);
    await(node.stop());
    successor.awaitLine(line -> line.contains("it lives, but does not answer"));
    assertThat(servers()).containsExactly(frozen);
    Signal.send("CONT", frozen);
    within(BACK_WITHIN_S, () -> answers(url(node)));
    assertFilled(url(node));
    assertThat(servers()).containsExactly(frozen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"redis-server-7.0.15.part", "redis.conf", "redis.url", "redis.log", "redis.pid"})
  void an_owner_may_be_killed_in_the_middle_of_its_start(String file) throws Exception {
    Program owner = program();
    within(PATIENCE_S, () -> Files.exists(folder.resolve(file)));
    owner.kill();
    String url = url(node());
    fill(url);
    assertFilled(url);
    assertThat(servers()).hasSize(1);
  }

  @Test
  void redis_is_found_though_its_owner_died_before_it_told_its_pid() throws Exception {
    Program owner = owner();
    ProcessHandle before = server();
    Signal.send("STOP", before);
    owner.kill();
    Files.delete(folder.resolve("redis.pid"));
    Future<EmbeddedRedis> successor = EmbeddedRedis.start(vertx, folder);
    within(PATIENCE_S, this::isLocked);
    assertThat(new RedisProcess(real, "").lives()).isTrue();
    Signal.send("CONT", before);
    nodes.add(await(successor));
    assertThat(servers()).containsExactly(before);
  }

  @Test
  void an_owner_that_stops_leaves_redis_to_those_who_use_it() throws Exception {
    EmbeddedRedis owner = node();
    EmbeddedRedis other = node();
    String url = url(other);
    ProcessHandle before = server();
    Socket guest = guest(url);
    await(owner.stop());
    assertThat(servers()).containsExactly(before);
    assertThat(ask(guest, "PING")).isEqualTo("+PONG");
    within(BACK_WITHIN_S, this::isLocked);
    guest.close();
    within(PATIENCE_S, () -> !command(url, "CLIENT", "LIST").contains("name=salons-"));
    await(other.stop());
    assertThat(servers()).isEmpty();
  }

  @Test
  void all_that_stop_at_once_leave_no_redis_behind() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<EmbeddedRedis> all = List.of(node(), node(), node());
      List<Socket> connections = new ArrayList<>();
      for (EmbeddedRedis one : all) {
        connections.add(guest(url(one)));
      }
      List<Future<Void>> stopped = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        connections.get(i).close();
        stopped.add(all.get(i).stop());
      }
      await(Future.join(stopped));
      assertThat(servers()).isEmpty();
    }
  }

  @Test
  void whoever_stops_does_not_take_the_lock_from_another_of_the_same_process() throws Exception {
    EmbeddedRedis owner = node();
    guest(url(owner));
    WeakReference<EmbeddedRedis> stopped = startAndStop();
    within(PATIENCE_S, () -> {
      System.gc();
      return stopped.get() == null;
    });
    assertThat(isLocked()).isTrue();
  }

  @Test
  void a_write_that_was_cut_in_half_does_not_hinder_the_start() throws Exception {
    String url = url(node());
    fill(url);
    kill(server());
    try (var logs = Files.list(folder.resolve("appendonlydir"))) {
      Path log =
          logs.filter(file -> file.toString().endsWith(".incr.aof")).findAny().orElseThrow();
      Files.writeString(log, "*3\r\n$3\r\nSET\r\n$4\r\nha", StandardOpenOption.APPEND);
    }
    within(BACK_WITHIN_S, () -> answers(url));
    assertFilled(url);
  }

  @Test
  void what_opens_redis_is_readable_by_its_owner_only() throws Exception {
    folder = temporary.resolve("a/new/one");
    String password = URI.create(url(node())).getUserInfo().substring(1);
    real = folder.toRealPath();
    assertThat(permissions(folder)).isEqualTo("rwx------");
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(password)) {
          assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------");
        }
      }
    }
    assertThat(folder.resolve("redis.url")).content().contains(password);
    assertThat(folder.resolve("redis.conf")).content().contains(password);
    String stranger = url(nodes.get(0)).replace(password, "guess");
    assertThatThrownBy(() -> command(stranger, "PING")).hasMessageContaining("WRONGPASS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "redis://", "redis://127.0.0.1:1", "\u0000\u0000", "redis://:a b@127.0.0.1:1"})
  void an_address_that_is_none_is_not_believed(String content) throws Exception {
    Files.writeString(folder.resolve("redis.url"), content);
    assertThat(answers(url(node()))).isTrue();
  }

  @Test
  void an_address_that_leads_to_a_redis_of_somebody_else_is_not_believed() throws Exception {
    try (RedisServer foreign = RedisServer.start()) {
      Files.writeString(folder.resolve("redis.url"), "redis://:abc@127.0.0.1:" + foreign.port());
      assertThat(URI.create(url(node())).getPort()).isNotEqualTo(foreign.port());
      assertThat(foreign.cli("DBSIZE")).isEqualTo("0");
    }
  }

  @Test
  void a_pid_that_went_to_another_program_is_not_taken_for_redis() throws Exception {
    Files.writeString(folder.resolve("redis.pid"), ProcessHandle.current().pid() + "\n");
    assertThat(answers(url(node()))).isTrue();
  }

  @Test
  void a_start_that_fails_says_why_and_leaves_the_folder_to_the_next() throws Exception {
    Path inTheWay = Files.writeString(folder.resolve("appendonlydir"), "");
    assertThatThrownBy(this::node)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(folder.toString(), "append-only", "data.dir", "redis.url");
    assertThat(servers()).isEmpty();
    Files.delete(inTheWay);
    assertThat(answers(url(node()))).isTrue();
  }

  @CanIgnoreReturnValue
  private EmbeddedRedis node() throws Exception {
    EmbeddedRedis node = await(EmbeddedRedis.start(vertx, folder));
    nodes.add(node);
    return node;
  }

  /** Not kept by this test, so that it can be collected. */
  private WeakReference<EmbeddedRedis> startAndStop() throws Exception {
    EmbeddedRedis node = await(EmbeddedRedis.start(vertx, folder));
    await(node.stop());
    return new WeakReference<>(node);
  }

  private Program owner() {
    Program owner = program();
    owner.awaitLine("it is there"::equals);
    return owner;
  }

  private Program program() {
    Program program = Program.start(
        temporary, Map.of("data.dir", folder.toString()), Map.of(), EmbeddedHolder.class.getName());
    programs.add(program);
    return program;
  }

  /** Whether anybody looks after the folder, asked from outside of this process. */
  private boolean isLocked() {
    Map<String, String> properties = Map.of("data.dir", folder.toString(), "probe", "true");
    try (Program probe =
        Program.start(temporary, properties, Map.of(), EmbeddedHolder.class.getName())) {
      assertThat(probe.awaitExit()).isZero();
      assertThat(probe.output()).hasSize(1);
      return probe.output().contains("it is held");
    }
  }

  /** A connection as instances have them. */
  @CanIgnoreReturnValue
  private Socket guest(String url) throws IOException {
    URI uri = URI.create(url);
    Socket guest = new Socket(uri.getHost(), uri.getPort());
    guests.add(guest);
    assertThat(ask(guest, "AUTH " + uri.getUserInfo().substring(1))).isEqualTo("+OK");
    assertThat(ask(guest, "CLIENT SETNAME salons-guest-commands")).isEqualTo("+OK");
    return guest;
  }

  private static String ask(Socket guest, String command) throws IOException {
    guest.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    for (int b = guest.getInputStream().read();
        b != '\n';
        b = guest.getInputStream().read()) {
      answer.append((char) b);
    }
    return answer.toString().strip();
  }

  private static void fill(String url) throws IOException {
    for (int i = 0; i < 200; i++) {
      assertThat(command(url, "SET", "key-" + i, "value-" + i)).isEqualTo("OK");
    }
  }

  private static void assertFilled(String url) throws IOException {
    for (int i = 0; i < 200; i++) {
      assertThat(command(url, "GET", "key-" + i)).isEqualTo("value-" + i);
    }
  }

  private static String url(EmbeddedRedis node) throws Exception {
    return await(node.url());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private ProcessHandle server() {
    List<ProcessHandle> servers = servers();
    assertThat(servers).hasSize(1);
    return servers.get(0);
  }

  private List<ProcessHandle> servers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process
            .info()
            .command()
            .filter(command -> command.startsWith(real.resolve("redis-server-").toString()))
            .isPresent())
        .toList();
  }

  /** SIGKILL, and waits for its end. */
  private static void kill(ProcessHandle process) {
    Signal.send("KILL", process);
    within(PATIENCE_S, () -> process.info().command().isEmpty());
  }

  private static void within(long seconds, Callable<Boolean> condition) {
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
  private static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new AssertionError("no answer in time", e);
    }
  }

  private static String command(String url, String... command) throws IOException {
    return RedisCommand.run(url, 1_000, command);
  }

  private static boolean answers(String url) {
    return RedisCommand.answers(url, 1_000);
  }
}
