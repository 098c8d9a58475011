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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;

/** The page as an app: it installs, says so when it cannot be reached, never runs old code, and calls who looks elsewhere. */
@Timeout(90)
final class InstallIT {
  @RegisterExtension
  static final Programs programs = new Programs();

  private final String room = Cluster.room();

  @Test
  void it_can_be_installed() throws IOException {
    Page page = programs.enter(0, room, "Ana").page();
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
    APIResponse answer = page.request().get(programs.url(0) + "manifest.webmanifest");
    assertThat(answer.headers().get("content-type")).startsWith("application/manifest+json");
    List<JsonObject> icons = new JsonObject(answer.text())
        .getJsonArray("icons").stream().map(JsonObject.class::cast).toList();
    assertThat(icons).hasSizeGreaterThan(2);
    for (JsonObject icon : icons) {
      APIResponse picture = page.request().get(programs.url(0) + icon.getString("src"));
      assertThat(picture.headers().get("content-type")).isEqualTo(icon.getString("type"));
      if (icon.getString("type").equals("image/png")) {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.body()));
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(icon.getString("sizes"));
      }
    }
  }

  @Test
  void the_content_policy_lets_this_one_worker_in_and_no_other_script() {
    Page page = programs.chromium().tab(Chat.options());
    programs.chromium().expect(List.of("TrustedScriptURL", "TrustedTypePolicy", "Trusted Type"));
    page.addInitScript(
        "window.violations = []; addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective))");
    programs.enter(0, page, room, "Ana");
    awaitWorker(page);
    assertThat(page.evaluate("violations")).isEqualTo(List.of());
    assertThat(page.evaluate(
            "navigator.serviceWorker.register('js/worker.js').catch(({ name }) => name)"))
        .as("a script named by a text")
        .isEqualTo("TypeError");
    for (String policy : List.of("worker", "default", "other")) {
      assertThat(page.evaluate(
              "name => { try { return trustedTypes.createPolicy(name, { createScriptURL: url => url }).name; } catch ({ name }) { return name; } }",
              policy))
          .as("a gate of one's own")
          .isEqualTo("TypeError");
    }
  }

  @Test
  void without_a_network_it_opens_to_an_explanation_and_comes_back_by_itself() {
    Visit ana = programs.enter(0, room, "Ana");
    Page page = ana.page();
    awaitWorker(page);
    programs.takeNetworkFrom(page);
    page.reload();
    page.waitForSelector("h1:text-is('Salons does not answer')");
    assertThat(page.isVisible("text=This device has no network.")).isTrue();
    assertThat(page.isVisible("section[lang=fr]")).isFalse();
    assertThat(page.evaluate("getComputedStyle(document.querySelector('main')).textAlign"))
        .as("its style is there too")
        .isEqualTo("center");
    page.context().setOffline(false);
    ana.awaitRoom(room);
  }

  @Test
  void without_its_instance_too_and_what_was_typed_is_still_there() {
    Visit ana = programs.enter(0, room, "Ana");
    Page page = ana.page();
    awaitWorker(page);
    programs.stop(0);
    ana.awaitState("reconnecting");
    ana.say("waits");
    page.fill("#text", "a draft");
    page.onDialog(dialog -> dialog.accept());
    page.reload();
    page.waitForSelector("h1:text-is('Salons does not answer')");
    assertThat(page.isVisible("text=The server is out of reach for now.")).isTrue();
    programs.launch(0);
    ana.awaitRoom(room);
    ana.awaitMessages(1);
    assertThat(ana.texts()).containsExactly("waits");
    assertThat(page.inputValue("#text")).isEqualTo("a draft");
  }

  @Test
  void a_new_version_is_there_with_the_next_load_and_nothing_of_the_old_one_is_kept()
      throws IOException {
    Path webroot = programs.folder().resolve("webroot");
    copy(Path.of("webroot"), webroot);
    try {
      Page page = programs.enter(0, room, "Ana").page();
      awaitWorker(page);
      page.reload();
      page.waitForFunction("() => navigator.serviceWorker.controller !== null");
      assertThat(kept(page))
          .as("the page itself is not")
          .containsExactly(
              "salons-offline-1 / /offline.html",
              "salons-offline-1 / /offline.css",
              "salons-offline-1 / /js/offline.js",
              "salons-offline-1 / /favicon.svg");
      change(webroot.resolve("js/en.js"), "'Send'", "'Send off'");
      change(webroot.resolve("offline.html"), "Salons does not answer", "Salons is out");
      change(webroot.resolve("sw.js"), "salons-offline-1", "salons-offline-2");
      page.reload();
      page.waitForSelector("#send:has-text('Send off')");
      page.waitForCondition(() -> kept(page)
          .equals(List.of(
              "salons-offline-2 / /offline.html",
              "salons-offline-2 / /offline.css",
              "salons-offline-2 / /js/offline.js",
              "salons-offline-2 / /favicon.svg")));
      programs.takeNetworkFrom(page);
      page.reload();
      page.waitForSelector("h1:text-is('Salons is out')");
    } finally {
      delete(webroot);
    }
  }

  @Test
  void who_looks_elsewhere_is_told_as_far_as_they_asked_for_it() {
    Page page = programs.chromium().tab(Chat.options());
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
    Visit ana = programs.enter(0, page, room, "Ana");
    Visit bo = programs.enter(1, room, "Bo");
    page.evaluate("look(false)");
    bo.say("nobody asked for this");
    page.waitForCondition(() -> page.title().equals("(1) #" + room + " · Salons"));
    assertThat(page.getAttribute("#favicon", "href")).isEqualTo("favicon-new.svg");
    page.evaluate("look(true)");
    page.waitForCondition(() -> page.title().equals("#" + room + " · Salons"));
    assertThat(page.getAttribute("#favicon", "href")).startsWith("data:");
    assertThat(page.evaluate("[asked, told.length]")).isEqualTo(List.of(0, 0));

    page.click("#settings-open");
    page.selectOption("#notify", "mentions");
    page.keyboard().press("Escape");
    assertThat(page.evaluate("asked")).isEqualTo(1);
    bo.say("@Ana while she looks");
    ana.awaitMessages(2);
    page.waitForFunction("room => JSON.parse(localStorage['salons.read'])[room].seq === 2", room);
    page.evaluate("look(false)");
    bo.say("to all");
    bo.say("and to @Ana");
    page.waitForCondition(() -> page.title().equals("(@1) #" + room + " · Salons"));
    assertThat(page.evaluate("told")).isEqualTo(List.of(room + ": Bo · #" + room));
  }

  @Test
  void a_phone_leaves_its_notifications_to_the_worker() {
    Page page = programs.chromium().tab(Chat.options().setPermissions(List.of("notifications")));
    page.addInitScript("""
        localStorage.setItem('salons.notify', '"all"');
        window.Notification = class {
          static permission = 'granted';
          constructor() { throw new TypeError('Illegal constructor'); }
        };
        Object.defineProperty(document, 'hidden', { get: () => true });""");
    programs.enter(0, page, room, "Ana");
    awaitWorker(page);
    programs.someone(1, room, "Bo").mutter(room, "hello");
    Visit.awaitPromise(
        page,
        "async wanted => (await (await navigator.serviceWorker.ready).getNotifications()).some(({ title, body }) => `${title}: ${body}` === wanted)",
        "Bo · #" + room + ": hello");
  }

  /** Until a worker is there, which answers for the page from the next load on. */
  private static void awaitWorker(Page page) {
    Visit.awaitPromise(
        page,
        "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'",
        null);
  }

  /** What the worker keeps: the cache and the path of each file. */
  @SuppressWarnings("unchecked")
  private static List<String> kept(Page page) {
    return (List<String>) page.evaluate("""
        async () => {
          const names = await caches.keys();
          const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => `${name} ${new URL(url).pathname}`)));
          return lists.flat();
        }""");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void change(Path file, String from, String to) throws IOException {
    String before = Files.readString(file);
    assertThat(before).contains(from);
    Files.writeString(file, before.replace(from, to));
  }
}
