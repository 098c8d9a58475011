package salons.page;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way between a tab and its instance, which a test can cut, hold up and listen to. To be laid before the tab goes anywhere; it
 * works while the test waits for the tab.
 */
final class Link {
  private final List<JsonObject> said = new ArrayList<>();
  private final List<String> held = new ArrayList<>();
  private @Nullable WebSocketRoute toPage;
  private @Nullable WebSocketRoute toServer;
  private boolean down;
  private boolean holding;
  private @Nullable String refused;
  private @Nullable String lost;

  static Link lay(Page page) {
    Link link = new Link();
    page.routeWebSocket("**/ws", link::connected);
    return link;
  }

  /** Ends the connection, and lets no other through. */
  void cut(int code) {
    down = true;
    closePage(code);
  }

  /** Ends the connection without a word; the next one goes through. */
  void drop() {
    closePage(1006);
  }

  void restore() {
    down = false;
  }

  /** What the instance says arrives only after {@link #release}. */
  void hold() {
    holding = true;
  }

  void release() {
    holding = false;
    held.forEach(this::tell);
    held.clear();
  }

  /** Messages with this text do not arrive, but are answered with this error. */
  void refuse(String text) {
    refused = text;
  }

  /** Messages with this text are lost on the way: nobody hears them, nobody answers. */
  void lose(String text) {
    lost = text;
  }

  /** Says something in the place of the instance. */
  void tell(String frame) {
    if (toPage == null) {
      throw new IllegalStateException("no connection");
    }
    toPage.send(frame);
  }

  /** What the tab said, of one type. */
  List<JsonObject> said(String type) {
    return said.stream().filter(frame -> type.equals(frame.getString("type"))).toList();
  }

  private void connected(WebSocketRoute page) {
    if (down) {
      page.close(new WebSocketRoute.CloseOptions().setCode(1012));
      return;
    }
    WebSocketRoute server = page.connectToServer();
    toPage = page;
    toServer = server;
    page.onMessage(frame -> heardFromPage(server, frame.text()));
    server.onMessage(frame -> heardFromServer(page, frame.text()));
  }

  private void heardFromPage(WebSocketRoute server, String text) {
    JsonObject frame = new JsonObject(text);
    said.add(frame);
    if (refused != null && refused.equals(frame.getString("text"))) {
      tell(new JsonObject()
          .put("type", "error")
          .put("id", frame.getString("id"))
          .put("code", "bad_request")
          .put("message", "Refused.")
          .encode());
    } else if (server == toServer && (lost == null || !lost.equals(frame.getString("text")))) {
      server.send(text);
    }
  }

  private void heardFromServer(WebSocketRoute page, String text) {
    if (holding) {
      held.add(text);
    } else {
      page.send(text);
    }
  }

  private void closePage(int code) {
    if (toPage != null && toServer != null) {
      toPage.close(new WebSocketRoute.CloseOptions().setCode(code));
      toServer.close();
      // What the tab said just before may come up to here only now, and goes nowhere any more.
      toServer = null;
    }
  }
}
