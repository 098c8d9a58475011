package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.Program;

/** Three instances out of the packaged jar, as the README starts them: no Redis given, one data folder, a tab on each. */
@Timeout(150)
final class PageIT {
  private static final int INSTANCES = 3;

  private final List<Integer> ports = new ArrayList<>();
  private final List<Program> instances = new ArrayList<>();
  private Chromium chromium = Chromium.launch();

  @TempDir
  Path folder;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < INSTANCES; i++) {
      try (ServerSocket free = new ServerSocket(0)) {
        ports.add(free.getLocalPort());
      }
      instances.add(launch(i));
    }
    instances.forEach(Program::awaitReady);
  }

  @AfterEach
  void stop() {
    chromium.close();
    // In order, so that the last one takes the Redis that was brought along with it.
    instances.forEach(Program::terminate);
    instances.forEach(Program::awaitExit);
  }

  @Test
  void tabs_on_three_ports_share_one_conversation_in_one_order() {
    List<Page> tabs = List.of(enter(0, "Ana"), enter(1, "Bo"), enter(2, "Cy"));
    for (int turn = 0; turn < 10; turn++) {
      for (Page tab : tabs) {
        say(tab, "turn " + turn);
      }
    }
    for (Page tab : tabs) {
      awaitMessages(tab, 30);
      assertThat(attributes(tab, "seq")).isEqualTo(seqs(30));
      assertThat(attributes(tab, "id"))
          .isEqualTo(attributes(tabs.get(0), "id"))
          .doesNotHaveDuplicates();
      assertThat(attributes(tab, "from")).contains("one", "two", "three");
    }
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void a_tab_survives_the_restart_of_its_instance_without_loss_or_double() {
    Page ana = enter(0, "Ana");
    Page bo = enter(1, "Bo");
    say(ana, "before");
    awaitMessages(bo, 1);
    instances.get(0).kill();
    ana.waitForSelector("#conn[data-state=reconnecting]");
    say(ana, "typed while the instance is down");
    say(ana, "and another");
    ana.waitForSelector("#log li[data-state=waiting] >> nth=1");
    say(bo, "said while Ana was away");
    awaitMessages(bo, 2);
    instances.set(0, launch(0)).close();
    instances.get(0).awaitReady();
    for (Page tab : List.of(ana, bo)) {
      awaitMessages(tab, 4);
      assertThat(attributes(tab, "seq")).isEqualTo(seqs(4));
      assertThat(texts(tab))
          .containsExactly(
              "before",
              "said while Ana was away",
              "typed while the instance is down",
              "and another");
    }
    assertThat(attributes(ana, "state")).containsOnly("sent");
  }

  @Test
  void what_waits_survives_a_reload() {
    Page ana = enter(0, "Ana");
    say(ana, "before");
    awaitMessages(ana, 1);
    instances.get(0).freeze();
    say(ana, "sent to an instance that does not answer");
    instances.get(0).thaw();
    ana.reload();
    awaitMessages(ana, 2);
    assertThat(texts(ana)).containsExactly("before", "sent to an instance that does not answer");
  }

  @Test
  void text_is_text() {
    Page ana = enter(0, "Ana");
    List<String> hostile = List.of(
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "\u202Edesrever",
        "e" + "\u0301".repeat(3_000),
        "x".repeat(3_999));
    for (String text : hostile) {
      say(ana, text);
    }
    awaitMessages(ana, hostile.size());
    assertThat(ana.locator("#log img, #log script, #log a[href^=javascript]").count())
        .isZero();
    assertThat(ana.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    say(ana, "see https://example.org/a(b).");
    awaitMessages(ana, hostile.size() + 1);
    assertThat(ana.locator("#log a").getAttribute("href")).isEqualTo("https://example.org/a(b)");
    assertThat(ana.locator("#log a").getAttribute("rel")).contains("noopener");
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void it_speaks_the_language_of_the_browser_and_changes_it_without_losing_a_draft() {
    Page tab = chromium.tab("fr-CA", url(0) + "#général");
    tab.waitForSelector("#entry[open]");
    assertThat(tab.getAttribute("html", "lang")).isEqualTo("fr");
    assertThat(tab.innerText("#entry button.primary")).isEqualTo("Rejoindre");
    tab.fill("#name", "Ana");
    tab.press("#name", "Enter");
    tab.waitForSelector("#conn[data-state=online]");
    tab.waitForSelector("#side [aria-current=page]");
    assertThat(tab.innerText("h1")).contains("général");
    tab.fill("#composer textarea", "un brouillon");
    tab.click("#side button[data-lang=en]");
    tab.waitForSelector("html[lang=en]");
    assertThat(tab.innerText("#send")).isEqualTo("Send");
    assertThat(tab.inputValue("#composer textarea")).isEqualTo("un brouillon");
  }

  private Program launch(int i) {
    String name = List.of("one", "two", "three").get(i);
    return Program.start(folder, Map.of("port", Integer.toString(ports.get(i)), "instance", name));
  }

  private String url(int i) {
    return "http://localhost:" + ports.get(i) + "/";
  }

  private Page enter(int i, String name) {
    Page tab = chromium.tab("en-GB", url(i) + "#test");
    tab.fill("#name", name);
    tab.press("#name", "Enter");
    tab.waitForSelector("#conn[data-state=online]");
    tab.waitForSelector("#side [aria-current=page]");
    return tab;
  }

  private static void say(Page tab, String text) {
    tab.fill("#composer textarea", text);
    tab.press("#composer textarea", "Enter");
  }

  private static void awaitMessages(Page tab, int count) {
    tab.waitForFunction(
        "count => document.querySelectorAll('#log li[data-seq][data-state=sent]').length >= count",
        count);
  }

  private static List<String> attributes(Page tab, String name) {
    return tab.locator("#log li[data-seq]").all().stream()
        .map(line -> String.valueOf(line.getAttribute("data-" + name)))
        .toList();
  }

  private static List<String> texts(Page tab) {
    return tab.locator("#log li[data-seq] .text").allInnerTexts();
  }

  private static List<String> seqs(int last) {
    return LongStream.rangeClosed(1, last).mapToObj(Long::toString).toList();
  }
}
