package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** Coming in, going from room to room, and what it costs. */
@Timeout(60)
final class EntryIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  private final String room = Cluster.room();

  @Test
  void one_key_is_enough_and_a_name_that_is_too_long_is_told_at_its_field() {
    Page page = chat.tab();
    Link link = Link.lay(page);
    page.navigate(chat.url() + "#" + room);
    page.waitForSelector("#entry[open]");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("name");
    page.fill("#name", "x".repeat(33));
    page.press("#name", "Enter");
    assertThat(page.getAttribute("#name", "aria-invalid")).isEqualTo("true");
    assertThat(page.innerText("#name-error")).isEqualTo("1 to 32 visible characters.");
    assertThat(link.said("join")).isEmpty();
    page.fill("#name", "Ana");
    page.press("#name", "Enter");
    new Visit(page).awaitRoom(room);
    assertThat(page.isVisible("#entry")).isFalse();
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("text");
  }

  @Test
  void an_address_leads_to_its_room_without_a_click_and_so_does_the_copied_one() {
    Page page =
        chat.tab(Chat.options().setPermissions(List.of("clipboard-read", "clipboard-write")));
    chat.enter(page, room, "Ana");
    page.navigate("about:blank");
    page.navigate(chat.url() + "#g%C3%A9n%C3%A9ral");
    new Visit(page).awaitRoom("général");
    assertThat(page.innerText("h1")).isEqualTo("# général");
    assertThat(page.title()).isEqualTo("#général · Salons");
    page.click("main > header .copy");
    new Visit(page)
        .awaitTrue("() => document.querySelector('#sr-status').textContent === 'Link copied'");
    String copied = (String) page.evaluate("navigator.clipboard.readText()");
    Visit other = Visit.enter(chat.tab(), copied.replaceAll("#.*", ""), "général", "Bo");
    assertThat(copied).endsWith("#g%C3%A9n%C3%A9ral");
    assertThat(other.page().innerText("h1")).isEqualTo("# général");
  }

  @Test
  void without_a_room_in_the_address_it_asks_for_one() {
    Page page = chat.tab();
    page.navigate(chat.url());
    page.waitForSelector("#entry[open]");
    page.fill("#name", "Ana");
    page.fill("#room", "not/a room");
    page.press("#room", "Enter");
    assertThat(page.getAttribute("#room", "aria-invalid")).isEqualTo("true");
    page.fill("#room", room);
    page.press("#room", "Enter");
    new Visit(page).awaitRoom(room);
  }

  @Test
  void rooms_are_kept_while_others_are_looked_at_and_count_what_is_unread() {
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    String other = Cluster.room();
    page.fill("#join-room", other);
    page.press("#join-room", "Enter");
    ana.awaitRoom(other);
    Tab bo = chat.someone(room, "Bo");
    bo.say(room, "one");
    bo.say(room, "two");
    page.waitForSelector("#rooms a[data-room='" + room + "'][data-unread='2']");
    assertThat(page.getAttribute("#rooms a[data-room='" + room + "']", "aria-label"))
        .isEqualTo(room + ", 2 unread");
    assertThat(page.title()).startsWith("(2) ");
    page.goBack();
    ana.awaitRoom(room);
    assertThat(ana.texts()).containsExactly("one", "two");
    page.waitForSelector("#rooms a[data-room='" + room + "'][data-unread='0']");
    page.goForward();
    ana.awaitRoom(other);
    page.keyboard().press("Alt+ArrowUp");
    ana.awaitRoom(room);
    page.hover("#rooms li:has([data-room='" + other + "'])");
    page.click("#rooms li:has([data-room='" + other + "']) .leave");
    page.waitForCondition(() -> page.locator("#rooms a").count() == 1);
    assertThat(page.innerText("h1")).isEqualTo("# " + room);
  }

  @Test
  void a_draft_stays_with_its_room() {
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    String other = Cluster.room();
    page.fill("#text", "here");
    page.evaluate("room => { location.hash = room }", other);
    ana.awaitRoom(other);
    assertThat(page.inputValue("#text")).isEmpty();
    page.goBack();
    ana.awaitRoom(room);
    assertThat(page.inputValue("#text")).isEqualTo("here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"constructor", "__proto__", "0"})
  void a_room_may_be_called_anything_that_names_one(String name) {
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    page.fill("#text", "elsewhere");
    page.evaluate("name => { location.hash = name }", name);
    ana.awaitRoom(name);
    assertThat(page.inputValue("#text")).isEmpty();
    page.fill("#text", "here");
    page.reload();
    ana.awaitRoom(name);
    assertThat(page.inputValue("#text")).isEqualTo("here");
    ana.say("said");
    ana.awaitText("said");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<img src=x onerror=alert(1)>",
        "%E0%A4%A",
        "%3Cscript%3E",
        "a/b",
        "?as=<img src=x onerror=alert(1)>"
      })
  void an_address_that_names_no_room_leads_to_the_door(String hash) {
    Page page = chat.tab();
    page.addInitScript("window.alert = () => { document.title = 'attacked'; }");
    page.navigate(chat.url() + "#" + hash);
    page.waitForSelector("#entry[open]");
    assertThat(page.locator("#entry img, #entry script").count()).isZero();
    page.fill("#name", "Ana");
    page.fill("#room", room);
    page.press("#room", "Enter");
    new Visit(page).awaitRoom(room);
    assertThat(page.title()).isEqualTo("#" + room + " · Salons");
  }

  @Test
  void at_most_twelve_requests_and_forty_five_kilobytes_before_the_room_shows() {
    chat.someone(room, "Bo").say(room, "there is something to show");
    Page page = chat.tab();
    page.addInitScript("localStorage.setItem('salons.name', '\"Ana\"')");
    // LOAD_LATER_AFTER_MS of main.js: on a slow machine the rest would come before the room.
    page.addInitScript(
        "const later = setTimeout; window.setTimeout = (what, ms, ...rest) => later(what, ms === 300 ? 60_000 : ms, ...rest)");
    page.addInitScript(
        "new MutationObserver(() => { if (window.seen || !document.querySelector('#log li[data-seq]')) return;"
            + " const loads = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];"
            + " window.seen = { names: loads.map((load) => load.name), bytes: loads.reduce((sum, load) => sum + load.encodedBodySize, 0) }; })"
            + ".observe(document, { childList: true, subtree: true })");
    page.navigate(chat.url() + "#" + room);
    Visit ana = new Visit(page);
    ana.awaitTrue("() => window.seen");
    assertThat(ana.number("window.seen.names.length"))
        .as("%s", page.evaluate("window.seen.names"))
        .isBetween(2.0, 12.0);
    assertThat(ana.number("window.seen.bytes")).isBetween(10_000.0, 45_000.0);
  }

  @Test
  void nothing_is_asked_for_by_the_clock_but_the_instances_once_a_minute() {
    Visit ana = chat.enter(room, "Ana");
    Page page = ana.page();
    // Time is set forward by an hour while nothing happens: whatever the page planned comes due.
    page.clock().install();
    page.navigate("about:blank");
    page.navigate(chat.url() + "#" + room);
    ana.awaitRoom(room);
    page.clock().runFor(5_000);
    List<String> requests = new java.util.ArrayList<>();
    page.onRequest(request -> requests.add(request.url()));
    page.clock().runFor(3_600_000);
    assertThat(requests).hasSizeLessThanOrEqualTo(60).allMatch(url -> url.contains("/api/cluster"));
  }
}
