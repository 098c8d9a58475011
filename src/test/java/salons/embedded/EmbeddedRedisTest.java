package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static salons.embedded.SharedFolder.answers;
import static salons.embedded.SharedFolder.assertFilled;
import static salons.embedded.SharedFolder.await;
import static salons.embedded.SharedFolder.command;
import static salons.embedded.SharedFolder.fill;
import static salons.embedded.SharedFolder.url;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.RedisServer;
import salons.e2e.Signal;

/** The redis-server that is brought along: how it starts, and who gets in. */
final class EmbeddedRedisTest {
  @RegisterExtension
  final SharedFolder shared = new SharedFolder();

  @TempDir
  Path temporary;

  @Test
  void the_last_instance_stops_it_and_the_next_start_has_all_again() throws Exception {
    EmbeddedRedis first = shared.node();
    fill(url(first));
    await(first.stop());
    assertThat(shared.servers()).isEmpty();
    assertFilled(url(shared.node()));
  }

  @Test
  void it_is_reachable_from_this_machine_alone_and_by_password() throws Exception {
    String url = url(shared.node());
    assertThat(url).matches("redis://default:\\w+@127\\.0\\.0\\.1:\\d+");
    assertThat(command(url, "CONFIG", "GET", "bind")).isEqualTo("bind\n127.0.0.1");
    String stranger = url.replaceFirst(":\\w+@", ":guess@");
    assertThatThrownBy(() -> command(stranger, "PING")).hasMessageContaining("WRONGPASS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "redis://", "redis://127.0.0.1:1", "\u0000\u0000", "redis://:a b@127.0.0.1:1"})
  void an_address_that_is_none_is_not_believed(String content) throws Exception {
    Files.writeString(shared.path().resolve("redis.url"), content);
    assertThat(answers(url(shared.node()))).isTrue();
  }

  @Test
  void an_address_that_leads_to_a_redis_of_somebody_else_is_not_believed() throws Exception {
    try (RedisServer foreign = RedisServer.start()) {
      Files.writeString(
          shared.path().resolve("redis.url"), "redis://:abc@127.0.0.1:" + foreign.port());
      assertThat(URI.create(url(shared.node())).getPort()).isNotEqualTo(foreign.port());
      assertThat(foreign.cli("DBSIZE")).isEqualTo("0");
    }
  }

  @Test
  void a_pid_that_went_to_another_program_is_not_taken_for_redis() throws Exception {
    Files.writeString(
        shared.path().resolve("redis.pid"), ProcessHandle.current().pid() + "\n");
    assertThat(answers(url(shared.node()))).isTrue();
  }

  @Test
  void a_start_that_fails_says_why_and_leaves_the_folder_to_the_next() throws Exception {
    Path inTheWay = Files.writeString(shared.path().resolve("appendonlydir"), "");
    assertThatThrownBy(shared::node)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(shared.path().toString(), "append-only", "data.dir", "redis.url");
    assertThat(shared.servers()).isEmpty();
    Files.delete(inTheWay);
    assertThat(answers(url(shared.node()))).isTrue();
  }

  @Test
  void a_start_that_waits_for_redis_in_vain_says_so() throws Exception {
    shared.node();
    ProcessHandle frozen = shared.server();
    Signal.send("STOP", frozen);
    try {
      assertThatThrownBy(() -> await(shared.starting(new Timing(50, 100, 100))))
          .hasMessageContainingAll(shared.path().toString(), "it does not answer");
    } finally {
      Signal.send("CONT", frozen);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "file, file is no folder",
    "file/data, Not a directory",
    "/proc/data, 'there is no /proc/data, and none can be made'"
  })
  void a_data_folder_that_cannot_be_used_is_named_with_why_and_what_to_do(String name, String why)
      throws Exception {
    Path inTheWay = Files.writeString(temporary.resolve("file"), "in the way");
    Path folder = inTheWay.resolveSibling(name);
    assertThatThrownBy(() -> await(
            shared.starting(new EmbeddedSettings(folder, Optional.empty(), 0), SharedFolder.QUICK)))
        .hasMessageContainingAll(folder.toString(), why, "data.dir", "redis.url")
        .hasMessageNotContaining("Exception");
  }

  @Test
  void a_platform_without_a_program_is_told_what_to_do() {
    assertThat(BundledRedis.resource("Windows 11", "amd64")).isEmpty();
    assertThat(BundledRedis.resource("Linux", "riscv64")).isEmpty();
    assertThat(BundledRedis.unsupported("Windows 11", "amd64"))
        .contains("Windows 11", "-Dredis.url=", "docker run")
        .doesNotContain("\n");
    for (String os : List.of("Linux", "Mac OS X")) {
      for (String arch : List.of("amd64", "x86_64", "aarch64")) {
        String resource = BundledRedis.resource(os, arch).orElseThrow();
        assertThat(getClass().getResource(resource)).as(resource).isNotNull();
      }
    }
  }
}
