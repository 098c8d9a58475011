package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static salons.embedded.SharedFolder.answers;
import static salons.embedded.SharedFolder.await;
import static salons.embedded.SharedFolder.command;
import static salons.embedded.SharedFolder.url;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which redis-server is started over the data of a folder. */
final class RedisProgramsTest {
  private static final Optional<String> RESOURCE =
      BundledRedis.resource(System.getProperty("os.name"), System.getProperty("os.arch"));

  @RegisterExtension
  final SharedFolder shared = new SharedFolder();

  @TempDir
  Path bin;

  @TempDir
  Path data;

  /** A real one. */
  private Path server = Path.of("");

  @BeforeEach
  void extract() throws IOException {
    server = bin.resolve("redis-server-7.0.15");
    BundledRedis.extract(RESOURCE.orElseThrow(), server);
  }

  @ParameterizedTest
  @CsvSource({
    "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=1f2, Redis 7.0.15",
    "Valkey server v=8.1.3 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1f2, Valkey 8.1.3",
    "Redis server v=6.2.0, Redis 6.2.0"
  })
  void reads_what_a_server_says_of_itself(String said, String version) {
    assertThat(RedisVersion.parse(said)).get().hasToString(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "redis-cli 7.0.15", "Redis server v=unstable", "KeyDB server v=6.3.4 sha="})
  void what_says_something_else_is_none(String said) {
    assertThat(RedisVersion.parse(said)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "6.2.0, true",
    "7.0.15, true",
    "8.2.1, true",
    "9.1.0, true",
    "6.0.16, false",
    "5.0.7, false",
    "10.0.0, false",
    "255.255.255, false"
  })
  void takes_those_of_6_2_to_9(String version, boolean taken) throws Exception {
    Path there = program("redis-server", "echo Redis server v=" + version);
    assertThat(paths(candidates(Optional.empty()))).contains(bundled());
    assertThat(paths(candidates(Optional.empty())).contains(there)).isEqualTo(taken);
  }

  @Test
  void prefers_one_of_the_system_and_keeps_the_one_that_is_brought_along_for_last()
      throws Exception {
    Path valkey = program("valkey-server", "echo Valkey server v=8.1.0");
    assertThat(paths(candidates(Optional.empty()))).containsExactly(valkey, bundled());
    Path redis = program("redis-server", "echo Redis server v=7.2.4");
    assertThat(paths(candidates(Optional.empty()))).containsExactly(redis, valkey, bundled());
    assertThat(paths(candidates(Optional.of("bundled")))).containsExactly(bundled());
    assertThat(paths(candidates(Optional.of(valkey.toString())))).containsExactly(valkey);
    assertThat(paths(candidates(Optional.of("valkey-server")))).containsExactly(valkey);
  }

