package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** Names and texts of any script, and what the page says of those that an instance does not take. */
@Timeout(60)
final class WordsIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  private final String room = Cluster.room();
  private final Page page = chat.tab();
  private final Link link = Link.lay(page);

  /** The page leaves it to the instance, whose table knows which letters are joined. */
  private static final String JOINER_AT_THE_END = "ن\u200C";

  @Test
  void people_and_rooms_are_called_in_their_own_script() {
    Visit visit = chat.enter(page, "हिन्दी-" + room, "علی\u200Cرضا");
    visit.say("سلام");
    visit.awaitMessages(1);
    assertThat(page.innerText("#log .author")).isEqualTo("علی\u200Cرضا");
    Tab zoe = chat.someone("हिन्दी-" + room, "👩\u200D💻 Zoé");
    zoe.say("हिन्दी-" + room, "hello");
    visit.awaitMessages(2);
    assertThat(page.locator("#log .author").allInnerTexts()).contains("👩\u200D💻 Zoé");
    assertThat(page.locator("#log .disc").allInnerTexts()).contains("👩\u200D💻");
  }

  @Test
  void a_name_that_the_instance_refuses_is_asked_for_again_with_the_reason() {
    page.navigate(chat.url() + "?lang=fr#" + room);
    page.waitForSelector("#entry[open]");
    page.fill("#name", JOINER_AT_THE_END);
    page.press("#name", "Enter");
    page.waitForSelector("#name-error:has-text('caractères visibles')");
    assertThat(page.innerText("#name-error")).contains("(U+200C)");
    page.fill("#name", "ن");
    page.press("#name", "Enter");
    new Visit(page).awaitRoom(room);
  }

  @Test
  void a_new_name_that_the_instance_refuses_costs_no_room() {
    String other = Cluster.room();
    Visit ana = chat.enter(page, room, "Ana");
    page.evaluate("other => { location.hash = other; }", other);
    ana.awaitRoom(other);
    page.click("#me");
    page.waitForSelector("#entry[open]");
    page.fill("#name", JOINER_AT_THE_END);
    page.press("#name", "Enter");
    page.waitForSelector("#name-error:has-text('U+200C')");
    page.fill("#name", "Bo");
    page.press("#name", "Enter");
    page.waitForSelector(
        "#entry", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.HIDDEN));
    ana.awaitRoom(other);
    assertThat(page.locator("#rooms li").count()).isEqualTo(2);
    for (String each : List.of(room, other)) {
      Tab cy = chat.someone(each, "Cy");
      cy.say(each, "in " + each);
      page.waitForFunction(
          "room => document.querySelector(`#rooms [data-room=\"${room}\"] .people`).textContent === '2'",
          each);
    }
  }

  @Test
  void a_room_that_the_instance_refuses_is_asked_for_again_with_the_reason() {
    chat.enter(page, room, "Ana");
    page.evaluate("location.hash = encodeURIComponent('a\\u200Cb')");
    page.waitForSelector("#room-error:has-text('U+200C')");
    assertThat(page.innerText("#room-error")).contains("digits");
  }

  @Test
  void a_room_is_offered_to_be_made_where_it_can_be_and_is_not_there() {
    chat.enter(page, room, "Ana");
    page.fill("#join-room", room + " too");
    page.waitForSelector("#others-note:has-text('Enter creates it')");
    page.fill("#join-room", room + "/too");
    page.press("#join-room", "Enter");
    page.waitForSelector("#join-error:has-text('Letters, digits')");
    assertThat(page.innerText("#others-note")).isEmpty();
    page.fill("#join-room", room + " too");
    page.press("#join-room", "Enter");
    new Visit(page).awaitRoom(room + "-too");
    page.fill("#join-room", room + " too");
    page.waitForSelector("#rooms li:visible:has-text('-too')");
    assertThat(page.innerText("#others-note")).isEmpty();
  }

  @Test
  void what_is_pasted_is_cleaned_and_shown_as_it_is_kept() {
    Tab bo = chat.someone(room, "Bo");
    Visit ana = chat.enter(page, room, "Ana");
    page.evaluate(
        "document.querySelector('#text').value = '\\n    Title\\u000Bsub\\u001Btitle\\u0085\\u2028end \\n'");
    page.press("#text", "Enter");
    ana.awaitMessages(1);
    String kept = "    Title\nsubtitle\n\nend";
    assertThat(Tab.texts(List.of(bo.await("message")))).containsExactly(kept);
    assertThat(page.locator("#log .text").first().textContent()).isEqualTo(kept);
    page.fill("#text", "\u200B\u2800");
    page.press("#text", "Enter");
    ana.say("seen");
    ana.awaitMessages(2);
    assertThat(ana.texts()).hasSize(2).last().isEqualTo("seen");
    assertThat(link.said("message")).hasSize(2);
  }

  @Test
  void why_a_message_was_refused_is_told() {
    link.refuse("no good");
    chat.enter(page, room, "Ana").say("no good");
    page.waitForSelector("#log li[data-state=failed]");
    assertThat(page.innerText("#log li[data-state=failed] .note")).contains("Refused.");
  }

  @Test
  void the_text_that_the_instance_kept_takes_the_place_of_what_was_typed() {
    Visit ana = chat.enter(page, room, "Ana");
    link.hold();
    ana.say("typed");
    ElementHandle pending = page.waitForSelector("#log li[data-state=pending]");
    page.waitForCondition(() -> !link.said("message").isEmpty());
    link.tell(Tab.message(room, "**kept**")
        .put("id", link.said("message").get(0).getString("id"))
        .put("seq", 1)
        .put("user", "Ana")
        .put("by", pending.getAttribute("data-by"))
        .put("at", 1)
        .put("from", "x-1")
        .encode());
    page.waitForSelector("#log li[data-seq='1'] strong");
    assertThat(page.evaluate("li => li.querySelector('.text').innerHTML", pending))
        .isEqualTo("<strong>kept</strong>");
  }

  @Test
  void each_line_has_the_direction_of_its_own_letters() {
    Visit ana = chat.enter(page, room, "Ana");
    ana.say("Latin first.\nשלום עולם.\nEnd.");
    ana.awaitMessages(1);
    assertThat(page.evaluate("() => {"
            + " const text = document.querySelector('#log .text').firstChild;"
            + " const left = (i) => { const range = document.createRange(); range.setStart(text, i); range.setEnd(text, i + 1);"
            + "   return range.getBoundingClientRect().left; };"
            + " const stop = (line) => { const from = text.data.indexOf(line); return left(from + line.length - 1) > left(from); };"
            + " return [stop('Latin first.'), stop('שלום עולם.'), stop('End.')].join(); }"))
        .as("the full stop stands on the right of the line's first letter")
        .isEqualTo("true,false,true");
  }

  @Test
  void bold_and_italics_hold_links_and_mentions() {
    Visit ana = chat.enter(page, room, "José");
    ana.say("**https://example.com/a** *@José你好*。");
    ana.awaitMessages(1);
    assertThat(page.getAttribute("#log .text strong a", "href")).isEqualTo("https://example.com/a");
    assertThat(page.innerText("#log .text em mark")).isEqualTo("@José");
  }

  @Test
  void no_message_keeps_the_page_busy() {
    Tab bo = chat.someone(room, "Bo");
    Visit ana = chat.enter(page, room, "Ana");
    bo.say(room, "http://a" + "!".repeat(1_990) + ")".repeat(1_990));
    bo.say(room, "http://a" + ").".repeat(1_990));
    bo.say(room, "*a **b `c ".repeat(390));
    ana.awaitMessages(3);
    ana.say("alive");
    ana.awaitMessages(4);
  }
}
