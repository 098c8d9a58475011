package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** What the page says when something is gone: a part of the log, the log itself, Redis, or the word that a message arrived. */
@Timeout(60)
final class LossIT {
  @RegisterExtension
  static final Chat chat = new Chat("history.messages", "50");

  private final String room = Cluster.room();
  private final Page page = tab();
  private final Link link = Link.lay(page);
  private final Visit ana = chat.enter(page, room, "Ana");
  private final Tab bo = chat.someone(room, "Bo");

  @Test
  void what_was_trimmed_while_one_was_away_is_one_gap() {
    say(10);
    ana.awaitMessages(10);
    link.cut(1006);
    ana.awaitState("reconnecting");
    // The log keeps fifty at least, and may keep some more.
    say(400);
    bo.awaitMessages(room, 410);
    link.restore();
    page.waitForSelector("#log li[data-seq='410']");
    assertThat(page.locator("#log li.gap").count()).isOne();
    assertThat(seqsAboveGap()).containsExactlyElementsOf(Visit.seqs(10));
    List<String> below = seqsBelowGap();
    assertThat(below)
        .hasSizeLessThan(400)
        .containsExactlyElementsOf(Visit.seqs(410).subList(410 - below.size(), 410));
    bo.say(room, "and on");
    ana.awaitText("and on");
    assertThat(page.locator("#log li.gap").count()).isOne();
  }

  @Test
  void a_log_that_was_lost_begins_anew_below_a_gap() {
    say(3);
    ana.awaitMessages(3);
    chat.cluster().redis().cli("FLUSHALL");
    bo.say(room, "first of the new log");
    page.waitForSelector("#log li.gap");
    ana.say("second");
    ana.awaitText("second");
    assertThat(page.locator("#log li.gap").count()).isOne();
    assertThat(seqsAboveGap()).containsExactly("1", "2", "3");
    assertThat(seqsBelowGap()).containsExactly("1", "2");
    assertThat(ana.texts()).endsWith("first of the new log", "second");
  }

  @Test
  void without_redis_what_is_said_waits_and_the_panel_says_why() {
    page.click("#scale-open");
    page.waitForSelector("#scale .redis-line:not(.down)");
    chat.cluster().redis().kill();
    try {
      ana.say("waits for Redis");
      page.waitForSelector("#log li[data-state=waiting]");
      assertThat(page.innerText("#log li[data-state=waiting] .note"))
          .contains("The log can't be reached; nothing is lost");
      assertThat(page.isEnabled("#text")).isTrue();
      page.waitForSelector("#scale .redis-line.down:text-matches('out of reach for \\\\d+')");
    } finally {
      chat.cluster().redis().restart();
    }
    page.waitForSelector("#log li[data-seq='1'][data-state=sent] .text:text-is('waits for Redis')");
    assertThat(ana.texts()).containsExactly("waits for Redis");
    page.waitForSelector("#scale .redis-line:not(.down):text-matches('round trip')");
  }

  @Test
  void a_message_of_which_nobody_can_tell_whether_it_arrived_is_left_to_its_author() {
    say(1);
    ana.awaitMessages(1);
    link.lose("perhaps");
    ana.say("perhaps");
    ana.say("perhaps not");
    page.waitForSelector("#log li[data-state=pending]:has-text('perhaps not')");
    // Longer than the server remembers what was said, and the log it would be found in is gone.
    page.clock().setFixedTime(Date.from(Instant.now().plus(Duration.ofMinutes(10))));
    link.cut(1006);
    chat.cluster().redis().cli("FLUSHALL");
    bo.say(room, "anew");
    link.restore();
    page.waitForSelector("#log li[data-state=unsure]");
    assertThat(page.innerText("#log li[data-state=unsure]"))
        .contains("perhaps", "We can't tell whether this was sent.", "Send again", "Discard");
    assertThat(page.textContent("#sr-alert")).contains("We can't tell");
    // It had never left the tab: that goes by itself.
    page.waitForSelector("#log li[data-seq][data-state=sent] .text:text-is('perhaps not')");
    link.lose("nothing any more");
    page.click("#log li[data-state=unsure] [data-action=resend]");
    page.waitForSelector("#log li[data-seq][data-state=sent] .text:text-is('perhaps')");
    bo.awaitMessage("perhaps");
    assertThat(ana.texts()).containsExactly("line 0", "anew", "perhaps not", "perhaps");
  }

  @Test
  void a_bye_that_names_no_delay_leaves_it_to_the_person_to_come_back() {
    link.tell("{\"type\":\"bye\",\"reason\":\"kicked\"}");
    link.cut(1008);
    ana.awaitState("blocked");
    assertThat(page.innerText("#banner")).contains("The instance refuses this connection.");
    assertThat(page.textContent("#sr-alert")).contains("The instance refuses this connection.");
    link.restore();
    page.click("#banner button");
    ana.awaitState("online");
  }

  @Test
  void a_bye_with_a_delay_is_counted_down_and_obeyed() {
    link.tell("{\"type\":\"bye\",\"reason\":\"restarting\",\"retryAfterMs\":60000}");
    link.cut(1012);
    link.restore();
    page.waitForSelector("#banner[data-kind=reconnecting]");
    assertThat(page.innerText("#banner")).contains("is restarting", "Trying again in ");
    page.clock().fastForward(55_000);
    ana.awaitState("reconnecting");
    page.clock().fastForward(10_000);
    ana.awaitState("online");
  }

  private static Page tab() {
    Page page = chat.tab(Chat.options().setViewportSize(1300, 700));
    // Before the page takes hold of its clock, which a test sets forward.
    page.clock().install();
    return page;
  }

  private List<String> seqsAboveGap() {
    return seqs("li.message:has(~ li.gap)");
  }

  private List<String> seqsBelowGap() {
    return seqs("li.gap ~ li.message");
  }

  @SuppressWarnings("unchecked")
  private List<String> seqs(String lines) {
    return (List<String>) page.evaluate(
        "lines => [...document.querySelectorAll(`#log ${lines}`)].map(line => line.dataset.seq)",
        lines);
  }

  private void say(int count) {
    for (int i = 0; i < count; i++) {
      bo.mutter(room, "line " + i);
    }
  }
}
