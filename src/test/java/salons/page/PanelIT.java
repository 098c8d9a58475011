package salons.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** The panel as one part of the page among others: out of the way of who reads, writes, or has no mouse. */
@Timeout(90)
final class PanelIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  private final String room = Cluster.room();

  @Test
  void opening_and_closing_it_never_moves_what_is_read() {
    Tab bo = chat.someone(room, "Bo");
    for (int i = 0; i < 60; i++) {
      bo.say(room, i + " " + "many words that break into other lines in another width ".repeat(4));
    }
    Visit ana = enter(1300, 700);
    Page page = ana.page();
    ana.awaitMessages(50);
    page.evaluate("document.querySelector('#log').scrollTop = 900");
    ana.awaitTrue("() => !document.querySelector('#jump').hidden");
    page.evaluate("""
        () => {
          const top = document.querySelector('#log').getBoundingClientRect().top;
          const read = [...document.querySelectorAll('#log li.message')].find(li => li.getBoundingClientRect().bottom > top);
          const at = read.getBoundingClientRect().top;
          window.width = document.querySelector('#log').clientWidth;
          window.moved = () => Math.abs(read.getBoundingClientRect().top - at);
        }""");
    open(page);
    ana.awaitTrue("() => document.querySelector('#log').clientWidth < width");
    settle(page);
    assertThat(ana.number("moved()")).isLessThanOrEqualTo(1);
    page.click("#scale-open");
    ana.awaitTrue("() => document.querySelector('#log').clientWidth === width");
    settle(page);
    assertThat(ana.number("moved()")).isLessThanOrEqualTo(1);
  }

  @Test
  void it_is_opened_and_left_by_keyboard() {
    Visit ana = enter(1300, 700);
    Page page = ana.page();
    page.focus("#scale-open");
    page.keyboard().press("Enter");
    ana.awaitTrue("() => document.querySelector('#scale').contains(document.activeElement)");
    page.keyboard().press("Escape");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("scale-open");
    assertThat(page.getAttribute("#scale-open", "aria-expanded")).isEqualTo("false");
    page.focus("#text");
    page.keyboard().press("Control+.");
    ana.awaitTrue("() => document.querySelector('#scale').contains(document.activeElement)");
    page.keyboard().press("Control+.");
    ana.awaitTrue("() => document.querySelector('#scale').dataset.open === 'false'");
  }

  @Test
  void it_is_remembered_and_then_takes_no_focus() {
    Visit ana = enter(1300, 700);
    Page page = ana.page();
    open(page);
    page.reload();
    page.waitForSelector("#scale[data-open=true]");
    ana.awaitRoom(room);
    assertThat(ana.is("document.querySelector('#scale').contains(document.activeElement)"))
        .isFalse();
    page.setViewportSize(390, 800);
    page.waitForSelector("#scale dialog[open]");
    page.keyboard().press("Escape");
    page.waitForSelector("#scale-open[aria-expanded=false]");
    page.reload();
    ana.awaitRoom(room);
    assertThat(page.getAttribute("#scale", "data-open")).isEqualTo("false");
  }

  @Test
  void on_a_phone_it_is_a_sheet_and_measures_what_was_said_while_it_was_closed() {
    Visit ana = new Visit(
        chat.tab(Chat.options().setViewportSize(390, 844).setHasTouch(true).setIsMobile(true)));
    Page page = ana.page();
    chat.enter(page, room, "Ana");
    page.tap("#scale-open");
    page.waitForSelector("#scale dialog[open] tr[data-instance]");
    assertThat(ana.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
    assertThat((List<?>) page.evaluate(
            "() => [...document.querySelectorAll('#scale :is(button, a[href], summary)')].filter(b => b.checkVisibility())"
                + ".filter(b => b.getBoundingClientRect().height < 44).map(b => b.textContent)"))
        .as("targets smaller than a finger")
        .isEmpty();
    page.tap("#scale button.icon");
    page.waitForSelector("#scale-open[aria-expanded=false]");
    page.fill("#text", "with the sheet closed");
    page.tap("#send");
    ana.awaitMessages(1);
    page.tap("#scale-open");
    page.waitForSelector("#trace .total strong:text-matches('ms')");
  }

  @Test
  void it_follows_the_language() {
    Visit ana = enter(1300, 700);
    Page page = ana.page();
    open(page);
    assertThat(page.innerText("#scale h2")).isEqualTo("Behind the scenes");
    page.click("#side button[data-lang=fr]");
    page.waitForSelector("#scale h2:text-is('Coulisses')");
    page.waitForSelector("#scale thead th:text-is('onglets')");
    assertThat(page.innerText("#scale")).doesNotContain("tabs", "Your last", "Try it");
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void it_has_no_barriers(ColorScheme scheme) throws IOException {
    Page page = chat.tab(Chat.options()
        .setBypassCSP(true)
        .setColorScheme(scheme)
        .setViewportSize(1300, 900)
        .setReducedMotion(ReducedMotion.REDUCE));
    page.addInitScript(axe());
    Visit ana = chat.enter(page, room, "Ana");
    open(page);
    ana.say("measured");
    page.waitForSelector("#trace [data-part=redis], #trace.unfit");
    page.click(".scale-why summary");
    assertThat(barriers(page)).as("beside the conversation").isEmpty();
    page.setViewportSize(390, 844);
    page.waitForSelector("#scale dialog[open]");
    assertThat(barriers(page)).as("over the conversation").isEmpty();
  }

  private Visit enter(int width, int height) {
    return chat.enter(chat.tab(Chat.options().setViewportSize(width, height)), room, "Ana");
  }

  private static void open(Page page) {
    page.click("#scale-open");
    page.waitForSelector("#scale[data-open=true] tr[data-instance]");
  }

  /** Until whatever follows a change of size has followed it. */
  private static void settle(Page page) {
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  @SuppressWarnings("unchecked")
  private static List<String> barriers(Page page) {
    return (List<String>)
        page.evaluate(
            "async () => (await axe.run({ rules: { 'target-size': { enabled: true } } })).violations"
                + ".map(found => found.id + ': ' + found.nodes.map(node => node.target + ' ' + node.failureSummary).join('; '))");
  }

  private static String axe() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(PanelIT.class.getResourceAsStream("/axe.min.js"))) {
      return new String(script.readAllBytes(), UTF_8);
    }
  }
}
