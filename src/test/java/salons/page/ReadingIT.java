package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** The reader's place, which nothing but the reader and a new message at the bottom moves. */
@Timeout(90)
final class ReadingIT {
  private static final int MANY = 5_000;

  @RegisterExtension
  static final Chat chat = new Chat("history.messages", "6000");

  private final String room = Cluster.room();
  private final Page page = chat.tab();
  private final Link link = Link.lay(page);

  private static final String AT_BOTTOM =
      "() => { const log = document.querySelector('#log'); return log.scrollHeight - log.clientHeight - log.scrollTop <= 1; }";
  /** Remembers the first message in sight and where it stands; `moved()` tells by how much it moved since. */
  private static final String WATCH =
      "() => { const top = document.querySelector('#log').getBoundingClientRect().top;"
          + " window.anchor = [...document.querySelectorAll('#log li.message')].find(li => li.getBoundingClientRect().bottom > top);"
          + " window.anchorTop = anchor.getBoundingClientRect().top;"
          + " window.moved = () => Math.abs(anchor.getBoundingClientRect().top - anchorTop); }";

  @Test
  void an_older_page_does_not_move_what_is_read() {
    say(chat.someone(room, "Bo"), 200);
    Visit ana = chat.enter(page, room, "Ana");
    ana.awaitMessages(50);
    link.hold();
    page.evaluate("document.querySelector('#log').scrollTop = 0");
    // Coming to the top asks for it; it arrives when the reader is looking at something.
    page.waitForSelector(
        "#older[aria-disabled=true]", new Page.WaitForSelectorOptions().setState(ATTACHED));
    page.evaluate(WATCH);
    link.release();
    ana.awaitMessages(100);
    assertThat(ana.number("moved()")).isLessThanOrEqualTo(1);
    assertThat(ana.attributes("seq")).first().isEqualTo("101");
    assertThat(page.textContent("#sr-status")).isEqualTo("50 older messages loaded");
  }

  @Test
  void at_the_bottom_it_follows_whatever_else_happens() {
    Tab bo = chat.someone(room, "Bo");
    say(bo, 60);
    Visit ana = chat.enter(page, room, "Ana");
    ana.awaitMessages(50);
    ana.awaitTrue(AT_BOTTOM);
    for (int i = 0; i < 10; i++) {
      link.tell(typing(i % 2 == 0));
    }
    page.fill("#text", "1\n2\n3\n4\n5\n6\n7");
    ana.awaitTrue(AT_BOTTOM);
    bo.say(room, "news");
    ana.awaitText("news");
    ana.awaitTrue(AT_BOTTOM);
    link.cut(1006);
    page.waitForSelector("#banner button");
    ana.awaitTrue(AT_BOTTOM);
    page.setViewportSize(700, 400);
    ana.awaitTrue(AT_BOTTOM);
  }

  @Test
  void further_up_nothing_moves_and_news_are_counted_until_one_says_something_oneself() {
    Tab bo = chat.someone(room, "Bo");
    say(bo, 60);
    Visit ana = chat.enter(page, room, "Ana");
    ana.awaitMessages(50);
    page.hover("#log");
    page.mouse().wheel(0, -400);
    page.waitForSelector("#jump");
    // The wheel may still be turning.
    ana.awaitTrue(
        "() => { const top = document.querySelector('#log').scrollTop; const same = window.lastTop === top; window.lastTop = top; return same; }");
    page.evaluate(WATCH);
    bo.say(room, "one");
    bo.say(room, "two");
    page.waitForSelector("#jump[data-count='2']");
    link.tell(typing(true));
    page.fill("#text", "1\n2\n3\n4\n5\n6\n7");
    link.cut(1006);
    page.waitForSelector("#banner button");
    assertThat(ana.number("moved()")).isLessThanOrEqualTo(1);
    link.restore();
    ana.awaitState("online");
    assertThat(ana.number("moved()")).isLessThanOrEqualTo(1);
    assertThat(page.locator("#divider + li").getAttribute("data-seq")).isEqualTo("61");
    ana.say("mine");
    ana.awaitText("mine");
    ana.awaitTrue(AT_BOTTOM);
    assertThat(page.isVisible("#jump")).isFalse();
    assertThat(page.locator("#divider").count()).isZero();
  }

  @Test
  void what_comes_while_nobody_looks_is_marked_and_counted_in_the_title() {
    Tab bo = chat.someone(room, "Bo");
    say(bo, 3);
    Visit ana = chat.enter(page, room, "Ana");
    ana.awaitMessages(3);
    ana.look(false);
    say(bo, 5);
    ana.awaitTrue("() => document.title.startsWith('(5) ')");
    ana.look(true);
    ana.awaitMessages(8);
    assertThat(page.locator("#divider + li").getAttribute("data-seq")).isEqualTo("4");
    ana.awaitTrue("() => !document.title.startsWith('(')");
    assertThat(page.locator("#divider").count()).isOne();
    page.press("#text", "Escape");
    assertThat(page.locator("#divider").count()).isZero();
  }

  @Test
  void a_room_of_thousands_is_read_to_its_beginning_and_back_with_few_elements() {
    Tab bo = chat.someone(room, "Bo");
    say(bo, MANY);
    bo.awaitMessages(room, MANY);
    Visit ana = chat.enter(page, room, "Ana");
    ana.awaitMessages(50);
    page.evaluate(
        "() => { window.most = 0; window.met = new Set(); const look = () => { const all = document.querySelectorAll('#log li');"
            + " most = Math.max(most, all.length); document.querySelectorAll('#log li[data-seq]').forEach(li => met.add(li.dataset.seq)); };"
            + " look(); new MutationObserver(look).observe(document.querySelector('#log ol'), { childList: true });"
            + " window.upwards = setInterval(() => document.querySelector('#log').scrollBy(0, -2500), 16); }");
    page.waitForSelector(
        "#log li.start", new Page.WaitForSelectorOptions().setState(ATTACHED).setTimeout(60_000));
    page.evaluate("clearInterval(upwards)");
    assertThat(ana.number("met.size")).isEqualTo(MANY);
    assertThat(ana.number("most")).isLessThanOrEqualTo(320);
    page.click("#jump");
    page.waitForSelector("#log li[data-seq='" + MANY + "']");
    ana.awaitTrue(AT_BOTTOM);
    assertThat(ana.number("most")).isLessThanOrEqualTo(320);
  }

  private static final com.microsoft.playwright.options.WaitForSelectorState ATTACHED =
      com.microsoft.playwright.options.WaitForSelectorState.ATTACHED;

  private String typing(boolean on) {
    return new JsonObject()
        .put("type", "typing")
        .put("room", room)
        .put("user", "Bo")
        .put("on", on)
        .encode();
  }

  private void say(Tab tab, int count) {
    for (int i = 1; i <= count; i++) {
      tab.mutter(room, "line " + i);
    }
    tab.awaitMessages(room, count);
  }
}
