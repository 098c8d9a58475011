package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.Program;

/** Behind the scenes of three instances, started as the README starts them, with a tab on each. */
@Timeout(150)
final class ScalePanelIT {
  private static final String ROOM = "test";

  private final List<Integer> ports = new ArrayList<>();
  private final List<Program> instances = new ArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> frames = new CopyOnWriteArrayList<>();
  private final Chromium chromium = Chromium.launch();

  @TempDir
  Path folder;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 3; i++) {
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
    Stream<Program> running = instances.stream().filter(Program::isAlive);
    running.forEach(instance -> {
      instance.terminate();
      instance.awaitExit();
    });
  }

  @Test
  void it_shows_what_happens_and_is_silent_when_closed() {
    Visit ana = enter(0, "Ana");
    Visit bo = enter(1, "Bo");
    Visit cy = enter(2, "Cy");
    Page page = ana.page();
    page.waitForFunction(
        "() => document.querySelector('#scale-open').textContent === '3 instances'");
    assertThat(requests).filteredOn(url -> url.contains("/api/cluster")).hasSize(1);
    assertThat(requests).noneMatch(url -> url.contains("/scale.js") || url.contains("/scale.css"));
    assertThat(frames).noneMatch(frame -> frame.contains("\"trace\""));

    page.click("#scale-open");
    page.waitForSelector("#scale[data-open=true] tr[data-instance] >> nth=2");
    assertThat(page.locator("#scale tr[data-instance]").count()).isEqualTo(3);
    assertThat(page.locator("#scale tr.own").getAttribute("data-instance"))
        .isEqualTo(page.getAttribute("#conn", "data-instance"));
    page.waitForFunction("""
        async room => {
          const { instances } = await (await fetch(`api/cluster?room=${room}`)).json();
          return instances.every(({ id, connections, members }) => {
            const [tabs, people] = document.querySelectorAll(`#scale tr[data-instance="${id}"] td`);
            return Number(tabs.textContent) === connections && Number(people.textContent) === members && members === 1;
          });
        }""", ROOM);
    page.waitForSelector("#scale [data-task=join][data-done=true]");

    cy.say("from the third");
    for (Visit visit : List.of(ana, bo)) {
      visit.awaitText("from the third");
      assertThat(visit.page().locator("#log .from").textContent()).contains("" + ports.get(2));
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
    instances.get(1).terminate();
    page.waitForFunction(
        "id => !document.querySelector(`#scale tr[data-instance=\"${id}\"]`)", second);
    page.waitForSelector("#scale [data-task=stop][data-done=true]");
    assertThat(page.getAttribute("#scale [data-task=back]", "data-done")).isEqualTo("false");

    page.press("#scale button.icon", "Escape");
    assertThat(page.getAttribute("#scale", "data-open")).isEqualTo("false");
    assertThat(page.isVisible("#log .from >> nth=0")).isFalse();
    assertThat(frames).last().isEqualTo("{\"type\":\"trace\",\"on\":false}");
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void who_comes_back_to_another_instance_is_told_so() {
    Visit ana = enter(0, "Ana");
    Page page = ana.page();
    page.click("#scale-open");
    page.waitForSelector("#scale tr[data-instance] >> nth=2");
    String first = idOf(ana);
    instances.get(0).kill();
    ana.awaitState("reconnecting");
    instances.set(0, launch(0));
    instances.get(0).awaitReady();
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
    page.click("#scale-open");
    Page there = page.context().waitForPage(() -> page.click("#scale tr:not(.own) a"));
    new Visit(there).awaitRoom(ROOM);
    assertThat(ports.subList(1, 3)).contains(java.net.URI.create(there.url()).getPort());
    assertThat(there.url()).as("the name is no part of the address").endsWith("#" + ROOM);
    assertThat(there.textContent("#me bdi")).startsWith("Ana (");
  }

  private Program launch(int i) {
    return Program.start(folder, Map.of("port", Integer.toString(ports.get(i))));
  }

  private Visit enter(int i, String name) {
    Page page = chromium.tab(Chat.options().setViewportSize(1300, 800));
    if (i == 0) {
      page.onRequest((Request request) -> requests.add(request.url()));
      page.onWebSocket(socket -> socket.onFrameSent(frame -> {
        String text = frame.text();
        if (text != null && !new JsonObject(text).getString("type").equals("ping")) {
          frames.add(text);
        }
      }));
    }
    return Visit.enter(page, "http://localhost:" + ports.get(i) + "/", ROOM, name);
  }

  /** Speaks until a sample is worth showing: on a busy machine, some are not. */
  private static void measure(Visit visit) {
    Page page = visit.page();
    for (int i = 0; page.locator("#trace ol [data-part=redis]").count() == 0; i++) {
      assertThat(i).as("samples, all dropped: " + page.textContent("#trace")).isLessThan(20);
      visit.say("measure " + i);
      visit.awaitText("measure " + i);
      page.waitForSelector("#trace.unfit, #trace [data-part=rest]");
    }
  }

  private static String idOf(Visit visit) {
    return String.valueOf(visit.page().getAttribute("#conn", "data-instance"));
  }
}
