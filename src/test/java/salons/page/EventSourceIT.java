package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.Node;
import salons.e2e.Cluster;
import salons.e2e.Tab;
import salons.e2e.Tabs;
import salons.embedded.FreePort;

/** A browser's own EventSource, in a page of another origin that an instance lets in. */
@Timeout(90)
final class EventSourceIT {
  @RegisterExtension
  static final Chat chat = new Chat();

  private static final String PAGE = """
      <!doctype html><title>events</title><ol id="log"></ol><script>
      const events = new EventSource(new URLSearchParams(location.search).get("url"));
      events.onmessage = ({ data, lastEventId }) => {
        const line = document.createElement("li");
        line.textContent = `${lastEventId.split(":")[1]} ${JSON.parse(data).text}`;
        log.append(line);
      };
      events.onopen = () => { document.title = "open"; };
      </script>
      """;

  @Test
  void comes_back_by_itself_and_misses_nothing() throws IOException {
    Vertx vertx = Vertx.vertx();
    HttpServer server = Tabs.await(vertx
        .createHttpServer()
        .requestHandler(request -> request
            .response()
            .putHeader("Content-Type", "text/html")
            .end(PAGE)
            .onFailure(gone -> {}))
        .listen(0, "127.0.0.1"));
    int port = FreePort.reserve();
    Node node = start(port);
    String room = Cluster.room();
    chat.chromium().expect(List.of("net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET"));
    Page page = chat.tab();
    page.navigate("http://localhost:" + server.actualPort() + "/?url=http://localhost:" + port
        + "/api/rooms/" + room + "/events");
    page.waitForFunction("document.title === 'open'");
    Tab ana = chat.someone(room, "Ana");
    ana.say(room, "heard");
    page.waitForSelector("#log li:text-is('1 heard')");
    Tabs.await(node.stop());
    ana.say(room, "missed");
    node = start(port);
    page.waitForSelector("#log li:text-is('2 missed')");
    ana.say(room, "live");
    page.waitForSelector("#log li:text-is('3 live')");
    assertThat(page.locator("#log li").count()).isEqualTo(3);
    Tabs.await(node.stop());
    Tabs.await(vertx.close());
  }

  private static Node start(int port) {
    return Cluster.start(
        "events",
        chat.cluster().redis().url(),
        Map.of("port", Integer.toString(port), "host", "127.0.0.1"));
  }
}
