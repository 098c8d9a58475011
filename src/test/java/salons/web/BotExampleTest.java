package salons.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.RawHttp;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.embedded.FreePort;

/** The example of a bot, as the README has it. */
@Tag("process")
final class BotExampleTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(1);

  private final String room = Cluster.room();

  @Test
  void answers_also_what_was_said_while_its_instance_was_away() throws IOException {
    assumeThat(hasPython()).isTrue();
    int port = FreePort.reserve();
    Node node = start(port);
    Process bot = new ProcessBuilder("python3", "examples/bot.py", "http://127.0.0.1:" + port, room)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try {
      Tab ana = cluster.tab(0);
      ana.join(room, "Ana");
      askUntilAnswered(ana);
      Tabs.await(node.stop());
      long asked = ana.say(room, "!ping").getLong("seq");
      node = start(port);
      JsonObject pong = ana.awaitMessage("pong");
      assertThat(pong.getString("id")).endsWith("-" + asked);
      assertThat(bot.isAlive()).isTrue();
    } finally {
      bot.destroy();
      Tabs.await(node.stop());
    }
  }

  private static boolean hasPython() {
    try {
      return new ProcessBuilder("python3", "--version").start().onExit().join().exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Node start(int port) {
    return Cluster.start("bots", cluster.redis().url(), Map.of("port", Integer.toString(port)));
  }

  /** Nobody sees when it begins to listen: it is asked what it has to hear. */
  private void askUntilAnswered(Tab ana) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (listeners() == 0) {
      assertThat(System.nanoTime()).as("the bot never listened").isLessThan(deadline);
    }
    ana.say(room, "!ping");
    ana.awaitMessage("pong");
  }

  /** Connections to its instance, of which there is no other. */
  private int listeners() {
    String cluster = RawHttp.get(BotExampleTest.cluster.port(0), "/api/cluster", "Host: localhost")
        .body();
    return new JsonObject(cluster)
        .getJsonArray("instances").stream()
            .map(each -> (JsonObject) each)
            .filter(each -> each.getString("id").equals("bots"))
            .mapToInt(each -> each.getInteger("connections"))
            .sum();
  }
}
