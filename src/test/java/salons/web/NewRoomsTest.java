package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** The limit as it is by default; all of this test is one address. */
final class NewRoomsTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.limited(1);

  private final String room = Cluster.room();
  private final Tab ana = cluster.tab(0);

  @Test
  void an_address_makes_sixty_rooms_at_once_and_enters_known_ones_all_the_same() {
    Tab bo = cluster.tab(0);
    String quiet = Cluster.room();
    bo.join(quiet, "Bo");
    String told = Cluster.room();
    bo.join(told, "Bo");
    bo.say(told, "known");
    for (int i = 0; i < 90; i++) {
      ana.send(join(room + "-" + i, "Ana").put("id", "j" + i));
    }
    List<JsonObject> refused = refused(ana, "j", 90);
    assertThat(refused).hasSizeBetween(15, 40).allSatisfy(NewRoomsTest::assertTooFast);
    JsonObject last = refused.get(refused.size() - 1);
    assertThat(last.getString("message")).contains("new rooms");
    String number = last.getString("id").substring(1);
    assertThat(cluster.redis().cli("KEYS", "*:" + room + "-" + number + ":*"))
        .doesNotContain("salons");
    // Another session of the same address has no more of them.
    Tab cy = cluster.tab(0);
    for (int i = 0; i < 10; i++) {
      cy.send(join(room + "-other-" + i, "Cy").put("id", "o" + i));
    }
    List<JsonObject> others = refused(cy, "o", 10);
    assertThat(others).isNotEmpty().allSatisfy(NewRoomsTest::assertTooFast);
    assertThat(cy.join(quiet, "Cy").getInteger("count")).isEqualTo(2);
    assertThat(cy.join(told, "Cy").getInteger("count")).isEqualTo(2);
    assertThat(ana.join(room + "-0", "Ana").getString("type")).isEqualTo("joined");
    bo.send(new JsonObject().put("type", "leave").put("room", told));
    cy.send(new JsonObject().put("type", "leave").put("room", told));
    assertThat(cy.join(told, "Cy").getInteger("count")).isEqualTo(1);
    long retryAfterMs = others.get(others.size() - 1).getLong("retryAfterMs");
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(retryAfterMs));
    assertThat(ana.join(room + "-" + number, "Ana").getString("type")).isEqualTo("joined");
  }

  /** Of the answers to the frames {@code <prefix>0} and following, those that refuse. */
  private static List<JsonObject> refused(Tab tab, String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> tab.await(
            "the answer to " + prefix + i, frame -> (prefix + i).equals(frame.getString("id"))))
        .filter(answer -> "error".equals(answer.getString("type")))
        .toList();
  }

  private static JsonObject join(String name, String user) {
    return new JsonObject().put("type", "join").put("room", name).put("user", user);
  }

  private static void assertTooFast(JsonObject error) {
    assertThat(error.getString("code")).isEqualTo("rate_limited");
    assertThat(error.getLong("retryAfterMs")).isBetween(1L, 2_000L);
  }
}
