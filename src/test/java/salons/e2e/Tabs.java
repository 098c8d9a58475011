package salons.e2e;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens tabs, and closes them all at the end. */
public final class Tabs implements AutoCloseable {
  private static final int LARGEST = 64 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
      .setMaxConnections(10_000)
      .setMaxFrameSize(LARGEST)
      .setMaxMessageSize(LARGEST));
  private final HttpClient http =
      vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
  private final List<Tab> open = new CopyOnWriteArrayList<>();

  /** Connects to the instance that listens there; the tab has not heard {@code welcome} yet. */
  public Future<Tab> open(int port) {
    return open(new WebSocketConnectOptions().setPort(port));
  }

  /** Connects with headers and subprotocols of the caller's choice. */
  public Future<Tab> open(WebSocketConnectOptions options) {
    ClientWebSocket socket = client.webSocket();
    Tab tab = new Tab(socket);
    socket.textMessageHandler(tab::hear);
    socket.closeHandler(closed -> tab.closed());
    return socket.connect(options.setHost("127.0.0.1").setURI("/ws")).map(connected -> {
      open.add(tab);
      return tab;
    });
  }

  /** Connects and waits until {@code welcome} was heard. */
  public Tab connect(int port) {
    Tab tab = await(open(port));
    tab.await("welcome");
    return tab;
  }

  /** For plain HTTP. */
  public HttpClient http() {
    return http;
  }

  public Vertx vertx() {
    return vertx;
  }

  public void closeAll() {
    open.forEach(Tab::close);
    open.clear();
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  /** Waits on the test's own thread, for a bounded time. */
  @CanIgnoreReturnValue
  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
