package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** What becomes of what somebody types, in every state of the connection. */
@Timeout(60)
final class DeliveryIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  private final String room = Cluster.room();
  private final Page page = chat.tab();
  private final Link link = Link.lay(page);
  private final Visit ana = chat.enter(page, room, "Ana");

  @Test
  void a_message_shows_at_once_and_stays_the_same_element_when_it_is_sent() {
    link.hold();
    ana.say("held");
    JSHandle pending = page.waitForSelector("#log li[data-state=pending]");
    assertThat(clockIsVisible()).as("the clock does not show at once").isFalse();
    ana.awaitTrue(
        "() => getComputedStyle(document.querySelector('#log li[data-state=pending] .note')).visibility === 'visible'");
    link.release();
    page.waitForSelector("#log li[data-seq='1'][data-state=sent]");
    assertThat(page.evaluate(
            "li => document.querySelector(\"#log li[data-seq='1']\") === li", pending))
        .isEqualTo(true);
    assertThat(clockIsVisible()).isFalse();
  }

  @Test
  void what_is_typed_without_a_connection_waits_through_a_reload_and_goes_once_in_order() {
    Tab bo = chat.someone(room, "Bo");
    link.cut(1006);
    ana.awaitState("reconnecting");
    List.of("one", "two", "three").forEach(ana::say);
    assertThat(page.locator("#log li[data-state=waiting] .text").allInnerTexts())
        .containsExactly("one", "two", "three");
    page.fill("#text", "a draft");
    page.onDialog(dialog -> dialog.accept());
    page.reload();
    page.waitForSelector("#log li[data-state=waiting] >> nth=2");
    link.restore();
    ana.awaitMessages(3);
    bo.awaitMessages(room, 3);
    assertThat(Tab.texts(bo.messages(room))).containsExactly("one", "two", "three");
    assertThat(ana.texts()).containsExactly("one", "two", "three");
    assertThat(page.inputValue("#text")).isEqualTo("a draft");
  }

  @Test
  void what_was_said_meanwhile_comes_in_order_and_is_counted() {
    Tab bo = chat.someone(room, "Bo");
    say(bo, 40);
    ana.awaitMessages(40);
    page.hover("#log");
    page.mouse().wheel(0, -300);
    page.waitForSelector("#jump");
    link.cut(1006);
    ana.awaitState("reconnecting");
    say(bo, 120);
    bo.awaitMessages(room, 160);
    link.restore();
    page.waitForSelector("#jump[data-count='120']");
    assertThat(ana.attributes("seq")).isEqualTo(Visit.seqs(160));
    assertThat(page.locator("#log .gap").count()).isZero();
    assertThat(page.locator("#divider + li").getAttribute("data-seq")).isEqualTo("41");
  }

  @Test
  void a_short_drop_is_no_matter_for_a_banner() {
    page.evaluate(
        "() => { window.banners = 0; new MutationObserver(() => { if (!document.querySelector('#banner').hidden) banners++; })"
            + ".observe(document.querySelector('#banner'), { attributes: true, childList: true }); }");
    page.evaluate(
        "() => { window.states = []; new MutationObserver(() => states.push(document.querySelector('#conn').dataset.state))"
            + ".observe(document.querySelector('#conn'), { attributes: true }); }");
    link.drop();
    ana.awaitTrue("() => states.includes('reconnecting') && states.at(-1) === 'online'");
    ana.say("after");
    ana.awaitMessages(1);
    assertThat(page.evaluate("banners")).isEqualTo(0);
  }

  @Test
  void a_longer_loss_says_why_and_when_and_can_be_ended_by_hand() {
    // Before the loss: a wait that began on the page's own clock would go on while the installed
    // one stands still.
    page.clock().install();
    link.cut(1012);
    page.waitForSelector("#banner button");
    assertThat(page.innerText("#banner")).contains("restarting").contains("Retry now");
    assertThat(page.isEnabled("#text")).isTrue();
    // Time stands still from here, between two tries: nothing is tried again but by hand.
    page.clock().pauseAt(System.currentTimeMillis() + 1_000);
    page.waitForSelector("#banner:has-text('Trying again in')");
    link.restore();
    page.click("#banner button");
    page.waitForSelector("#banner[data-kind=back]");
    page.clock().runFor(3_000);
    page.waitForSelector("#banner", new Page.WaitForSelectorOptions().setState(HIDDEN));
  }

  @Test
  void a_refused_message_says_so_and_can_be_edited_or_discarded() {
    link.refuse("no good");
    ana.say("no good");
    page.waitForSelector("#log li[data-state=failed]");
    assertThat(page.innerText("#log li[data-state=failed] .note")).contains("Not sent");
    assertThat(page.textContent("#sr-alert")).contains("Not sent");
    page.click("#log [data-action=edit]");
    assertThat(page.inputValue("#text")).isEqualTo("no good");
    ana.say("no good");
    page.click("#log [data-action=discard]");
    ana.say("good");
    ana.awaitMessages(1);
    assertThat(ana.texts()).containsExactly("good");
  }

  @Test
  void a_room_that_starts_anew_is_parted_by_a_gap() {
    ana.say("before");
    ana.awaitMessages(1);
    JsonObject anew = Tab.message(room, "after")
        .put("seq", 7)
        .put("user", "Bo")
        .put("at", 1)
        .put("from", "x-1")
        .put("id", "n1");
    link.tell(new JsonObject()
        .put("type", "resync")
        .put("room", room)
        .put("epoch", "other")
        .put("seq", 7)
        .put("messages", new JsonArray().add(anew))
        .put("recovered", false)
        .encode());
    page.waitForSelector("#log li.gap");
    assertThat(page.locator("#log li.gap").count()).isOne();
    assertThat(page.locator("#log li.gap ~ li.message .text").allInnerTexts())
        .containsExactly("after");
  }

  @Test
  void enter_sends_once_however_long_it_is_held_and_never_while_a_sign_is_composed() {
    page.fill("#text", "composed");
    page.evaluate(
        "() => { const key = (more) => document.querySelector('#text').dispatchEvent(new KeyboardEvent('keydown',"
            + " { key: 'Enter', bubbles: true, cancelable: true, ...more })); key({ isComposing: true }); key({ keyCode: 229 }); }");
    assertThat(page.inputValue("#text")).isEqualTo("composed");
    page.press("#text", "Shift+Enter");
    assertThat(page.inputValue("#text")).isEqualTo("composed\n");
    page.keyboard().down("Enter");
    page.keyboard().type("next");
    page.keyboard().down("Enter");
    page.keyboard().up("Enter");
    ana.awaitMessages(1);
    assertThat(ana.texts()).containsExactly("composed");
    assertThat(page.inputValue("#text")).isEqualTo("next");
  }

  @Test
  void a_text_that_is_too_long_is_neither_cut_nor_sent() {
    page.fill("#text", "x".repeat(3_500));
    assertThat(page.innerText("#composer-hint")).isEqualTo("500 characters left");
    page.fill("#text", "x".repeat(4_002));
    assertThat(page.innerText("#composer-hint")).isEqualTo("2 characters too many");
    page.press("#text", "Enter");
    assertThat(page.inputValue("#text")).hasSize(4_002);
    assertThat(link.said("message")).isEmpty();
  }

  @Test
  void who_writes_and_who_is_there_is_told_as_it_is_heard() {
    page.locator("#text").pressSequentially("hello");
    page.waitForCondition(() -> !link.said("typing").isEmpty());
    assertThat(link.said("typing")).hasSize(1);
    presence(2, "Bo");
    link.tell(typing("Bo", true));
    ana.awaitTrue(
        "() => document.querySelector('#typing').textContent.replace(/[\\u2068\\u2069]/g, '') === 'Bo is typing…'");
    link.tell(typing("Cy", true));
    ana.awaitTrue("() => document.querySelector('#typing').textContent.includes(' and ')");
    link.tell(typing("Bo", false));
    link.tell(typing("Cy", false));
    ana.awaitTrue("() => document.querySelector('#typing').textContent === ''");
    page.click("#members-count");
    page.waitForSelector("#members[open]");
    assertThat(page.locator("#members li bdi").allInnerTexts()).containsExactly("Ana (you)", "Bo");
    page.keyboard().press("Escape");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("members-count");
    presence(500);
    ana.awaitTrue("() => document.querySelector('#members-count').textContent.includes('500')");
    page.click("#members-count");
    assertThat(page.innerText("#members .body")).contains("Names are not listed above 100.");
  }

  @Test
  void a_name_is_completed_after_an_at_sign() {
    presence(3, "Ana", "Bo", "Bob");
    ana.awaitTrue("() => document.querySelector('#members-count').textContent.includes('3')");
    page.locator("#text").pressSequentially("hi @b");
    page.press("#text", "Tab");
    assertThat(page.inputValue("#text")).isEqualTo("hi @Bo ");
    page.press("#text", "Tab");
    assertThat(page.inputValue("#text")).isEqualTo("hi @Bob ");
  }

  private static final com.microsoft.playwright.options.WaitForSelectorState HIDDEN =
      com.microsoft.playwright.options.WaitForSelectorState.HIDDEN;

  private boolean clockIsVisible() {
    return (boolean)
        page.evaluate(
            "() => { const note = document.querySelector('#log .note'); return note.checkVisibility({ visibilityProperty: true }); }");
  }

  private void presence(int count, String... joined) {
    link.tell(new JsonObject()
        .put("type", "presence")
        .put("room", room)
        .put("count", count)
        .put("joined", new JsonArray(List.of(joined)))
        .put("left", new JsonArray())
        .encode());
  }

  private String typing(String user, boolean on) {
    return new JsonObject()
        .put("type", "typing")
        .put("room", room)
        .put("user", user)
        .put("on", on)
        .encode();
  }

  private void say(Tab tab, int count) {
    for (int i = 0; i < count; i++) {
      tab.mutter(room, "line " + i);
    }
  }
}
