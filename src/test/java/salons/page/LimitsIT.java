package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** The page of somebody who is faster than an instance lets them be. */
final class LimitsIT {
  @RegisterExtension
  static final Chat chat =
      new Chat("messages.per.second", "1", "messages.burst", "2", "joins.per.second", "1");

  private final String room = Cluster.room();

  @Test
  void what_was_said_too_fast_waits_and_goes_by_itself_in_order() {
    Visit ana = chat.enter(room, "Ana");
    Tab bo = chat.someone(room, "Bo");
    List<String> texts = List.of("one", "two", "three", "four");
    texts.forEach(ana::say);
    ana.page().waitForSelector("#log li[data-state=waiting] .note:has-text('Too fast')");
    ana.awaitMessages(4);
    assertThat(ana.texts()).isEqualTo(texts);
    assertThat(Tab.texts(bo.awaitMessages(room, 4))).isEqualTo(texts);
    assertThat(ana.page().locator("#log li[data-state=failed]").count()).isZero();
  }
}
