package salons.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import salons.e2e.CanIgnoreReturnValue;

/** A real receiver of webhooks on a port of its own, which takes them, refuses them, keeps them waiting or is away, as a test likes. */
final class HookReceiver implements AutoCloseable {
  private static final long PATIENCE_S = 30;
  private static final long LOOK_EVERY_MS = 20;

  /** A request as it came; headers by their names in small letters. */
  record Delivery(String path, Map<String, String> headers, byte[] body) {
    List<JsonObject> events() {
      return new JsonObject(new String(body, UTF_8))
          .getJsonArray("events").stream().map(JsonObject.class::cast).toList();
    }
  }

  private final int port;
  private HttpServer server;
  private ExecutorService threads = Executors.newCachedThreadPool();

  // Guarded by this.
  private final List<Delivery> taken = new ArrayList<>();
  private int refused;
  private int status = 200;
  private boolean silent;

  HookReceiver() {
    server = listen(0);
    port = server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port + "/hook";
  }

  /** What it answers from now on; what is not 200 is not taken. */
  synchronized void answer(int with) {
    status = with;
  }

  /** From now on it reads, but answers nothing; or it does again. */
  synchronized void keepSilent(boolean on) {
    silent = on;
    notifyAll();
  }

  /** Nobody listens any more. */
  void goAway() {
    server.stop(0);
    threads.shutdownNow();
  }

  void comeBack() {
    threads = Executors.newCachedThreadPool();
    server = listen(port);
  }

  /** Waits until it refused so many deliveries, or left them without an answer. */
  synchronized void awaitRefused(int count) {
    await("refused " + count, () -> refused >= count);
  }

  synchronized int refused() {
    return refused;
  }

  synchronized List<Delivery> deliveries() {
    return List.copyOf(taken);
  }

  /** Of this room, as they came; what came twice stands there twice. */
  synchronized List<JsonObject> withDoubles(String room) {
    return taken.stream()
        .flatMap(delivery -> delivery.events().stream())
        .filter(event -> event.getJsonObject("event").getString("room").equals(room))
        .toList();
  }

  /** Of this room, each as it came first, without its wrapping. */
  synchronized List<JsonObject> events(String room) {
    Set<String> ids = new HashSet<>();
    return withDoubles(room).stream()
        .filter(event -> ids.add(event.getString("id")))
        .map(event -> event.getJsonObject("event"))
        .toList();
  }

  @CanIgnoreReturnValue
  synchronized List<JsonObject> awaitEvents(String room, int count) {
    await(count + " events of " + room, () -> events(room).size() >= count);
    return events(room);
  }

  /** Of this room the texts of its messages. */
  List<String> texts(String room) {
    return events(room).stream()
        .filter(event -> event.getString("type").equals("message"))
        .map(event -> event.getString("text"))
        .toList();
  }

  @CanIgnoreReturnValue
  synchronized List<String> awaitTexts(String room, int count) {
    await(count + " messages of " + room, () -> texts(room).size() >= count);
    return texts(room);
  }

  synchronized void await(Predicate<HookReceiver> wanted) {
    await("that", () -> wanted.test(this));
  }

  private synchronized void await(String what, java.util.function.BooleanSupplier there) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!there.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("never heard " + what + "; refused " + refused + ", took "
            + taken.stream().map(delivery -> new String(delivery.body(), UTF_8)).toList());
      }
      try {
        wait(Math.min(left, LOOK_EVERY_MS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    goAway();
  }

  private HttpServer listen(int on) {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), on), 0);
      made.setExecutor(threads);
      made.createContext("/", this::handle);
      made.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Map<String, String> headers = new java.util.HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
    int answer = take(new Delivery(exchange.getRequestURI().toString(), headers, body));
    if (answer / 100 == 3) {
      exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private synchronized int take(Delivery delivery) {
    int answer = status;
    if (answer == 200 && !silent) {
      taken.add(delivery);
    } else {
      refused++;
    }
    notifyAll();
    while (silent) {
      try {
        wait();
      } catch (InterruptedException wentAway) {
        return 500;
      }
      answer = 500;
    }
    return answer;
  }
}
