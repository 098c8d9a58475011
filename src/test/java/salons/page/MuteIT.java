package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** Not reading somebody. */
@Timeout(60)
final class MuteIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  private final String room = Cluster.room();

  @Test
  void who_is_muted_is_neither_read_nor_announced_until_unmuted() {
    Tab bo = chat.someone(room, "Bo");
    Tab cy = chat.someone(room, "Cy");
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    bo.say(room, "one");
    ana.awaitText("one");
    Locator first = page.locator("#log li.message").first();
    first.hover();
    first.locator("button[data-action=mute]").click();
    assertThat(ana.texts()).containsExactly("Muted");
    bo.say(room, "two @Ana");
    cy.say(room, "three");
    ana.awaitMessages(3);
    page.waitForCondition(() -> page.textContent("#sr-log").contains("three"));
    assertThat(ana.texts()).containsExactly("Muted", "Muted", "three");
    assertThat(page.textContent("#sr-log")).doesNotContain("two");
    page.reload();
    ana.awaitMessages(3);
    page.waitForCondition(() -> ana.texts().equals(List.of("Muted", "Muted", "three")));
    first.hover();
    assertThat(first.locator("button[data-action=quote]").isVisible()).isFalse();
    first.locator("button[data-action=mute]").click();
    assertThat(ana.texts()).containsExactly("one", "two @Ana", "three");
  }

  @Test
  void the_keyboard_mutes_and_a_mention_by_the_muted_is_none() {
    Tab bo = chat.someone(room, "Bo");
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    bo.say(room, "hello");
    ana.awaitText("hello");
    page.locator("#log li.message").first().focus();
    page.keyboard().press("Enter");
    page.keyboard().press("ArrowRight");
    assertThat(page.evaluate("document.activeElement.dataset.action")).isEqualTo("mute");
    page.keyboard().press("Enter");
    assertThat(ana.texts()).containsExactly("Muted");
    ana.look(false);
    bo.say(room, "@Ana!");
    page.waitForCondition(() -> page.title().startsWith("("));
    assertThat(page.title()).doesNotContain("@");
  }
}
