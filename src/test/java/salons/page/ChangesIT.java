package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** Messages that others edit, delete and react to, in the page. */
@Timeout(60)
final class ChangesIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  private final String room = Cluster.room();

  @Test
  void the_page_shows_the_newest_text_and_nothing_of_what_was_deleted() {
    Tab bo = chat.cluster().tab(0);
    bo.join(room, "Bo", new JsonObject().put("key", "aaaaaaaaaaaaaaaa"));
    bo.say(room, "first text");
    bo.say(room, "a secret");
    Visit ana = chat.enter(room, "Ana");
    ana.awaitText("a secret");
    bo.ask(change("edit", 1).put("text", "second text"));
    ana.awaitText("second text");
    assertThat(ana.page().getAttribute("#log .text >> nth=0", "data-edited")).isNotEmpty();
    bo.ask(change("react", 1).put("emoji", "👍").put("on", true));
    bo.ask(change("delete", 2));
    ana.page().waitForCondition(() -> !ana.texts().contains("a secret"));
    bo.say(room, "later");
    ana.awaitText("later");
    assertThat(ana.texts()).hasSize(3).doesNotContain("first text", "a secret");
    assertThat(ana.page().locator("#log li.message.hushed").count()).isEqualTo(1);

    Visit fresh = chat.enter(room, "Cy");
    fresh.awaitText("later");
    assertThat(fresh.texts()).isEqualTo(ana.texts());
    assertThat(fresh.page().locator("#log .gap").count()).isZero();
  }

  private JsonObject change(String type, long seq) {
    return new JsonObject().put("type", type).put("room", room).put("seq", seq);
  }
}
