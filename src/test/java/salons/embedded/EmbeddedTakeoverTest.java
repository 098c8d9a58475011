package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static salons.embedded.SharedFolder.BACK_WITHIN_S;
import static salons.embedded.SharedFolder.kill;
import static salons.embedded.SharedFolder.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.Program;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** The redis-server that is brought along, as those see it who talk while one of two instances ends. */
@Tag("process")
final class EmbeddedTakeoverTest {
  @RegisterExtension
  final SharedFolder shared = new SharedFolder();

  @TempDir
  Path working;

  private final Tabs tabs = new Tabs();

  @AfterEach
  void stop() {
    tabs.close();
  }

  @Test
  void when_the_instance_that_looks_after_it_is_killed_another_takes_it_up() {
    try (Program one = program("one")) {
      int first = one.awaitReady();
      try (Program two = program("two")) {
        int second = two.awaitReady();
        Tab ana = tabs.connect(first);
        ana.join("test", "Ana");
        ana.say("test", "kept");
        ProcessHandle redis = shared.server();
        one.kill();
        two.awaitLine(line -> line.contains("Looking after the Redis"));
        assertThat(shared.server()).as("nobody's connection falls").isEqualTo(redis);
        kill(redis);
        two.awaitLine(line -> line.contains("started, data in"));
        Tab bo = tabs.connect(second);
        within(BACK_WITHIN_S, () -> bo.join("test", "Bo").getString("type").equals("joined"));
        assertThat(bo.say("test", "goes on").getLong("seq")).isEqualTo(2);
      }
    }
  }

  @Test
  void an_instance_that_stops_in_order_leaves_it_to_the_others() {
    try (Program one = program("one")) {
      int first = one.awaitReady();
      try (Program two = program("two")) {
        int second = two.awaitReady();
        ProcessHandle redis = shared.server();
        Tab ana = tabs.connect(first);
        ana.join("test", "Ana");
        ana.say("test", "kept");
        one.terminate();
        assertThat(one.awaitExit()).isZero();
        Tab bo = tabs.connect(second);
        assertThat(bo.join("test", "Bo").getLong("seq")).isEqualTo(1);
        assertThat(shared.server()).isEqualTo(redis);
        two.terminate();
        assertThat(two.awaitExit()).isZero();
        assertThat(shared.servers()).as("the last one takes it with it").isEmpty();
      }
    }
  }

  private Program program(String name) {
    return Program.start(
        working,
        Map.of(
            "port",
            "0",
            "host",
            "127.0.0.1",
            "instance",
            name,
            "data.dir",
            shared.path().toString()));
  }
}
