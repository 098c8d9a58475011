package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** Being the same in all one's tabs, and another than whoever has the same name. */
@Timeout(60)
final class IdentityIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  private static final JsonObject OTHER_KEY = new JsonObject().put("key", "aaaaaaaaaaaaaaaa");
  private static final String OTHER_BY = "ujw33bwiwv22n6ku";

  private final String room = Cluster.room();

  @Test
  void ones_own_messages_are_known_in_a_second_tab_which_neither_counts_nor_tells_of_them() {
    Visit first = chat.enter(room, "Ana");
    Visit second = secondTab(first);
    assertThat(second.page().textContent("#members-count .n")).isEqualTo("1");
    second.look(false);
    Tab bo = chat.someone(room, "Bo");
    first.page().locator("#text").pressSequentially("hello @Ana");
    bo.await("typing");
    first.page().press("#text", "Enter");
    first.awaitMessages(1);
    bo.say(room, "witness");
    second.page().waitForCondition(() -> second.page().textContent("#sr-log").contains("witness"));
    second.page().waitForCondition(() -> second.page().title().startsWith("(1) "));
    second.look(true);
    second.awaitText("witness");
    assertThat(second.page().locator("#log li.message.own").count()).isEqualTo(1);
    assertThat(second.page().textContent("#sr-log")).doesNotContain("hello");
    assertThat(second.page().textContent("#typing")).isEmpty();
    second.page().locator("#log li.own").hover();
    Locator mute = second.page().locator("#log li.own button[data-action=mute]");
    mute.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    assertThat(mute.isVisible()).isFalse();
  }

  @Test
  void ones_own_messages_are_known_after_a_restart_of_the_browser() {
    Visit before = chat.enter(room, "Ana");
    before.say("of yesterday");
    before.awaitText("of yesterday");
    String kept = before.page().context().storageState();
    before.page().context().close();
    Page page = chat.tab(Chat.options().setStorageState(kept));
    page.navigate(chat.url() + "#" + room);
    Visit after = new Visit(page).awaitRoom(room);
    after.awaitText("of yesterday");
    assertThat(page.locator("#log li.message.own").count()).isEqualTo(1);
    after.say("of today");
    after.awaitText("of today");
    assertThat(page.locator("#log li.message.own.grouped").count()).isEqualTo(1);
  }

  @Test
  void without_a_storage_a_tab_is_somebody_for_as_long_as_it_lives() {
    Page page = chat.tab();
    page.addInitScript("for (const area of ['localStorage', 'sessionStorage'])"
        + " Object.defineProperty(window, area, { get() { throw new Error('forbidden'); } });");
    Visit ana = chat.enter(page, room, "Ana");
    ana.say("hello");
    ana.awaitText("hello");
    assertThat(page.locator("#log li.own").getAttribute("data-by")).matches("[a-z2-7]{16}");
    page.evaluate("location.hash = '#" + room + "-too'");
    ana.awaitRoom(room + "-too");
    ana.say("too");
    ana.awaitText("too");
    assertThat(page.locator("#log li.own").count()).isEqualTo(1);
  }

  @Test
  void two_of_one_name_are_told_apart() {
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    ana.say("I am");
    ana.awaitText("I am");
    Tab other = other("Ana");
    page.waitForFunction("() => document.querySelector('#members-count .n').textContent === '2'");
    other.say(room, "me too");
    ana.awaitText("me too");
    Locator theirs = page.locator("#log li[data-by='" + OTHER_BY + "']");
    theirs.locator(".tag:text-is('ujw3')").waitFor();
    assertThat(theirs.getAttribute("class")).doesNotContain("own").doesNotContain("grouped");
    assertThat(theirs.locator(".tag").getAttribute("title")).contains("Ana").contains(OTHER_BY);
    assertThat(page.locator("#log li.own .tag").textContent()).isEmpty();
    assertThat(accessibleName(theirs)).contains("Ana ujw3");
    page.click("#members-count");
    assertThat(page.locator("#members li").allInnerTexts().stream().sorted())
        .containsExactly("A\nAna (you)", "A\nAna ujw3");
    page.keyboard().press("Escape");
    other.send(new JsonObject().put("type", "typing").put("room", room).put("on", true));
    page.waitForFunction(
        "() => document.querySelector('#typing').textContent.includes('Ana ujw3')");
    other.ask(new JsonObject().put("type", "leave").put("room", room));
    page.waitForFunction("() => document.querySelector('#members-count .n').textContent === '1'");
    assertThat(theirs.locator(".tag").textContent())
        .as("it stays with what they said")
        .contains("ujw3");
  }

  @Test
  void whoever_repeats_the_id_of_a_message_does_not_pass_for_its_author() {
    Visit ana = chat.enter(room, "Ana");
    ana.say("mine");
    ana.awaitText("mine");
    String id = ana.attributes("id").get(0);
    String elsewhere = Cluster.room();
    ana.page().evaluate("room => { location.hash = room }", elsewhere);
    ana.awaitRoom(elsewhere);
    Tab eve = chat.someone(elsewhere, "Ana");
    eve.say(id, elsewhere, "not mine");
    ana.awaitText("not mine");
    assertThat(ana.page().locator("#log li.own").count()).isZero();
  }

  @Test
  void whoever_is_muted_stays_so_under_another_name_and_their_namesake_is_read() {
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    Tab bo = other("Bo");
    Tab namesake = chat.someone(room, "Bo");
    bo.say(room, "one");
    ana.awaitText("one");
    Locator first = page.locator("#log li.message").first();
    first.hover();
    first.locator("button[data-action=mute]").click();
    assertThat(ana.texts()).containsExactly("Muted");
    namesake.say(room, "two");
    bo.join(room, "Bob", OTHER_KEY);
    bo.say(room, "three @Ana");
    ana.awaitMessages(3);
    assertThat(ana.texts()).containsExactly("Muted", "two", "Muted");
    page.reload();
    page.waitForCondition(() -> ana.texts().equals(List.of("Muted", "two", "Muted")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http://evil.example/", "http://localhost:1/"})
  void a_name_in_a_link_of_a_stranger_is_only_a_proposal(String referrer) {
    Page page = chat.tab();
    page.navigate(
        chat.url() + "#" + room + "?as=Eve%20(3001)",
        new Page.NavigateOptions().setReferer(referrer));
    page.waitForSelector("#entry[open]");
    assertThat(page.inputValue("#name")).isEqualTo("Eve (3001)");
    assertThat(page.url()).endsWith("#" + room);
    assertThat(chat.cluster().tab(1).join(room, "Bo").getInteger("count")).isEqualTo(1);
    page.fill("#name", "Ana");
    page.press("#name", "Enter");
    new Visit(page).awaitRoom(room);
    assertThat(page.innerText("#me")).contains("Ana");
  }

  @Test
  void a_name_in_a_link_of_this_cluster_is_taken() {
    Page page = chat.tab();
    page.navigate(
        chat.url() + "#" + room + "?as=Ana%20(3001)",
        new Page.NavigateOptions().setReferer(chat.url(1)));
    new Visit(page).awaitRoom(room);
    assertThat(page.innerText("#me")).contains("Ana (3001)");
    assertThat(page.url()).endsWith("#" + room);
    page.reload();
    new Visit(page).awaitRoom(room);
    assertThat(page.innerText("#me")).contains("Ana (3001)");
  }

  @Test
  void a_name_in_a_link_does_not_rename_whoever_is_there() {
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    page.evaluate("location.hash += '-too?as=Eve'");
    page.waitForSelector("#entry[open]");
    assertThat(page.inputValue("#name")).isEqualTo("Eve");
    assertThat(page.innerText("#entry-title")).isEqualTo("#" + room + "-too");
    page.click("#entry-cancel");
    assertThat(page.url()).endsWith("#" + room);
    assertThat(page.innerText("#me")).contains("Ana");
    page.evaluate("location.hash += '-too?as=Ana'");
    ana.awaitRoom(room + "-too");
    assertThat(page.url()).endsWith("#" + room + "-too");
  }

  @Test
  void a_link_of_another_instance_brings_its_name_along() {
    Page page = chat.tab(wide());
    chat.enter(page, room, "Ana");
    page.click("#scale-open");
    Page other = page.waitForPopup(() -> page.click("#scale tr:not(.own) a[href*='as=']"));
    new Visit(other).awaitRoom(room);
    assertThat(other.url()).isEqualTo(chat.url(1) + "#" + room);
    assertThat(other.innerText("#me")).contains("Ana (");
  }

  private static Browser.NewContextOptions wide() {
    return Chat.options().setViewportSize(1300, 700);
  }

  private Visit secondTab(Visit first) {
    BrowserContext profile = first.page().context();
    Page page = profile.newPage();
    page.navigate(chat.url() + "#" + room);
    return new Visit(page).awaitRoom(room);
  }

  /** Somebody with a key of their own. */
  private Tab other(String name) {
    Tab tab = chat.cluster().tab(1);
    tab.join(room, name, OTHER_KEY);
    return tab;
  }

  private static String accessibleName(Locator line) {
    return (String)
        line.evaluate(
            "li => li.getAttribute('aria-labelledby').split(' ').map(id => document.getElementById(id).textContent).join(' ')");
  }
}
