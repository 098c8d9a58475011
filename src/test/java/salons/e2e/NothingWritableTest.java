package salons.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a Redis elsewhere, no folder is needed: not for the page, nor for what is unpacked. */
@Tag("process")
final class NothingWritableTest {
  /** Where nobody, not even root, can make a file. */
  private static final String NOWHERE = "/proc/none";

  @TempDir
  Path folder;

  @Test
  void where_nothing_can_be_written_all_works_and_one_line_says_what_is_slower() {
    try (RedisServer redis = RedisServer.start();
        Tabs tabs = new Tabs();
        Program program = Program.start(
            folder,
            Map.of(
                "port",
                "0",
                "redis.url",
                redis.url(),
                "java.io.tmpdir",
                NOWHERE,
                "io.netty.native.workdir",
                NOWHERE))) {
      int port = program.awaitReady();
      assertThat(RawHttp.get(port, "/", "Host: localhost").body()).contains("<!doctype html>");
      Tab ana = tabs.connect(port);
      ana.join("general", "Ana");
      JsonObject ack = ana.ask(new JsonObject()
          .put("type", "message")
          .put("id", "m1")
          .put("room", "general")
          .put("text", "Hello"));
      assertThat(ack.getString("type")).isEqualTo("ack");
      assertThat(program.output().stream().filter(line -> line.contains("NIO"))).hasSize(1);
      assertThat(program.output()).noneMatch(line -> line.startsWith("\tat "));
      assertThat(program.errors()).noneMatch(line -> line.startsWith("\tat "));
    }
  }

  @Test
  void one_that_is_killed_leaves_no_files_behind() throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    try (RedisServer redis = RedisServer.start();
        Program program = Program.start(
            Files.createDirectory(folder.resolve("run")),
            Map.of(
                "port", "0", "redis.url", redis.url(), "java.io.tmpdir", temporary.toString()))) {
      int port = program.awaitReady();
      assertThat(RawHttp.get(port, "/", "Host: localhost").status()).isEqualTo(200);
      program.kill();
    }
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }
}
