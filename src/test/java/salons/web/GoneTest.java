package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** A text that was deleted or replaced is in no key of Redis any more, and nobody is told it again. */
final class GoneTest {
  @RegisterExtension
  static Cluster cluster = Cluster.of(2);

  private static final String KEY = "Zm9ydHktdHdvLWd1ZXN0cw";

  private final String room = Cluster.room();
  private int ids;

  @Test
  void a_deleted_text_is_in_no_key_though_it_was_said_together_with_others() {
    Tab ana = ana(0);
    for (int i = 1; i <= 20; i++) {
      ana.mutter(room, "text-" + i + ".");
    }
    ana.awaitMessages(room, 20);
    assertThat(holders("text-7.")).isNotEmpty();
    ana.ask(change("delete", 7));
    assertThat(holders("text-7.")).isEmpty();
    assertThat(holders("text-8.")).isNotEmpty();
    // Neither those beside it, though they were moved with it.
    ana.ask(change("delete", 8));
    ana.ask(change("delete", 20));
    assertThat(holders("text-8.")).isEmpty();
    assertThat(holders("text-20.")).isEmpty();
    for (int node : List.of(0, 1)) {
      assertThat(Tab.texts(Tab.inside(cluster.tab(node).join(room, "Bo"))))
          .contains("text-6.", "text-9.")
          .doesNotContain("text-7.", "text-8.", "text-20.");
    }
  }

  @Test
  void so_is_each_text_that_an_edited_message_had() {
    Tab ana = ana(0);
    ana.say(room, "first.");
    ana.ask(edit(1, "second."));
    assertThat(holders("first.")).isEmpty();
    ana.say(room, "something else");
    ana.ask(edit(1, "third."));
    assertThat(holders("second.")).isEmpty();
    ana.ask(change("delete", 1));
    assertThat(holders("third.")).isEmpty();
    assertThat(holders("something else")).isNotEmpty();
  }

  @Test
  void nobody_is_told_it_again_on_any_instance_by_any_page() {
    Tab ana = ana(0);
    Tab bo = cluster.tab(1);
    String epoch = bo.join(room, "Bo").getString("epoch");
    ana.say(room, "first.");
    ana.ask(edit(1, "second."));
    ana.ask(edit(1, "third."));
    bo.await("the second edit", frame -> "third.".equals(frame.getString("text")));
    for (int node : List.of(0, 1)) {
      for (long since : List.of(0L, 1L, 2L)) {
        JsonObject joined = cluster.tab(node).joinSince(room, "Cy", epoch, since);
        assertThat(joined.encode()).doesNotContain("first.", "second.").contains("third.");
      }
    }
    ana.ask(change("delete", 1));
    bo.await("deleted");
    for (int node : List.of(0, 1)) {
      Tab cy = cluster.tab(node);
      for (long since : List.of(0L, 1L, 2L, 3L)) {
        JsonObject joined = cy.joinSince(room, "Cy", epoch, since);
        assertThat(joined.getBoolean("recovered")).isTrue();
        assertThat(Tab.seqs(Tab.inside(joined)))
            .isEqualTo(List.of(1L, 2L, 3L, 4L).subList((int) since, 4));
        assertThat(joined.encode()).doesNotContain("first.", "second.", "third.");
      }
      JsonObject page =
          cy.ask(new JsonObject().put("type", "history").put("room", room).put("before", 100));
      assertThat(page.encode()).doesNotContain("first.", "second.", "third.");
    }
  }

  private static List<String> holders(String text) {
    return Gone.holders(cluster.redis(), text);
  }

  private Tab ana(int node) {
    Tab tab = cluster.tab(node);
    tab.join(room, "Ana", new JsonObject().put("key", KEY));
    return tab;
  }

  private JsonObject change(String type, long seq) {
    return new JsonObject()
        .put("type", type)
        .put("id", "c" + ids++)
        .put("room", room)
        .put("seq", seq);
  }

  private JsonObject edit(long seq, String text) {
    return change("edit", seq).put("text", text);
  }
}
