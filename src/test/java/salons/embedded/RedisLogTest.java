package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Why a redis-server ended, in words. */
final class RedisLogTest {
  private static final String START = """
      123:C 30 Nov 2026 09:14:34.123 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo
      123:M 30 Nov 2026 09:14:34.124 # WARNING Memory overcommit must be enabled!
      123:M 30 Nov 2026 09:14:34.125 * Ready to accept connections
      """;

  @RegisterExtension
  final SharedFolder shared = new SharedFolder();

  @TempDir
  Path folder;

  @Test
  void a_full_disk_is_said_in_words() throws IOException {
    assertThat(lastWords(START + """
        123:M 30 Nov 2026 09:15:00.001 # Error writing to the AOF file: No space left on device
        123:M 30 Nov 2026 09:15:00.002 # Can't recover from AOF write error when the AOF fsync policy is 'always'. Exiting...
        """))
        .isEqualTo(
            "the disk is full (Error writing to the AOF file: No space left on device / Can't recover from AOF"
                + " write error when the AOF fsync policy is 'always'. Exiting...)");
    assertThat(lastWords(START + """
        123:M 30 Nov 2026 09:15:00.001 # Short write while writing to the AOF file: (nwritten=3, expected=9)
        123:M 30 Nov 2026 09:15:00.002 # Can't recover from AOF write error when the AOF fsync policy is 'always'. Exiting...
        """)).startsWith("the disk is full (");
  }

  @Test
  void one_that_was_killed_said_nothing() throws IOException {
    assertThat(lastWords(START)).isEqualTo("it said nothing, as when it is killed");
    assertThat(lastWords("")).isEqualTo("it said nothing, as when it is killed");
    assertThat(new RedisLog(folder.resolve("none")).lastWords())
        .isEqualTo("it said nothing, as when it is killed");
  }

  @Test
  void what_was_said_in_a_life_before_does_not_count() throws IOException {
    assertThat(
            lastWords("123:M 30 Nov 2026 09:15:00.001 # Error: No space left on device\n" + START))
        .doesNotContain("disk");
  }

  @Test
  void what_is_said_without_a_form_counts_too() throws IOException {
    assertThat(lastWords(START + """

        *** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***
        Reading the configuration file, at line 3
        >>> 'user default on'
        Bad directive
        """)).isEqualTo("Bad directive");
  }

  @Test
  void control_characters_and_a_long_log_do_no_harm() throws IOException {
    assertThat(lastWords("x".repeat(3_000_000) + "\n" + START
            + "123:M 30 Nov 2026 09:15:00.001 # Out of\u001b[31m memory\n"))
        .isEqualTo("Out of[31m memory");
    RedisLog log = new RedisLog(folder);
    assertThat(log.open()).isEmptyFile();
    assertThat(folder.resolve("redis.log.old")).isNotEmptyFile();
  }

  @Test
  void a_server_that_does_not_start_is_quoted() throws Exception {
    Path wrapper = Files.writeString(folder.resolve("wrapper"), """
        #!/bin/sh
        [ "$1" = --version ] && exec echo Redis server v=7.0.15
        echo cannot open shared object file >&2
        exit 127
        """);
    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> shared.node(wrapper.toString()))
        .hasMessageContainingAll(
            "Redis 7.0.15 (" + wrapper + ") does not start", "cannot open shared object file");
  }

  private String lastWords(String log) throws IOException {
    Files.writeString(folder.resolve("redis.log"), log);
    return new RedisLog(folder).lastWords();
  }
}
