package salons.e2e;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A reader of Server-Sent Events, as the HTML standard has it. Every wait is bounded. */
public final class EventStream implements AutoCloseable {
  private static final long PATIENCE_MS = 20_000;

  /**
   * What came.
   *
   * @param id the last one that was told, by this event or before
   */
  public record Event(String type, String id, String data) {
    public JsonObject json() {
      return new JsonObject(data);
    }
  }

  private final HttpClientRequest request;
  private @Nullable HttpClientResponse response;

  // Guarded by this.
  private final StringBuilder unread = new StringBuilder();
  private final List<Event> events = new ArrayList<>();
  private String id = "";
  private String retry = "";
  private int comments;
  private boolean ended;

  private EventStream(HttpClientRequest request) {
    this.request = request;
  }

  /** Asks for the path, with the names and values of headers in turn. */
  public static EventStream open(Tabs tabs, int port, String path, String... headers) {
    return Tabs.await(tabs.http()
        .request(HttpMethod.GET, port, "127.0.0.1", path)
        .compose(request -> {
          EventStream stream = new EventStream(request);
          for (int i = 0; i < headers.length; i += 2) {
            request.putHeader(headers[i], headers[i + 1]);
          }
          return request.send().map(response -> stream.begin(response));
        }));
  }

  private EventStream begin(HttpClientResponse begun) {
    response = begun;
    begun.handler(some -> hear(some.toString()));
    begun.endHandler(end -> end());
    begun.exceptionHandler(cut -> end());
    return this;
  }

  private synchronized void hear(String some) {
    unread.append(some);
    for (int end = unread.indexOf("\n\n"); end >= 0; end = unread.indexOf("\n\n")) {
      read(unread.substring(0, end));
      unread.delete(0, end + 2);
    }
    notifyAll();
  }

  private void read(String block) {
    String type = "message";
    StringBuilder data = new StringBuilder();
    for (String line : block.split("[\r\n]", -1)) {
      String value = line.replaceFirst("^[a-z]*: ?", "");
      if (line.startsWith(":")) {
        comments++;
      } else if (line.startsWith("event:")) {
        type = value;
      } else if (line.startsWith("id:")) {
        id = value;
      } else if (line.startsWith("retry:")) {
        retry = value;
      } else if (line.startsWith("data:")) {
        data.append(data.isEmpty() ? "" : "\n").append(value);
      }
    }
    if (!data.isEmpty()) {
      events.add(new Event(type, id, data.toString()));
    }
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  public int status() {
    return response == null ? 0 : response.statusCode();
  }

  public @Nullable String header(String name) {
    return response == null ? null : response.getHeader(name);
  }

  /** The last place that was told. */
  public synchronized String id() {
    return id;
  }

  public synchronized String retry() {
    return retry;
  }

  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** The seqs of all events that have one. */
  public List<Long> seqs() {
    return events().stream()
        .filter(event -> !event.type().equals("resync") && event.json().containsKey("seq"))
        .map(event -> event.json().getLong("seq"))
        .toList();
  }

  /** The first event that is wanted. */
  public Event await(String what, Predicate<Event> wanted) {
    await(what, () -> events.stream().anyMatch(wanted));
    return events().stream().filter(wanted).findFirst().orElseThrow();
  }

  @CanIgnoreReturnValue
  public Event awaitText(String text) {
    return await(text, event -> text.equals(event.json().getString("text")));
  }

  /** Until it stands somewhere: everything from there on will come. */
  public void awaitBegin() {
    await("the place where it begins", () -> !id.isEmpty());
  }

  public void awaitComment() {
    await("a comment", () -> comments > 0);
  }

  public void awaitEnd() {
    await("the end", () -> ended);
  }

  private synchronized void await(String what, java.util.function.BooleanSupplier there) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (!there.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("never heard " + what + ", but " + events);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Is gone without a word. */
  @Override
  public void close() {
    request.connection().close().onFailure(gone -> {});
  }
}
