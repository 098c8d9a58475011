package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Many who come at once, each into rooms of their own: they wait for their turn, and nobody is sent away. */
final class CrowdTest {
  private static final int SOCKETS = 300;
  private static final int ROOMS = 10;
  private static final Pattern SCRIPTS = Pattern.compile("cmdstat_(?:evalsha|eval):calls=(\\d+)");

  @RegisterExtension
  static final Cluster cluster = Cluster.of(1);

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void a_crowd_enters_rooms_of_its_own_without_a_refusal_and_with_few_calls() {
    List<Future<Tab>> opening = Stream.generate(() -> cluster.tabs().open(cluster.port(0)))
        .limit(SOCKETS)
        .toList();
    List<Tab> crowd = opening.stream().map(Tabs::await).toList();
    crowd.forEach(tab -> tab.await("welcome"));
    long before = scripts();
    for (int i = 0; i < SOCKETS; i++) {
      for (int r = 0; r < ROOMS; r++) {
        crowd
            .get(i)
            .send(new JsonObject()
                .put("type", "join")
                .put("id", "j" + r)
                .put("room", "own-" + i + "-" + r)
                .put("user", "u" + i));
      }
    }
    List<JsonObject> answers = new ArrayList<>();
    for (Tab tab : crowd) {
      for (int r = 0; r < ROOMS; r++) {
        answers.add(answer(tab));
      }
    }
    double calls = (double) (scripts() - before) / (SOCKETS * ROOMS);
    assertThat(answers).extracting(answer -> answer.getString("type")).containsOnly("joined");
    assertThat(answers).extracting(answer -> answer.getInteger("count")).containsOnly(1);
    assertThat(calls).as("script calls a join").isLessThanOrEqualTo(4);
  }

  /** Waits as long as the test does. */
  private static JsonObject answer(Tab tab) {
    while (true) {
      try {
        return tab.await("an answer", frame -> frame.containsKey("id"));
      } catch (AssertionError notYet) {
        if (!tab.isOpen()) {
          throw notYet;
        }
      }
    }
  }

  private static long scripts() {
    Matcher calls = SCRIPTS.matcher(cluster.redis().cli("INFO", "commandstats"));
    long all = 0;
    while (calls.find()) {
      all += Long.parseLong(calls.group(1));
    }
    return all;
  }
}
