package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** What the page costs while nothing happens, which is nearly always, and while much does. */
@Timeout(60)
final class QuietIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  /**
   * Knows in {@code planned()} after how many ms each timer that is running now comes due, with a 0 for each answer that is awaited: it
   * might set one.
   */
  private static final String COUNT_TIMERS = """
      const running = new Map();
      const planning = (name, endName, once) => {
        const [begin, end] = [window[name], window[endName]];
        window[name] = (act, ms, ...more) => {
          const id = begin((...args) => { if (once) running.delete(id); act(...args); }, ms, ...more);
          running.set(id, ms ?? 0);
          return id;
        };
        window[endName] = (id) => { running.delete(id); end(id); };
      };
      planning('setTimeout', 'clearTimeout', true);
      planning('setInterval', 'clearInterval', false);
      const { fetch } = window;
      window.fetch = (...what) => {
        const answer = fetch(...what);
        running.set(answer, 0);
        // Whoever asked goes first.
        answer.finally(() => setTimeout(() => setTimeout(() => running.delete(answer))));
        return answer;
      };
      window.planned = () => [...running.values()];""";

  private final String room = Cluster.room();
  private final Page page = chat.tab(Chat.options().setViewportSize(1300, 700));

  @Test
  void a_tab_in_sight_plans_nothing_sooner_than_its_heartbeat() {
    page.addInitScript(COUNT_TIMERS);
    Visit ana = chat.enter(page, room, "Ana");
    ana.say("hello");
    ana.awaitMessages(1);
    assertThat(ana.is("planned().some(ms => ms < 20_000)"))
        .as("at work it does")
        .isTrue();
    page.waitForCondition(() -> ana.is("planned().every(ms => ms >= 20_000)"));
    page.click("#scale-open");
    page.waitForSelector("#scale[data-open=true]");
    assertThat(ana.is("planned().includes(2_000)")).as("who looks on sees news").isTrue();
    page.click("#scale-open");
    page.waitForCondition(() -> ana.is("planned().every(ms => ms >= 20_000)"));
  }

  @Test
  void a_tab_out_of_sight_plans_nothing_but_a_heartbeat_a_minute() {
    page.addInitScript(COUNT_TIMERS);
    // What is announced to a screen reader is taken back after ten seconds, once.
    page.addInitScript("localStorage.setItem('salons.announce', 'false')");
    Visit ana = chat.enter(page, room, "Ana");
    page.click("#scale-open");
    page.waitForSelector("#scale[data-open=true] tr[data-instance]");
    ana.look(false);
    page.waitForCondition(() -> ana.is("planned().every(ms => ms >= 60_000)"));
    Tab bo = chat.someone(room, "Bo");
    bo.say(room, "to nobody");
    page.waitForCondition(() -> page.title().startsWith("(1) "));
    page.waitForCondition(() -> ana.is("planned().every(ms => ms >= 60_000)"));
    assertThat(page.locator("#log li.message").count())
        .as("nor does it lay out")
        .isZero();
    ana.look(true);
    ana.awaitText("to nobody");
  }

  @Test
  void in_a_quiet_room_nothing_on_the_page_changes() {
    page.clock().install();
    page.addInitScript("""
        window.heard = [];
        window.said = [];
        window.WebSocket = class extends WebSocket {
          constructor(...how) {
            super(...how);
            this.addEventListener('message', ({ data }) => heard.push(JSON.parse(data).type));
          }
          send(text) {
            said.push(JSON.parse(text).type);
            super.send(text);
          }
        };""");
    Visit ana = chat.enter(page, room, "Ana");
    ana.say("hello");
    ana.awaitMessages(1);
    // Asked once a minute, and given up after four seconds, which pass at once below.
    page.waitForFunction(
        "() => /instance/.test(document.querySelector('#scale-open').textContent)");
    forward(15_000);
    page.evaluate("""
        () => {
          window.changes = [];
          new MutationObserver((records) => changes.push(...records.map(({ type, target }) => `${type} of ${target.id || target.nodeName}`)))
            .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
          heard.length = said.length = 0;
        }""");
    CDPSession browser = page.context().newCDPSession(page);
    browser.send("Performance.enable");
    double layouts = metric(browser, "LayoutCount");
    forward(180_000);
    assertThat(page.evaluate("[...new Set(heard)]"))
        .as("what the instance said in three minutes")
        .isEqualTo(List.of("pong"));
    assertThat(ana.number("heard.length")).isBetween(8.0, 10.0);
    assertThat(page.evaluate("changes")).isEqualTo(List.of());
    assertThat(metric(browser, "LayoutCount")).isEqualTo(layouts);
    assertThat(page.evaluate("document.getAnimations().length")).isEqualTo(0);
  }

  @Test
  void a_storm_of_messages_is_laid_out_together_and_lets_one_write() {
    chat.enter(page, room, "Ana");
    Tab bo = chat.someone(room, "Bo");
    CDPSession browser = page.context().newCDPSession(page);
    browser.send("Performance.enable");
    double layouts = metric(browser, "LayoutCount");
    String text = "written while others talk";
    int said = 0;
    for (String letter : text.chars().mapToObj(Character::toString).toList()) {
      for (int i = 0; i < 20; i++) {
        bo.mutter(room, "line " + said++);
      }
      page.keyboard().type(letter);
    }
    assertThat(page.inputValue("#text")).isEqualTo(text);
    page.waitForSelector("#log li[data-seq='" + said + "']");
    assertThat(metric(browser, "LayoutCount") - layouts)
        .as("layouts for %d messages", said)
        .isLessThan(said / 2.0);
  }

  @Test
  void who_wants_no_motion_sees_none() {
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    Link link = Link.lay(page);
    page.addInitScript(
        "for (const name of ['scrollBy', 'scrollTo', 'scrollIntoView']) { const scroll = Element.prototype[name];"
            + " Element.prototype[name] = function (...how) { (window.scrolls ??= []).push(how[0]?.behavior); return scroll.apply(this, how); }; }"
            + " document.addEventListener('transitionrun', () => (window.moved = true)); document.addEventListener('animationstart', () => (window.moved = true));");
    Visit ana = chat.enter(page, room, "Ana");
    Tab bo = chat.someone(room, "Bo");
    page.click("#scale-open");
    page.waitForSelector("#scale[data-open=true] tr[data-instance]");
    for (int i = 0; i < 40; i++) {
      bo.mutter(room, "line " + i);
    }
    ana.awaitMessages(40);
    page.evaluate("document.querySelector('#log').scrollTop = 0");
    page.click("#jump");
    bo.send(new io.vertx.core.json.JsonObject()
        .put("type", "typing")
        .put("room", room)
        .put("on", true));
    page.waitForFunction("() => document.querySelector('#typing').textContent !== ''");
    link.cut(1012);
    page.waitForSelector("#banner button");
    assertThat(page.evaluate("Boolean(window.moved)")).isEqualTo(false);
    assertThat(page.evaluate("(window.scrolls ?? []).includes('smooth')")).isEqualTo(false);
    assertThat(
            page.evaluate(
                "[...document.querySelectorAll('*')].map(each => getComputedStyle(each).scrollBehavior).includes('smooth')"))
        .isEqualTo(false);
  }

  /** Lets the time of the page pass, never faster than the instance answers. */
  private void forward(int ms) {
    for (int passed = 0; passed < ms; passed += 3_000) {
      page.clock().runFor(3_000);
      page.waitForFunction(
          "() => heard.filter(type => type === 'pong').length === said.filter(type => type === 'ping').length");
    }
  }

  private static double metric(CDPSession browser, String name) {
    for (JsonElement metric : browser.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      JsonObject each = metric.getAsJsonObject();
      if (each.get("name").getAsString().equals(name)) {
        return each.get("value").getAsDouble();
      }
    }
    throw new AssertionError("Chromium does not count " + name);
  }
}
