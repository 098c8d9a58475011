package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.embedded.FreePort;

/** The page behind a proxy that serves it below a path, beside whatever else there may be at that address. */
@Timeout(90)
final class SubPathIT {
  private static final String PATH = "/chat/";

  private static final int PORT = port();
  private static final String URL = "http://localhost:" + PORT + PATH;

  /** The proxy names the instance by its address: only this setting tells where browsers are. */
  @RegisterExtension
  static final Chat chat = new Chat("public.url", URL);

  private static final Vertx vertx = Vertx.vertx();

  private final String room = Cluster.room();

  @BeforeAll
  static void startProxy() {
    HttpProxy proxy = HttpProxy.reverseProxy(
            new ProxyOptions().setSupportWebSocket(true), vertx.createHttpClient())
        .origin(chat.cluster().port(0), "127.0.0.1")
        .addInterceptor(ProxyInterceptor.builder().removingPathPrefix("/chat").build(), true);
    HttpServer listening = Tabs.await(vertx
        .createHttpServer(new HttpServerOptions())
        .requestHandler(request -> {
          if (request.path().startsWith(PATH)) {
            proxy.handle(request);
          } else {
            request.response().setStatusCode(404).end();
          }
        })
        .listen(PORT, "127.0.0.1"));
    assertThat(listening.actualPort()).isEqualTo(PORT);
  }

  @AfterAll
  static void stopProxy() {
    Tabs.await(vertx.close());
  }

  private static int port() {
    try {
      return FreePort.reserve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everything_works_and_nothing_is_asked_for_outside_of_the_path() {
    Page page = chat.tab();
    List<String> asked = new CopyOnWriteArrayList<>();
    page.context().onRequest(request -> asked.add(request.url()));
    page.onWebSocket(socket -> asked.add(socket.url().replaceFirst("^ws", "http")));
    Tab bo = chat.someone(room, "Bo");
    Visit ana = Visit.enter(page, URL, room, "Ana");
    ana.say("from below");
    ana.awaitText("from below");
    assertThat(bo.await("message").getString("text")).isEqualTo("from below");

    Visit.awaitPromise(
        page,
        "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'",
        null);
    assertThat(
            page.evaluate(
                "async () => new URL((await navigator.serviceWorker.getRegistration()).scope).pathname"))
        .isEqualTo(PATH);
    page.click("#scale-open");
    page.waitForSelector("#scale table tbody tr >> nth=1");
    assertThat(page.locator("#scale tbody a[href]").all())
        .extracting(link -> link.getAttribute("href"))
        .isNotEmpty()
        .allMatch(address -> address.startsWith(URL));
    // The rooms of the others are asked for.
    page.fill("#join-room", "nothing-of-this-name");
    page.waitForCondition(() -> asked.stream().anyMatch(each -> each.endsWith("/chat/api/rooms")));
    assertThat(asked).allMatch(each -> each.startsWith(URL) || each.startsWith("data:"));
    assertThat(asked).anyMatch(each -> each.equals(URL + "ws"));
    assertThat(asked).anyMatch(each -> each.startsWith(URL + "api/cluster"));
  }

  @Test
  void it_installs_as_an_app_of_that_path_and_opens_without_a_network() {
    Page page = chat.tab();
    Visit ana = Visit.enter(page, URL, room, "Ana");
    Visit.awaitPromise(
        page,
        "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'",
        null);
    String manifest = String.valueOf(
        page.evaluate(
            "async () => { const { href } = document.querySelector('link[rel=manifest]');"
                + " const { start_url, scope, icons } = await (await fetch(href)).json();"
                + " return [start_url, scope, ...icons.map(({ src }) => src)].map((each) => new URL(each, href).href).join(' '); }"));
    assertThat(manifest.split(" ")).hasSizeGreaterThan(4).allMatch(each -> each.startsWith(URL));
    chat.chromium().expect(List.of("net::ERR_INTERNET_DISCONNECTED"));
    // Of another program at this address.
    page.evaluate(
        "async () => { await caches.open('another-app'); await caches.open('salons-offline-1 /other/'); }");
    page.context().setOffline(true);
    page.reload();
    page.waitForSelector("h1:text-is('Salons does not answer')");
    page.context().setOffline(false);
    ana.awaitRoom(room);
    assertThat(page.evaluate("async () => (await caches.keys()).sort().join()"))
        .isEqualTo("another-app,salons-offline-1 /chat/,salons-offline-1 /other/");
  }
}
