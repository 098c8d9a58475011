package salons.stock;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.JavaSocket;
import salons.e2e.StockClients;
import salons.e2e.StockSocket;

/** Opens stock clients for all tests of a class, and ends them behind each; register it as a static {@code @RegisterExtension}. */
final class Stock implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /** Those that there are. */
  enum Kind {
    JAVASCRIPT_4,
    JAVASCRIPT_3,
    JAVA
  }

  /** Comes back at once. */
  static final JsonObject SOON =
      new JsonObject().put("reconnectionDelay", 50).put("reconnectionDelayMax", 200);

  private final List<StockSocket> open = new CopyOnWriteArrayList<>();
  private @Nullable StockClients clients;

  @Override
  public void beforeAll(ExtensionContext context) {
    clients = new StockClients();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    open.forEach(StockSocket::disconnect);
    open.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (clients != null) {
      clients.close();
    }
  }

  /** A client of what listens there, which connects by itself. */
  StockSocket open(Kind kind, int port, JsonObject options) {
    return open(kind, port, "/", options);
  }

  StockSocket open(Kind kind, int port, String namespace, JsonObject options) {
    String url = "http://127.0.0.1:" + port + namespace;
    if (clients == null) {
      throw new IllegalStateException("not registered");
    }
    StockSocket socket = switch (kind) {
      case JAVASCRIPT_4 -> clients.open(4, url, options);
      case JAVASCRIPT_3 -> clients.open(3, url, options);
      case JAVA -> new JavaSocket(url, options);
    };
    open.add(socket);
    return socket;
  }

  /** Options for who uses these transports alone; it comes back at once. */
  static JsonObject by(String... transports) {
    return SOON.copy().put("transports", new JsonArray(List.of(transports)));
  }

  /** Joins, and gives the answer; fails unless it is let in. */
  @CanIgnoreReturnValue
  static JsonObject join(StockSocket socket, String room, String user) {
    return answer(socket.call("join", new JsonObject().put("room", room).put("user", user)));
  }

  static JsonObject message(String room, String text) {
    return new JsonObject().put("room", room).put("text", text);
  }

  /** What a callback was called with: one object. */
  static JsonObject answer(JsonArray arguments) {
    if (arguments.size() != 1) {
      throw new AssertionError("one argument was expected, not " + arguments);
    }
    return arguments.getJsonObject(0);
  }

  /** What the next event of this name tells. */
  static JsonObject next(StockSocket socket, String event) {
    return socket.await(event).getJsonObject(0);
  }
}
