package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Program;
import salons.e2e.Signal;
import salons.e2e.Tab;
import salons.e2e.Tabs;

@Tag("process")
final class EmbeddedRedisTest {
  private static final long PATIENCE_S = 20;

  private final Vertx vertx = Vertx.vertx();
  private final List<EmbeddedRedis> started = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();

  @TempDir
  Path folder;

  @AfterEach
  void stop() throws IOException {
    started.forEach(embedded -> await(embedded.stop()));
    programs.forEach(Program::close);
    process().ifPresent(ProcessHandle::destroyForcibly);
    await(vertx.close());
  }

  @Test
  void a_second_instance_finds_the_redis_of_the_first() throws IOException {
    EmbeddedRedis first = start();
    EmbeddedRedis second = start();
    assertThat(await(second.url())).isEqualTo(await(first.url()));
    assertThat(command(await(second.url()), "PING")).isEqualTo("PONG");
  }

  @Test
  void it_is_reachable_from_this_machine_alone_and_by_password() throws IOException {
    String url = await(start().url());
    assertThat(url).startsWith("redis://:").contains("@127.0.0.1:");
    assertThat(command(url, "CONFIG", "GET", "bind")).isNotEmpty();
    String wrong = url.replaceFirst(":[0-9a-f]+@", ":wrong@");
    assertThatThrownBy(() -> command(wrong, "PING")).hasMessageContaining("WRONGPASS");
  }

  @Test
  void what_tells_the_password_is_readable_by_its_owner_alone() throws IOException {
    start();
    for (String file : List.of("redis.url", "redis.conf")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void a_redis_that_was_killed_is_started_again_with_all_that_it_had() throws IOException {
    EmbeddedRedis embedded = start();
    String before = await(embedded.url());
    assertThat(command(before, "SET", "key", "value")).isEqualTo("OK");
    long pid = kill();
    until(() -> process().filter(again -> again.pid() != pid).isPresent() && answers(embedded));
    assertThat(command(await(embedded.url()), "GET", "key")).isEqualTo("value");
    assertThat(await(embedded.url())).as("the port and the password stay").isEqualTo(before);
  }

  @Test
  void a_frozen_redis_is_not_doubled() throws IOException {
    EmbeddedRedis embedded = start();
    ProcessHandle frozen = process().orElseThrow();
    Signal.send("STOP", frozen);
    RedisProcess server = new RedisProcess(folder, "/none");
    until(() -> !server.answers());
    assertThat(server.lives()).isTrue();
    Signal.send("CONT", frozen);
    until(() -> answers(embedded));
    assertThat(process().orElseThrow().pid()).isEqualTo(frozen.pid());
  }

  @Test
  void the_last_instance_stops_it_and_the_next_start_has_all_again() throws IOException {
    EmbeddedRedis first = start();
    assertThat(command(await(first.url()), "SET", "key", "value")).isEqualTo("OK");
    await(first.stop());
    started.clear();
    assertThat(process()).isEmpty();
    assertThat(command(await(start().url()), "GET", "key")).isEqualTo("value");
  }

  @Test
  void when_the_instance_that_looks_after_it_is_killed_another_takes_it_up() throws IOException {
    int first = program("one").awaitReady();
    int second = program("two").awaitReady();
    try (Tabs tabs = new Tabs()) {
      Tab ana = tabs.connect(first);
      ana.join("test", "Ana");
      ana.say("test", "kept");
      long redis = process().orElseThrow().pid();
      programs.get(0).kill();
      programs.get(1).awaitLine(line -> line.contains("Looking after the Redis"));
      assertThat(process().orElseThrow().pid()).as("nobody's connection falls").isEqualTo(redis);
      assertThat(kill()).isEqualTo(redis);
      programs.get(1).awaitLine(line -> line.contains("Redis 7.0.15 started"));
      Tab bo = tabs.connect(second);
      until(() -> bo.join("test", "Bo").getString("type").equals("joined"));
      assertThat(bo.say("test", "goes on").getLong("seq")).isEqualTo(2);
    }
  }

  @Test
  void an_instance_that_stops_in_order_leaves_it_to_the_others() throws IOException {
    int first = program("one").awaitReady();
    int second = program("two").awaitReady();
    long redis = process().orElseThrow().pid();
    try (Tabs tabs = new Tabs()) {
      Tab ana = tabs.connect(first);
      ana.join("test", "Ana");
      ana.say("test", "kept");
      programs.get(0).terminate();
      assertThat(programs.get(0).awaitExit()).isZero();
      Tab bo = tabs.connect(second);
      assertThat(bo.join("test", "Bo").getLong("seq")).isEqualTo(1);
      assertThat(process().orElseThrow().pid()).isEqualTo(redis);
    }
    programs.get(1).terminate();
    assertThat(programs.get(1).awaitExit()).isZero();
    assertThat(process()).as("the last one takes it with it").isEmpty();
  }

  @Test
  void a_data_folder_that_cannot_be_used_is_named_with_what_to_do() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> await(EmbeddedRedis.start(vertx, file.resolve("data"))))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("data.dir")
        .hasMessageContaining("redis.url");
  }

  @Test
  void a_platform_without_a_program_is_told_what_to_do() {
    assertThat(RedisProgram.resource("Windows 11", "amd64")).isEmpty();
    assertThat(RedisProgram.resource("Linux", "riscv64")).isEmpty();
    assertThat(RedisProgram.unsupported("Windows 11", "amd64"))
        .contains("Windows 11", "-Dredis.url=", "docker run")
        .doesNotContain("\n");
    for (String os : List.of("Linux", "Mac OS X")) {
      for (String arch : List.of("amd64", "x86_64", "aarch64")) {
        String resource = RedisProgram.resource(os, arch).orElseThrow();
        assertThat(getClass().getResource(resource)).as(resource).isNotNull();
      }
    }
  }

  @CanIgnoreReturnValue
  private EmbeddedRedis start() {
    EmbeddedRedis embedded = await(EmbeddedRedis.start(vertx, folder));
    started.add(embedded);
    return embedded;
  }

  private Program program(String name) {
    Program program = Program.start(
        folder,
        Map.of("port", "0", "host", "127.0.0.1", "instance", name, "data.dir", folder.toString()));
    programs.add(program);
    return program;
  }

  private static boolean answers(EmbeddedRedis embedded) {
    return RedisCommand.answers(await(embedded.url()), 1_000);
  }

  private long kill() throws IOException {
    ProcessHandle process = process().orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().join();
    return process.pid();
  }

  private Optional<ProcessHandle> process() throws IOException {
    Path file = folder.resolve("redis.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
            .filter(ProcessHandle::isAlive)
        : Optional.empty();
  }

  private static void until(Callable<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    try {
      while (!condition.call()) {
        assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
        LockSupport.parkNanos(20_000_000);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T await(Future<T> future) {
    return Tabs.await(future);
  }

  private static String command(String url, String... command) throws IOException {
    return RedisCommand.run(url, 1_000, command);
  }
}
