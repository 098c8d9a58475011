package salons.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** The panel: what it shows of three instances, and how it keeps out of the way of who reads, writes, or has no mouse. */
@Timeout(90)
final class PanelIT {
  @RegisterExtension
  static final Programs programs = new Programs();

  private static final Browser.NewContextOptions WIDE = Chat.options().setViewportSize(1300, 700);
  private static final String CHIP =
      "() => document.querySelector('#scale-open').textContent === '3 instances'";
  private static final String ROWS =
      "() => document.querySelectorAll('#scale tr[data-instance]').length === 3";

  private final String room = Cluster.room();

  @Test
  void it_shows_what_happens_and_is_silent_when_closed() {
    Visit bo = enter(1, "Bo");
    Visit cy = enter(2, "Cy");
    // An instance that a test before this one killed is listed until its lease ends.
    cy.page()
        .waitForCondition(
            () -> instances(cy.page().request().get(programs.url(2) + "api/cluster")) == 3);
    Page page = programs.chromium().tab(WIDE);
    List<String> requests = new ArrayList<>();
    List<String> frames = new ArrayList<>();
    page.onRequest(request -> requests.add(request.url()));
    page.onWebSocket(socket -> socket.onFrameSent(frame -> frames.add(frame.text())));
    Visit ana = programs.enter(0, page, room, "Ana");
    page.waitForFunction(CHIP);
    assertThat(requests).filteredOn(url -> url.contains("/api/cluster")).hasSize(1);
    assertThat(requests)
        .noneMatch(url -> url.contains("/panel/panel.js") || url.contains("/panel.css"));
    assertThat(frames).noneMatch(frame -> frame.contains("\"trace\""));

    page.click("#scale-open");
    page.waitForFunction(ROWS);
    assertThat(page.locator("#scale tr.own").getAttribute("data-instance"))
        .isEqualTo(page.getAttribute("#conn", "data-instance"));
    Visit.awaitPromise(page, """
        async room => {
          const { instances } = await (await fetch(`api/cluster?room=${room}`)).json();
          return instances.every(({ id, connections, members }) => {
            const [tabs, people] = document.querySelectorAll(`#scale tr[data-instance="${id}"] td`);
            return Number(tabs.textContent) === connections && Number(people.textContent) === members && members === 1;
          });
        }""", room);
    page.waitForSelector("#scale [data-task=join][data-done=true]");

    cy.say("from the third");
    for (Visit visit : List.of(ana, bo)) {
      visit.awaitText("from the third");
      assertThat(visit.page().locator("#log .from").textContent()).contains("" + programs.port(2));
    }
    assertThat(page.isVisible("#log .from")).isTrue();
    assertThat(bo.page().isVisible("#log .from")).as("where nobody looks").isFalse();
    page.waitForSelector("#scale [data-task=read][data-done=true]");

    measure(ana);
    assertThat(page.locator("#trace ol:not(.asides) [data-part]").all().stream()
            .map(row -> row.getAttribute("data-part")))
        .containsExactly("link", "instance", "redis", "rest");
    assertThat(page.locator("#trace .value").allTextContents())
        .allMatch(value -> value.matches("(<\\h)?\\d+[.]\\d\\hms"), "a duration, never negative");
    assertThat(frames).contains("{\"type\":\"trace\",\"on\":true}");

    String second = idOf(bo);
    programs.stop(1);
    page.waitForFunction(
        "id => !document.querySelector(`#scale tr[data-instance=\"${id}\"]`)", second);
    page.waitForSelector("#scale [data-task=stop][data-done=true]");
    assertThat(page.getAttribute("#scale [data-task=back]", "data-done")).isEqualTo("false");

    page.press("#scale button.icon", "Escape");
    assertThat(page.getAttribute("#scale", "data-open")).isEqualTo("false");
    assertThat(page.isVisible("#log .from >> nth=0")).isFalse();
    assertThat(frames)
        .filteredOn(frame -> !frame.contains("\"ping\""))
        .last()
        .isEqualTo("{\"type\":\"trace\",\"on\":false}");
  }

  @Test
  void who_comes_back_to_another_instance_is_told_so() {
    Visit ana = enter(0, "Ana");
    Page page = ana.page();
    open(page);
    String first = idOf(ana);
    programs.stop(0);
    ana.awaitState("reconnecting");
    programs.launch(0);
    ana.awaitState("online");
    assertThat(idOf(ana)).isNotEqualTo(first);
    page.waitForSelector("#scale [data-task=back][data-done=true]");
    assertThat(page.textContent("#scale .you")).contains("You were on");
    measure(ana);
  }

