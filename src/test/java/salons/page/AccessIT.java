package salons.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** The page for everybody: without a mouse, without sight, on small screens, in both languages, whatever others write. */
@Timeout(60)
final class AccessIT {
  private static final String BARRIERS =
      "async () => (await axe.run({ rules: { 'target-size': { enabled: true } } })).violations"
          + ".map(found => found.id + ': ' + found.nodes.map(node => node.target + ' ' + node.failureSummary).join('; '))";

  @RegisterExtension
  static final Chat chat = new Chat();

  private final String room = Cluster.room();

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void there_are_no_barriers_in_any_state(ColorScheme scheme) throws IOException {
    Page page = chat.tab(Chat.options()
        .setBypassCSP(true)
        .setColorScheme(scheme)
        .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
    Link link = Link.lay(page);
    page.addInitScript(axe());
    page.navigate(chat.url());
    page.waitForSelector("#entry[open]");
    assertThat(barriers(page)).as("entry").isEmpty();
    Visit ana = chat.enter(page, room, "Ana");
    assertThat(barriers(page)).as("empty room").isEmpty();
    Tab bo = chat.someone(room, "Bo");
    bo.say(room, "see https://example.org and `code`, @Ana");
    bo.say(room, "```\nfenced\n```");
    link.refuse("refused");
    ana.say("refused");
    ana.say("fine");
    ana.awaitMessages(3);
    assertThat(barriers(page)).as("room").isEmpty();
    page.click("#members-count");
    page.waitForSelector("#members[open]");
    assertThat(barriers(page)).as("people").isEmpty();
    closeDialog(page);
    page.click("#settings-open");
    page.waitForSelector("#settings[open]");
    assertThat(barriers(page)).as("settings").isEmpty();
    closeDialog(page);
    page.keyboard().press("Control+/");
    page.waitForSelector("#shortcuts[open]");
    assertThat(barriers(page)).as("shortcuts").isEmpty();
    closeDialog(page);
    link.cut(1012);
    page.waitForSelector("#banner button");
    ana.say("waiting");
    assertThat(barriers(page)).as("reconnecting").isEmpty();
    page.setViewportSize(390, 844);
    page.click("#menu");
    page.waitForSelector("#side:popover-open");
    // Like under a dialog, what is behind the drawer is out of reach, its heading included.
    assertThat(barriers(page))
        .as("drawer")
        .allMatch(text ->
            text.startsWith("landmark-one-main") || text.startsWith("page-has-heading-one"));
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, en-GB", "DARK, fr-FR"})
  void nor_where_the_page_explains_that_it_is_offline(ColorScheme scheme, String language)
      throws IOException {
    Page page =
        chat.tab(Chat.options().setBypassCSP(true).setColorScheme(scheme).setLocale(language));
    page.addInitScript(axe());
    chat.chromium().expect(List.of("net::ERR_INTERNET_DISCONNECTED"));
    page.navigate(chat.url() + "offline.html");
    page.context().setOffline(true);
    page.waitForSelector("section:not([hidden])");
    assertThat(barriers(page)).isEmpty();
  }

  @Test
  void everything_is_reached_by_keyboard_and_the_log_is_one_stop() {
    Page page = chat.tab();
    page.navigate(chat.url() + "#" + room);
    page.waitForSelector("#entry[open]");
    page.keyboard().type("Ana");
    page.keyboard().press("Enter");
    Visit ana = new Visit(page).awaitRoom(room);
    for (String text : List.of("first", "second https://example.org", "third")) {
      page.keyboard().type(text);
      page.keyboard().press("Enter");
    }
    ana.awaitMessages(3);
    page.keyboard().press("Shift+Tab");
    assertThat(focused(page)).contains("third");
    page.keyboard().press("ArrowUp");
    assertThat(focused(page)).contains("second");
    assertThat(page.evaluate("document.activeElement.tagName")).isEqualTo("LI");
    page.keyboard().press("Enter");
    assertThat(page.evaluate("document.activeElement.tagName")).isEqualTo("A");
    page.keyboard().press("Escape");
    assertThat(page.evaluate("document.activeElement.tagName")).isEqualTo("LI");
    page.keyboard().press("Home");
    assertThat(focused(page)).contains("first");
    page.keyboard().press("Tab");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("text");
    page.keyboard().press("Shift+Tab");
    assertThat(focused(page)).as("where one was").contains("first");
    page.keyboard().press("Shift+Tab");
    assertThat(page.evaluate("document.querySelector('#log').contains(document.activeElement)"))
        .isEqualTo(false);
    page.keyboard().press("Control+k");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("join-room");
    String other = Cluster.room();
    page.keyboard().type(other);
    page.keyboard().press("Enter");
    ana.awaitRoom(other);
    page.keyboard().press("Alt+ArrowUp");
    ana.awaitRoom(room);
    page.keyboard().press("Control+F6");
    assertThat(page.evaluate("document.activeElement.id")).isNotEqualTo("text");
    page.keyboard().press("Escape");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("text");
    page.keyboard().press("ArrowUp");
    assertThat(page.inputValue("#text")).isEqualTo("third");
  }

  @Test
  void live_messages_of_others_are_announced_but_never_history_nor_ones_own() {
    Tab bo = chat.someone(room, "Bo");
    bo.say(room, "old");
    Visit ana = chat.enter(room, "Ana");
    ana.awaitMessages(1);
    ana.say("own");
    bo.say(room, "new");
    ana.awaitMessages(3);
    assertThat(ana.page().locator("#sr-log p").allTextContents()).containsExactly("Bo\u00a0: new");
    assertThat(ana.page().getAttribute("#sr-log", "role")).isEqualTo("log");
    for (int i = 0; i < 12; i++) {
      bo.say(room, "burst " + i);
    }
    ana.awaitTrue(
        "() => document.querySelector('#sr-log').lastChild.textContent.includes('new messages')");
    assertThat(ana.page().locator("#sr-log p").count()).isLessThanOrEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"320, 568", "320, 256", "390, 844", "640, 400", "768, 1024", "1280, 800"})
  void nothing_is_wider_than_the_screen_and_the_composer_is_on_it(int width, int height) {
    Visit ana = chat.enter(chat.tab(Chat.options().setViewportSize(width, height)), room, "Ana");
    ana.say("x".repeat(500));
    ana.say("```\n" + "wide ".repeat(100) + "\n```");
    ana.awaitMessages(2);
    assertThat(ana.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    assertThat(
            ana.number(
                "document.querySelector('#log').scrollWidth - document.querySelector('#log').clientWidth"))
        .isZero();
    assertThat(ana.number("document.querySelector('#composer').getBoundingClientRect().bottom"))
        .isLessThanOrEqualTo(height);
    assertThat(ana.number("document.querySelector('#log').clientHeight")).isGreaterThan(60);
  }

  @Test
  void on_a_phone_the_keyboard_neither_jumps_up_nor_hides_the_composer() {
    Browser.NewContextOptions phone =
        Chat.options().setViewportSize(390, 844).setHasTouch(true).setIsMobile(true);
    Page page = chat.tab(phone);
    Link link = Link.lay(page);
    Visit ana = chat.enter(page, room, "Ana");
    assertThat(page.evaluate("document.activeElement.id")).isNotEqualTo("text");
    assertThat(ana.number("parseFloat(getComputedStyle(document.querySelector('#text')).fontSize)"))
        .isGreaterThanOrEqualTo(16);
    assertThat(page.getAttribute("meta[name=viewport]", "content"))
        .doesNotContain("user-scalable")
        .doesNotContain("maximum-scale");
    page.evaluate(
        "() => { Object.defineProperty(visualViewport, 'height', { get: () => 544 }); visualViewport.dispatchEvent(new Event('resize')); }");
    ana.awaitTrue(
        "() => document.querySelector('#composer').getBoundingClientRect().bottom <= 544");
    page.fill("#text", "one");
    page.press("#text", "Enter");
    assertThat(page.inputValue("#text")).isEqualTo("one\n");
    page.tap("#send");
    ana.awaitMessages(1);
    page.tap("#menu");
    page.waitForSelector("#side:popover-open");
    assertThat(page.evaluate("document.querySelector('main').inert")).isEqualTo(true);
    assertThat(tooSmall(page)).as("in the drawer").isEmpty();
    page.tap("#me");
    page.waitForSelector("#entry[open]");
    assertThat(tooSmall(page)).as("at the door").isEmpty();
    closeDialog(page);
    for (String opener : List.of("#members-count", "#side .settings")) {
      if (!page.isVisible(opener)) {
        page.tap("#menu");
      }
      page.tap(opener);
      page.waitForSelector("dialog[open]");
      assertThat(tooSmall(page)).as("in what " + opener + " opens").isEmpty();
      closeDialog(page);
    }
    link.refuse("refused");
    page.fill("#text", "refused");
    page.tap("#send");
    page.waitForSelector("#log [data-action=edit]");
    link.cut(1012);
    page.waitForSelector("#banner button");
    assertThat(tooSmall(page)).as("in the room").isEmpty();
  }

  @Test
  void looking_closer_makes_the_page_no_smaller() {
    Browser.NewContextOptions phone =
        Chat.options().setViewportSize(390, 844).setHasTouch(true).setIsMobile(true);
    Visit ana = chat.enter(chat.tab(phone), room, "Ana");
    JsonObject twice = new JsonObject();
    twice.addProperty("pageScaleFactor", 2);
    ana.page().context().newCDPSession(ana.page()).send("Emulation.setPageScaleFactor", twice);
    ana.awaitTrue(
        "() => visualViewport.scale === 2 && document.documentElement.style.getPropertyValue('--vvh') !== ''");
    assertThat(ana.number("document.querySelector('#composer').getBoundingClientRect().bottom"))
        .isEqualTo(844);
  }

  @Test
  void colours_that_the_system_forces_leave_everything_in_sight() throws IOException {
    Page page = chat.tab(Chat.options().setBypassCSP(true).setForcedColors(ForcedColors.ACTIVE));
    page.addInitScript(axe());
    Visit ana = chat.enter(page, room, "Ana");
    chat.someone(room, "Bo").say(room, "@Ana, `code`");
    ana.say("own");
    ana.awaitMessages(2);
    // axe does not look at contrast here: the system sees to that, but not to signs drawn by a
    // background alone.
    assertThat(barriers(page)).isEmpty();
    assertThat((List<?>) page.evaluate("""
        () => {
          const canvas = getComputedStyle(document.body).backgroundColor;
          const signs = [...document.querySelectorAll('.glyph')].filter((sign) => sign.checkVisibility());
          return [signs.length > 3, ...signs.filter((sign) => {
            const { maskImage, backgroundColor } = getComputedStyle(sign);
            return maskImage !== 'none' && backgroundColor === canvas;
          }).map(({ className }) => className)];
        }""")).isEqualTo(List.of(true));
    page.focus("#send");
    assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        .isNotEqualTo("none");
    for (String control : List.of("#send", "#settings-open", "#join-room", "#scale-open")) {
      assertThat(page.evaluate(
              "control => getComputedStyle(document.querySelector(control)).borderTopStyle !== 'none' || getComputedStyle(document.querySelector(control).parentElement).borderTopStyle !== 'none'",
              control))
          .as(control + " has an edge")
          .isEqualTo(true);
    }
  }

  @Test
  void what_others_write_does_nothing() {
    Page page = chat.tab();
    page.addInitScript(
        "window.violations = []; addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective))");
    Visit ana = chat.enter(page, room, "Ana");
    Tab bo = chat.someone(room, "<b>Eve</b>");
    List<String> hostile = List.of(
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script> [x](javascript:alert(1))",
        "javascript:alert(1) data:text/html,x vbscript:x",
        "\u202Edesrever \u2066isolated",
        "e" + "\u0301".repeat(3_000),
        "x".repeat(4_000));
    hostile.forEach(text -> bo.say(room, text));
    ana.awaitMessages(hostile.size());
    assertThat(page.locator("#log .text").allTextContents()).isEqualTo(hostile);
    assertThat(page.locator("#log :is(img, script, b, a)").count()).isZero();
    assertThat(ana.number("document.documentElement.scrollWidth - innerWidth"))
        .isLessThanOrEqualTo(0);
    assertThat(ana.number(
            "document.querySelector(\"#log li[data-seq='5']\").getBoundingClientRect().height"))
        .isLessThan(4_000);
    bo.say(room, "see https://example.org/a(b). or mailto:ana@example.org");
    ana.awaitMessages(hostile.size() + 1);
    assertThat(
            (List<?>)
                page.evaluate(
                    "[...document.querySelectorAll('#log a')].map(a => a.getAttribute('href') + ' ' + a.rel)"))
        .isEqualTo(List.of(
            "https://example.org/a(b) noopener noreferrer nofollow ugc",
            "mailto:ana@example.org noopener noreferrer nofollow ugc"));
    assertThat(page.evaluate("violations")).isEqualTo(List.of());
    chat.chromium().expect(List.of("TrustedHTML"));
    assertThat(
            page.evaluate(
                "() => { try { document.body.innerHTML = '<b>'; return 'let in'; } catch (refused) { return refused.name; } }"))
        .isEqualTo("TypeError");
  }

  @Test
  void both_languages_say_everything_and_change_without_losing_a_draft() {
    Visit ana = chat.enter(
        chat.tab(Chat.options().setLocale("fr-CA").setViewportSize(1300, 800)), room, "Ana");
    Page page = ana.page();
    assertThat(page.getAttribute("html", "lang")).isEqualTo("fr");
    ana.say("dit");
    ana.awaitMessages(1);
    assertThat(page.innerText("#log time >> nth=0")).as("as in Canada").matches("\\d\\d.h.\\d\\d");
    page.click("#scale-open");
    page.waitForSelector("#scale[data-open=true] tr[data-instance]");
    page.fill("#text", "un brouillon");
    assertThat(wordsOf(page, "en")).as("English that is there").isEmpty();
    assertThat(wordsOf(page, "fr")).hasSizeGreaterThan(20);
    for (Map.Entry<String, String> french :
        Map.of("#send", "Envoyer", "main .copy", "Copier le lien").entrySet()) {
      assertThat(page.locator(french.getKey()).first().innerText()).isEqualTo(french.getValue());
    }
    page.click("#side button[data-lang=en]");
    page.waitForSelector("html[lang=en]");
    assertThat(wordsOf(page, "fr")).as("French that is left").isEmpty();
    assertThat(wordsOf(page, "en")).as("English that is there").hasSizeGreaterThan(20);
    assertThat(page.inputValue("#text")).isEqualTo("un brouillon");
    page.reload();
    ana.awaitRoom(room);
    assertThat(page.getAttribute("html", "lang")).as("it is remembered").isEqualTo("en");
  }

  /** Until it is gone: what is pressed while a dialog stands, or before it came, is the dialog's. */
  private static void closeDialog(Page page) {
    page.keyboard().press("Escape");
    page.waitForFunction("() => !document.querySelector('dialog[open]')");
  }

  /** The words of this language, and not of the other, that stand anywhere on the page: also in what only a screen reader says. */
  @SuppressWarnings("unchecked")
  private static List<String> wordsOf(Page page, String language) {
    return (List<String>) page.evaluate("""
        async language => {
          const other = language === 'fr' ? 'en' : 'fr';
          const tables = async (wanted) => [(await import(`/js/${wanted}.js`))[wanted], (await import('/js/panel/words.js')).words[wanted]];
          const plain = (words) => words.flatMap((table) => Object.values(table)).flatMap((text) => typeof text === 'object' ? Object.values(text) : text)
            .map((text) => text.split(/\\{\\w+\\}/).map((part) => part.trim()).sort((a, b) => b.length - a.length)[0]).filter((text) => /\\p{L}{3}/u.test(text));
          const common = plain(await tables(other)).join('\\n');
          const words = [...new Set(plain(await tables(language)))].filter((text) => !common.includes(text));
          const said = [];
          for (const each of document.querySelectorAll('body, body *:not(#log .text)')) {
            for (const name of ['aria-label', 'title', 'placeholder', 'alt']) said.push(each.getAttribute(name) ?? '');
            said.push([...each.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data).join(' '));
          }
          return words.filter((text) => said.some((each) => each.includes(text)));
        }""", language);
  }

  @SuppressWarnings("unchecked")
  private static List<String> barriers(Page page) {
    return (List<String>) page.evaluate(BARRIERS);
  }

  /** What can be touched, but is smaller than a finger. */
  private static List<?> tooSmall(Page page) {
    return (List<?>) page.evaluate("""
        () => [...document.querySelectorAll('button, a[href]:not(.text a, .skip), summary, select, textarea, label:has(input), input:not([type=radio], [type=checkbox])')]
          .filter((each) => each.checkVisibility() && !each.closest('[inert]') && (!document.querySelector('dialog[open]') || each.closest('dialog[open]')))
          .map((each) => [each.id || each.className || each.textContent, each.getBoundingClientRect()])
          .filter(([, box]) => box.width < 44 || box.height < 44)
          .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)""");
  }

  private static String focused(Page page) {
    return (String)
        page.evaluate("document.activeElement.querySelector('.text')?.textContent ?? ''");
  }

  private static String axe() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(AccessIT.class.getResourceAsStream("/axe.min.js"))) {
      return new String(script.readAllBytes(), UTF_8);
    }
  }
}
