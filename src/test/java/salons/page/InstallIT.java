package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.Program;

/** The page as an app: it installs, says so when it cannot be reached, and calls who looks elsewhere. */
@Timeout(120)
final class InstallIT {
  private static final String ROOM = "test";

  private final Chromium chromium = Chromium.launch();
  private int port;
  private Program instance;

  @TempDir
  Path folder;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    instance = launch();
  }

  @AfterEach
  void stop() {
    chromium.close();
    instance.terminate();
    instance.awaitExit();
  }

  @Test
  void it_can_be_installed() throws IOException {
    Page page = enter("Ana").page();
    awaitWorker(page);
    CDPSession browser = page.context().newCDPSession(page);
    assertThat(StreamSupport.stream(
                browser
                    .send("Page.getInstallabilityErrors")
                    .getAsJsonArray("installabilityErrors")
                    .spliterator(),
                false)
            .map(error -> error.getAsJsonObject().get("errorId").getAsString())
            // Every tab of these tests is a private one.
            .filter(error -> !error.equals("in-incognito")))
        .isEmpty();
    assertThat(browser.send("Page.getAppManifest").getAsJsonArray("errors").asList())
        .extracting(JsonElement::toString)
        .isEmpty();
    APIResponse answer = page.request().get(url() + "manifest.webmanifest");
    assertThat(answer.headers().get("content-type")).startsWith("application/manifest+json");
    List<JsonObject> icons = new JsonObject(answer.text())
        .getJsonArray("icons").stream().map(JsonObject.class::cast).toList();
    assertThat(icons).hasSizeGreaterThan(2);
    for (JsonObject icon : icons) {
      APIResponse picture = page.request().get(url() + icon.getString("src"));
      assertThat(picture.headers().get("content-type")).isEqualTo(icon.getString("type"));
      if (icon.getString("type").equals("image/png")) {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.body()));
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(icon.getString("sizes"));
      }
    }
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void without_a_network_it_opens_to_an_explanation_and_comes_back_by_itself() {
    Visit ana = enter("Ana");
    Page page = ana.page();
    awaitWorker(page);
    page.context().setOffline(true);
    page.reload();
    page.waitForSelector("h1:text-is('Salons does not answer')");
    assertThat(page.isVisible("text=This device has no network.")).isTrue();
    assertThat(page.isVisible("section[lang=fr]")).isFalse();
    assertThat(page.evaluate("getComputedStyle(document.querySelector('main')).textAlign"))
        .as("its style is there too")
        .isEqualTo("center");
    page.context().setOffline(false);
    ana.awaitRoom(ROOM);
  }

  @Test
  void without_its_instance_too_and_no_old_code_ever_runs() {
    Visit ana = enter("Ana");
    Page page = ana.page();
    awaitWorker(page);
    instance.kill();
    page.reload();
    page.waitForSelector("h1:text-is('Salons does not answer')");
    assertThat(page.isVisible("text=The server is out of reach for now.")).isTrue();
    assertThat(
            (List<?>)
                page.evaluate(
                    "async () => (await (await caches.open((await caches.keys())[0])).keys()).map(({ url }) => new URL(url).pathname)"))
        .as("nothing of the page itself is kept")
        .isEqualTo(List.of("/offline.html", "/offline.css", "/js/offline.js", "/favicon.svg"));
    instance = launch();
    ana.awaitRoom(ROOM);
  }

  @Test
  void who_looks_elsewhere_is_told_as_far_as_they_asked_for_it() {
    Page page = chromium.tab(Chat.options());
    page.addInitScript("""
        window.asked = 0;
        window.told = [];
        window.Notification = class extends EventTarget {
          static permission = 'default';
          static async requestPermission() { asked++; return (this.permission = 'granted'); }
          constructor(title, { tag }) { super(); told.push(`${tag}: ${title}`); }
        };
        let away = false;
        Object.defineProperty(document, 'hidden', { get: () => away });
        window.look = (there) => { away = !there; document.dispatchEvent(new Event('visibilitychange')); };""");
    Visit ana = Visit.enter(page, url(), ROOM, "Ana");
    Visit bo = enter("Bo");
    page.evaluate("look(false)");
    bo.say("nobody asked for this");
    ana.awaitTrue("() => document.title === '(1) #test · Salons'");
    assertThat(page.getAttribute("#favicon", "href")).isEqualTo("favicon-new.svg");
    page.evaluate("look(true)");
    ana.awaitTrue("() => document.title === '#test · Salons'");
    assertThat(page.getAttribute("#favicon", "href")).startsWith("data:");
    assertThat(page.evaluate("[asked, told.length]")).isEqualTo(List.of(0, 0));

    page.click("#settings-open");
    page.selectOption("#notify", "mentions");
    page.keyboard().press("Escape");
    assertThat(page.evaluate("asked")).isEqualTo(1);
    bo.say("@Ana while she looks");
    ana.awaitMessages(2);
    ana.awaitTrue("() => JSON.parse(localStorage['salons.read']).test.seq === 2");
    page.evaluate("look(false)");
    bo.say("to all");
    bo.say("and to @Ana");
    ana.awaitTrue("() => document.title === '(@2) #test · Salons'");
    assertThat(page.evaluate("told")).isEqualTo(List.of("test: Bo · #test"));
  }

  private Program launch() {
    Program started = Program.start(folder, Map.of("port", Integer.toString(port)));
    started.awaitReady();
    return started;
  }

  private String url() {
    return "http://localhost:" + port + "/";
  }

  private Visit enter(String name) {
    return Visit.enter(chromium.tab(Chat.options()), url(), ROOM, name);
  }

  private static void awaitWorker(Page page) {
    page.evaluate("async () => { await navigator.serviceWorker.ready; }");
  }
}