  @Test
  void a_link_leads_to_the_same_room_on_another_instance() {
    Visit ana = enter(0, "Ana");
    Page page = ana.page();
    open(page);
    Page there = page.context().waitForPage(() -> page.click("#scale tr:not(.own) a"));
    new Visit(there).awaitRoom(room);
    assertThat(List.of(programs.port(1), programs.port(2)))
        .contains(URI.create(there.url()).getPort());
    assertThat(there.url()).as("the name is no part of the address").endsWith("#" + room);
    assertThat(there.textContent("#me bdi")).startsWith("Ana (");
  }

  @Test
  void opening_and_closing_it_never_moves_what_is_read() {
    Tab bo = programs.someone(1, room, "Bo");
    for (int i = 0; i < 60; i++) {
      bo.say(room, i + " " + "many words that break into other lines in another width ".repeat(4));
    }
    Visit ana = enter(0, "Ana");
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
    Visit ana = enter(0, "Ana");
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
    Visit ana = enter(0, "Ana");
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
    Visit ana = new Visit(programs
        .chromium()
        .tab(Chat.options().setViewportSize(390, 844).setHasTouch(true).setIsMobile(true)));
    Page page = ana.page();
    programs.enter(0, page, room, "Ana");
    page.tap("#scale-open");
    page.waitForSelector("#scale dialog[open] tr[data-instance]");
    assertThat(ana.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
    assertThat((List<?>) page.evaluate(
            "() => [...document.querySelectorAll('#scale :is(button, a[href], summary)')].filter(b => b.checkVisibility())"
                + ".filter(b => b.getBoundingClientRect().height < 44).map(b => b.textContent)"))
        .as("targets smaller than a finger")
        .isEmpty();
    speakUntil(page, "#trace .total strong:text-matches('ms')", said -> {
      page.tap("#scale button.icon");
      page.waitForSelector("#scale-open[aria-expanded=false]");
      page.fill("#text", "with the sheet closed");
      page.tap("#send");
      ana.awaitMessages(said + 1);
      page.tap("#scale-open");
      page.waitForSelector("#trace.unfit, #trace .total strong:text-matches('ms')");
    });
  }

  @Test
  void it_follows_the_language() {
    Visit ana = enter(0, "Ana");
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
    Page page = programs
        .chromium()
        .tab(Chat.options()
            .setBypassCSP(true)
            .setColorScheme(scheme)
            .setViewportSize(1300, 900)
            .setReducedMotion(ReducedMotion.REDUCE));
    page.addInitScript(axe());
    Link link = Link.lay(page);
    Visit ana = programs.enter(0, page, room, "Ana");
    open(page);
    ana.say("measured");
    page.waitForSelector("#trace [data-part=redis], #trace.unfit");
    page.click(".scale-why summary");
    assertThat(barriers(page)).as("beside the session").isEmpty();
    page.setViewportSize(390, 844);
    page.waitForSelector("#scale dialog[open]");
    assertThat(barriers(page)).as("over the session").isEmpty();
    page.setViewportSize(1300, 900);
    link.cut(1012);
    page.waitForSelector("#banner button");
    assertThat(barriers(page)).as("beside it, without a connection").isEmpty();
  }

  private Visit enter(int i, String name) {
    return programs.enter(i, WIDE, room, name);
  }

  private static int instances(APIResponse cluster) {
    return new JsonObject(cluster.text()).getJsonArray("instances").size();
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

  private static void measure(Visit visit) {
    speakUntil(visit.page(), "#trace ol [data-part=redis]", said -> {
      visit.say("measure " + said);
      visit.awaitText("measure " + said);
      visit.page().waitForSelector("#trace.unfit, #trace [data-part=rest]");
    });
  }

  /** Speaks until a sample is worth showing: on a busy machine, some are not. {@code speak} is told how often it was said before. */
  private static void speakUntil(Page page, String shown, IntConsumer speak) {
    for (int said = 0; page.locator(shown).count() == 0; said++) {
      assertThat(said).as("samples, all dropped: " + page.textContent("#trace")).isLessThan(20);
      speak.accept(said);
    }
  }

  private static String idOf(Visit visit) {
    return String.valueOf(visit.page().getAttribute("#conn", "data-instance"));
  }
}
