package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.StockClients;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** The example page for clients of Socket.IO, from another port of this machine as the README has it. */
@Timeout(90)
final class SocketIoExampleIT {
  @RegisterExtension
  static final Chat chat =
      new Chat("socketio.bundle", StockClients.browserBundle().toString());

  @RegisterExtension
  static final Chat withoutBundle = new Chat();

  private static final Vertx vertx = Vertx.vertx();
  private static int port;

  @BeforeAll
  static void servePage() {
    HttpServer listening = Tabs.await(vertx
        .createHttpServer()
        .requestHandler(
            request -> request.response().sendFile("examples/socketio.html").onFailure(gone -> {}))
        .listen(0, "127.0.0.1"));
    port = listening.actualPort();
  }

  @AfterAll
  static void stopServing() {
    Tabs.await(vertx.close());
  }

  private static String url(Chat of, int instance) {
    return "http://localhost:" + port + "/socketio.html?port=" + of.cluster().port(instance);
  }

  private static void say(Page page, String text) {
    page.fill("#text", text);
    page.press("#text", "Enter");
  }

  private static void awaitLine(Page page, String line) {
    page.waitForSelector("#log li:text-is('" + line + "')");
  }

  @Test
  void talks_to_other_instances_and_other_kinds_of_clients_and_changes_rooms() {
    Tab bo = chat.someone("java", "Bo");
    bo.say("java", "before");
    Page ana = chat.tab();
    ana.navigate(url(chat, 0));
    ana.fill("#user", "Ana");
    ana.click("#rooms button:text-is('java')");
    awaitLine(ana, "Bo : before");
    Page cy = chat.tab();
    cy.navigate(url(chat, 1));
    cy.fill("#user", "Cy");
    cy.click("#rooms button:text-is('java')");
    awaitLine(cy, "Bo : before");

    say(ana, "from the page");
    assertThat(bo.awaitMessage("from the page").getString("user")).isEqualTo("Ana");
    awaitLine(cy, "Ana : from the page");
    bo.say("java", "to the pages");
    awaitLine(ana, "Bo : to the pages");
    awaitLine(cy, "Bo : to the pages");
    assertThat(ana.locator("#log li").allTextContents())
        .containsExactly("Bo : before", "Ana : from the page", "Bo : to the pages");

    ana.click("#rooms button:text-is('redis')");
    ana.waitForSelector("#rooms [aria-pressed=true]:text-is('redis')");
    ana.waitForFunction("() => document.querySelectorAll('#log li').length === 0");
    say(ana, "alone");
    awaitLine(ana, "Ana : alone");
    assertThat(cy.locator("#log li:text-is('Ana : alone')").count()).isZero();
  }

  @Test
  void a_name_that_cannot_be_is_told() {
    Page page = chat.tab();
    page.navigate(url(chat, 0));
    page.fill("#user", " ");
    page.click("#rooms button:text-is('java')");
    page.waitForSelector("#state:not(:empty)");
    assertThat(page.isHidden("#form")).isTrue();
  }

  @Test
  void where_no_bundle_is_served_page_and_console_say_which_setting_brings_it() {
    withoutBundle.chromium().expect(List.of("socketio.bundle"));
    Page page = withoutBundle.tab();
    List<String> console = new CopyOnWriteArrayList<>();
    page.onConsoleMessage(message -> console.add(message.text()));
    page.navigate(url(withoutBundle, 0));
    page.waitForSelector("#state:has-text('socketio.bundle')");
    page.waitForCondition(() -> console.stream().anyMatch(each -> each.contains("404")));
    assertThat(console).allMatch(each -> each.contains("npm i socket.io-client"));
  }
}
