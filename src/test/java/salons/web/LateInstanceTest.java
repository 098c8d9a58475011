package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.Detour;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** An instance to which Pub/Sub has not brought yet what another one acknowledged long ago. */
@Tag("process")
final class LateInstanceTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(1);

  /** An instance compares its rooms with the log in turn; with so many, this test's room has its turn only twice a minute. */
  private static final int ROOMS = 150;

  private final String room = Cluster.room();
  private final Detour detour = new Detour(cluster.redis());
  private final Node late =
      Cluster.start("late", detour.url(), Map.of("rooms.per.socket", Integer.toString(ROOMS)));

  @BeforeEach
  void the_late_one_is_up() {
    assertThat(late.port()).isPositive();
  }

  @AfterEach
  void stop() throws Exception {
    detour.release();
    Tabs.await(late.stop());
    detour.close();
  }

  @Test
  void whoever_comes_with_what_it_does_not_know_yet_hears_nothing_twice() {
    Tab stays = cluster.tabs().connect(late.port());
    for (int i = 1; i < ROOMS; i++) {
      stays.join(Cluster.room(), "Stays");
    }
    stays.join(room, "Stays");
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    assertThat(writer.say(room, "one").getLong("seq")).isEqualTo(1);
    stays.awaitMessage("one");
    detour.hold();
    assertThat(writer.say(room, "two").getLong("seq")).isEqualTo(2);
    writer.awaitMessage("two");
    stays.hearsNothing("what is held back", frame -> "two".equals(frame.getString("text")));
    Tab moved = cluster.tabs().connect(late.port());
    JsonObject joined = moved.joinSince(room, "Writer", epoch, 2);
    detour.release();
    assertThat(writer.say(room, "three").getLong("seq")).isEqualTo(3);
    moved.awaitMessage("three");
    assertThat(joined.getBoolean("recovered")).isTrue();
    assertThat(Tab.inside(joined)).isEmpty();
    assertThat(Tab.texts(moved.messages(room))).isEqualTo(List.of("three"));
    stays.awaitMessage("three");
    assertThat(Tab.texts(stays.messages(room))).containsExactly("one", "two", "three");
  }

  @Test
  void whoever_speaks_there_is_acknowledged_all_the_same() {
    Tab tab = cluster.tabs().connect(late.port());
    tab.join(room, "Ana");
    detour.hold();
    assertThat(tab.say(room, "one").getLong("seq")).isEqualTo(1);
    detour.release();
    tab.awaitMessage("one");
  }
}
