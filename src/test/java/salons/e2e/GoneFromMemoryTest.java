package salons.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A text that was deleted or replaced is on the heap of no instance any more. */
@Tag("process")
final class GoneFromMemoryTest {
  private static final String ROOM = "general";
  private static final JsonObject KEY = new JsonObject().put("key", "Zm9ydHktdHdvLWd1ZXN0cw");

  @TempDir
  Path folder;

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final List<Program> programs = new ArrayList<>();
  private final List<Tab> members = new ArrayList<>();
  private int dumps;

  @BeforeEach
  void start() {
    for (int i = 0; i < 2; i++) {
      programs.add(Program.start(
          folder,
          Map.of(
              "port",
              "0",
              "host",
              "127.0.0.1",
              "loops",
              "1",
              "instance",
              "process-" + i,
              "redis.url",
              redis.url(),
              "messages.per.second",
              "0",
              "bytes.per.second",
              "0")));
    }
    for (Program program : programs) {
      Tab member = tabs.connect(program.awaitReady());
      member.join(ROOM, "Ana", KEY);
      members.add(member);
    }
  }

  @AfterEach
  void stop() {
    tabs.close();
    programs.forEach(Program::close);
    redis.close();
  }

  @Test
  void it_is_not_on_the_heap_of_any_instance() throws Exception {
    say("deleted-later");
    say("edited-later");
    change("edit", 2, "edited-once-more");
    assertThat(found("deleted-later", "edited-later", "edited-once-more"))
        .as("it can be found")
        .contains("deleted-later 0", "deleted-later 1", "edited-once-more 0", "edited-once-more 1");
    change("delete", 1, null);
    change("edit", 2, "as-it-stays");
    // What follows overwrites buffers in which texts only lay while they were read and written.
    for (int i = 0; i < 300; i++) {
      say("x".repeat(3_000));
    }
    for (Tab member : members) {
      member.join(ROOM, "Ana", KEY.copy().put("history", 200));
    }
    assertThat(found("deleted-later", "edited-later", "edited-once-more")).isEmpty();
  }

  private void say(String text) {
    ask(Tab.message(ROOM, text));
  }

  private void change(String type, long seq, @org.jspecify.annotations.Nullable String text) {
    JsonObject frame = new JsonObject().put("type", type).put("room", ROOM).put("seq", seq);
    ask(text == null ? frame : frame.put("text", text));
  }

  /** Asks one, and waits until all have heard of it. */
  private void ask(JsonObject frame) {
    long seq = members.get(0).ask(frame).getLong("seq");
    for (Tab member : members) {
      member.await(
          "event " + seq,
          heard -> heard.getLong("seq", 0L) == seq
              && !"ack".equals(heard.getString("type"))
              && !"joined".equals(heard.getString("type")));
    }
  }

  /** Which of the texts are on the heap of which instance. */
  private List<String> found(String... texts) throws IOException, InterruptedException {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < programs.size(); i++) {
      Path dump = folder.resolve("dump-" + dumps++ + ".hprof");
      dump(programs.get(i).pid(), dump);
      for (String text : texts) {
        if (holds(dump, text.getBytes(US_ASCII)) || holds(dump, text.getBytes(UTF_16BE))) {
          found.add(text + " " + i);
        }
      }
      Files.delete(dump);
    }
    return found;
  }

  /** Collects garbage before. */
  private static void dump(long pid, Path to) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process = new ProcessBuilder(
            jcmd, Long.toString(pid), "GC.heap_dump", to.toAbsolutePath().toString())
        .redirectErrorStream(true)
        .start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  private static boolean holds(Path file, byte[] wanted) throws IOException {
    byte[] block = new byte[1 << 20];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(block, kept, block.length - kept);
          read >= 0;
          read = in.read(block, kept, block.length - kept)) {
        int length = kept + read;
        if (indexOf(block, length, wanted) >= 0) {
          return true;
        }
        kept = Math.min(length, wanted.length - 1);
        System.arraycopy(block, length - kept, block, 0, kept);
      }
    }
    return false;
  }

  private static int indexOf(byte[] bytes, int length, byte[] wanted) {
    for (int i = 0; i + wanted.length <= length; i++) {
      int matching = 0;
      while (matching < wanted.length && bytes[i + matching] == wanted[matching]) {
        matching++;
      }
      if (matching == wanted.length) {
        return i;
      }
    }
    return -1;
  }
}
