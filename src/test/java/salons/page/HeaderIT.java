package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;

/** The header of a room: its name has room at every width, and nothing lies over anything else. */
@Timeout(90)
final class HeaderIT {
  private static final List<Integer> WIDTHS =
      List.of(320, 390, 480, 600, 768, 959, 960, 1024, 1119, 1120, 1200, 1300, 1440);

  /** What lies over its neighbour, or sticks out. */
  private static final String TROUBLE =
      "() => { const header = document.querySelector('main > header');"
          + " const parts = [...header.children].filter(part => part.checkVisibility() && part.offsetWidth > 0);"
          + " const box = part => part.getBoundingClientRect();"
          + " return parts.filter((part, i) => box(part).right > box(header).right || (i > 0 && box(part).left < box(parts[i - 1]).right - 1)"
          + " || (part.id !== 'title' && part.scrollWidth > part.clientWidth + 1)).map(part => part.id || part.className); }";

  @RegisterExtension
  static final Chat chat = new Chat();

  @ParameterizedTest
  @ValueSource(strings = {"en-GB", "fr-FR"})
  void the_name_of_a_room_is_whole_at_every_width_with_the_panel_and_without(String language) {
    Visit ana = chat.enter(chat.tab(Chat.options().setLocale(language)), "général", "Ana");
    Page page = ana.page();
    page.setViewportSize(1280, 700);
    page.waitForSelector("#scale-open:not([hidden])");
    page.click("#scale-open");
    page.waitForSelector("#scale[data-open=true]");
    for (boolean open : List.of(true, false)) {
      if (!open) {
        // The page hears of a new width when it is drawn next; until then the panel is a dialog,
        // which has the keys.
        ana.awaitTrue("() => !document.querySelector('dialog[open]')");
        page.keyboard().press("Control+.");
        ana.awaitTrue("() => document.querySelector('#scale').dataset.open === 'false'");
      }
      for (int width : WIDTHS) {
        page.setViewportSize(width, 700);
        String where = language + " " + width + (open ? " with the panel" : "");
        assertThat(page.evaluate(TROUBLE)).as(where).isEqualTo(List.of());
        assertThat(
                ana.is(
                    "(title => title.scrollWidth <= title.clientWidth && title.scrollHeight <= title.clientHeight)(document.querySelector('#title'))"))
            .as(where)
            .isTrue();
      }
    }
  }

  @Test
  void the_longest_name_leaves_everything_else_in_its_place() {
    String longest = Cluster.room() + "-" + "w".repeat(40);
    Visit ana = chat.enter(longest, "Ana");
    ana.page().waitForSelector("#scale-open:not([hidden])");
    for (int width : WIDTHS) {
      ana.page().setViewportSize(width, 700);
      assertThat(ana.page().evaluate(TROUBLE)).as("%s", width).isEqualTo(List.of());
      assertThat(ana.number("document.querySelector('#title').clientWidth"))
          .as("%s", width)
          .isGreaterThan(80);
    }
    assertThat(ana.page().getAttribute("#title", "title")).isEqualTo("#" + longest);
  }

  @Test
  void what_a_phone_has_no_room_for_is_one_tap_away() {
    Browser.NewContextOptions phone =
        Chat.options().setViewportSize(320, 568).setHasTouch(true).setIsMobile(true);
    Visit ana = chat.enter(chat.tab(phone), Cluster.room(), "Ana");
    Page page = ana.page();
    assertThat(page.evaluate(TROUBLE)).isEqualTo(List.of());
    page.tap("#menu");
    page.tap("#side .settings");
    page.waitForSelector("#settings[open]");
    page.keyboard().press("Escape");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("menu");
    page.tap("#members-count");
    page.tap("#members .copy");
    page.waitForSelector("#members .copy:has-text('Link copied')");
  }
}