  @Test
  void one_that_does_not_answer_or_run_is_passed_by() throws Exception {
    Path folder = Files.createDirectory(bin.resolve("redis-server"));
    assertThat(paths(candidates(Optional.empty()))).containsExactly(bundled());
    Files.delete(folder);
    Path broken = program("redis-server", "exit 1");
    assertThat(paths(candidates(Optional.empty()))).containsExactly(bundled());
    Files.writeString(broken, "\u007fELF");
    assertThat(paths(candidates(Optional.empty()))).containsExactly(bundled());
    Files.writeString(broken, "#!/bin/sh\nexec sleep 600\n");
    long before = System.nanoTime();
    assertThat(paths(candidates(Optional.empty()))).containsExactly(bundled());
    assertThat(System.nanoTime() - before).isLessThan(30_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/no/such/redis-server", "/bin/sh", "/", "redis-server"})
  void a_path_that_leads_to_none_is_told(String path) {
    assertThatIOException()
        .isThrownBy(() -> assertThat(candidates(Optional.of(path))).isEmpty())
        .withMessageContainingAll("data.redis", "'" + path + "'", "6.2");
  }

  @Test
  void a_platform_without_any_is_told_what_to_do() {
    RedisPrograms none = new RedisPrograms(Optional.empty(), List.of(), Optional.empty());
    assertThatIllegalStateException()
        .isThrownBy(() -> assertThat(none.candidates(data)).isEmpty())
        .withMessageContaining("-Dredis.url=");
  }

  @Test
  void one_before_7_is_not_started_over_what_a_newer_one_wrote() throws Exception {
    Path old = program("redis-server", "echo Redis server v=6.2.14");
    assertThat(paths(candidates(Optional.empty()))).containsExactly(old, bundled());
    Files.createDirectory(data.resolve("appendonlydir"));
    assertThat(paths(candidates(Optional.empty()))).containsExactly(bundled());
    assertThatIOException()
        .isThrownBy(() -> assertThat(candidates(Optional.of(old.toString()))).isEmpty())
        .withMessageContainingAll("newer Redis than Redis 6.2.14", "data.redis");
  }

  @Test
  void the_one_that_was_chosen_runs_and_is_found_among_all_processes() throws Exception {
    Path chosen = Files.move(server, bin.resolve("redis-server-of-mine"));
    String url = url(shared.node(chosen.toString()));
    assertThat(shared.server().info().command()).contains(chosen.toRealPath().toString());
    assertThat(command(url, "PING")).isEqualTo("PONG");
  }

  @Test
  void data_of_a_newer_server_are_told_of_in_words() throws Exception {
    await(shared.node("bundled").stop());
    Path base = shared.path().resolve("appendonlydir/appendonly.aof.1.base.rdb");
    byte[] content = Files.readAllBytes(base);
    byte[] newer = content.clone();
    System.arraycopy("9999".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, newer, 5, 4);
    Files.write(base, newer);
    assertThatThrownBy(() -> shared.node("bundled"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("newer Redis than Redis 7.0.15", "data.redis")
        .satisfies(failure -> assertThat(failure.getMessage()).hasLineCount(1));
    assertThat(Files.readAllBytes(base)).isEqualTo(newer);
    Files.write(base, content);
    assertThat(answers(url(shared.node("bundled")))).isTrue();
  }

  @Test
  void where_the_best_one_cannot_read_the_data_the_next_one_is_tried() throws Exception {
    Path older = program(
        "redis-server",
        "[ \"$1\" = --version ] && echo Redis server v=7.0.0 && exit\n"
            + "echo \"1:M 30 Nov 2026 09:15:00.001 # Can't handle RDB format version 11\"; exit 1");
    RedisPrograms programs = new RedisPrograms(Optional.empty(), List.of(bin), RESOURCE);
    assertThat(paths(programs.candidates(shared.realPath()))).startsWith(older).hasSize(2);
    RedisProcess redis = new RedisProcess(shared.realPath(), programs, 0);
    assertThat(redis.start().program().path())
        .isEqualTo(shared.realPath().resolve(server.getFileName()));
    assertThat(redis.answers()).isTrue();
    redis.shutDown();
  }

  @Test
  void one_that_stays_in_the_foreground_ends_the_start_in_bounded_time() throws Exception {
    Path hanging = program(
        "redis-server",
        "[ \"$1\" = --version ] && echo Redis server v=7.0.0 && exit\nexec sleep 600");
    RedisPrograms programs =
        new RedisPrograms(Optional.of(hanging.toString()), List.of(bin), RESOURCE);
    assertThatIOException()
        .isThrownBy(() -> new RedisProcess(shared.realPath(), programs, 0).start())
        .withMessageContainingAll(hanging.toString(), "background");
  }

  private List<RedisProgram> candidates(Optional<String> wanted) throws Exception {
    return new RedisPrograms(wanted, List.of(bin), RESOURCE).candidates(data);
  }

  private static List<Path> paths(List<RedisProgram> programs) {
    return programs.stream().map(RedisProgram::path).toList();
  }

  private Path bundled() {
    return data.resolve(server.getFileName());
  }

  private Path program(String name, String line) throws IOException {
    Path program = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + line + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
