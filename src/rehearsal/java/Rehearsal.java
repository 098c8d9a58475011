import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Uses a server as crowds would: they come, talk until everybody has heard everything, and leave; now in few rooms, now in many. A
 * server started with {@code -XX:AOTCacheOutput} learns from it what to have ready at its next start. Needs nothing but a JDK:
 * {@code java src/rehearsal/java/Rehearsal.java http://localhost:3000}.
 */
public final class Rehearsal {
  /** Rooms of each round: from one that all hear to many that few hear. */
  private static final int[] ROOMS = {5, 1, 50, 20, 100, 10, 100, 50};

  private static final int SPEAKERS_A_ROOM = 4;
  private static final int LINES_A_SPEAKER = 50;

  /** As many may be on their way in at once. */
  private static final int ARRIVING = 64;

  private static final int PATIENCE_S = 60;
  private static final int ASK_AGAIN_MS = 200;

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI page;
  private final URI socket;
  private final int people;

  /** Makes rooms, and with them ids, of this run alone. */
  private final String run = Long.toString(System.currentTimeMillis(), 36);

  private Rehearsal(URI page, int people) {
    this.page = page;
    this.socket = URI.create(page.toString().replaceFirst("^http", "ws")).resolve("/ws");
    this.people = people;
  }

  public static void main(String[] arguments) throws Exception {
    // The client's threads would keep it for a while.
    System.exit(run(System.out, System.err, arguments));
  }

  /** Returns the exit status: 0, 1 when the server is not as it should be, 2 when the arguments are not understood. */
  public static int run(PrintStream out, PrintStream err, String... arguments) throws Exception {
    boolean understood = arguments.length >= 1
        && arguments.length <= 2
        && arguments[0].matches("https?://[\\w.-]+(:\\d{1,5})?/?")
        && (arguments.length == 1 || arguments[1].matches("[1-9]\\d{0,4}"));
    if (!understood) {
      err.println("Usage: java Rehearsal.java http://HOST:PORT [PEOPLE]");
      return 2;
    }
    int people = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 1000;
    Rehearsal rehearsal = new Rehearsal(URI.create(arguments[0]), people);
    int heard = 0;
    try {
      rehearsal.awaitReady();
      for (int i = 0; i < ROOMS.length; i++) {
        heard += rehearsal.round(i, ROOMS[i]);
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      err.println(
          "The server at " + arguments[0] + " does not answer as it should: " + e.getMessage());
      return 1;
    }
    out.println(ROOMS.length * people + " people came, heard " + heard + " messages and left.");
    return 0;
  }

  /** It may be starting, or Redis may be: neither is waited for without end. */
  private void awaitReady() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      String answer;
      try {
        int status = get("/health/ready");
        if (status == 200) {
          return;
        }
        if (status != 503) {
          throw new IOException("/health/ready says " + status);
        }
        answer = "it is not ready";
      } catch (ConnectException e) {
        answer = "it cannot be reached";
      }
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(answer + " after " + PATIENCE_S + " s");
      }
      Thread.sleep(ASK_AGAIN_MS);
    }
  }

  private int get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page.resolve(path))
        .timeout(Duration.ofSeconds(PATIENCE_S))
        .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private int round(int number, int rooms) throws Exception {
    get("/");
    Semaphore arriving = new Semaphore(ARRIVING);
    List<Person> all = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      int inRoom = people / rooms + (i % rooms < people % rooms ? 1 : 0);
      Person person = new Person(
          "rehearsal-" + run + "-" + number + "-" + i % rooms,
          "person" + i,
          i / rooms,
          Math.min(SPEAKERS_A_ROOM, inRoom) * LINES_A_SPEAKER);
      all.add(person);
      if (!arriving.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new TimeoutException("nobody gets in any more");
      }
      person.come().whenComplete((joined, failure) -> arriving.release());
    }
    await("has joined", all, person -> person.joined);
    all.forEach(Person::speak);
    await("has heard everything", all, person -> person.heardAll);
    all.forEach(Person::leave);
    await("has left", all, person -> person.left);
    return all.stream().mapToInt(person -> person.heard).sum();
  }

  private static void await(
      String what, List<Person> all, Function<Person, CompletableFuture<Void>> done)
      throws Exception {
    CompletableFuture<Void> everybody =
        CompletableFuture.allOf(all.stream().map(done).toArray(CompletableFuture[]::new));
    try {
      everybody.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new TimeoutException("not everybody " + what + " after " + PATIENCE_S + " s");
    }
  }

  private final class Person implements WebSocket.Listener {
    private final String room;
    private final String name;
    private final boolean speaks;
    private final int linesToHear;

    /** The next line follows the acknowledgement of the one before; else that line itself. */
    private final boolean wantsAcks;

    private final StringBuilder frame = new StringBuilder();
    private WebSocket connection;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private int said;

    final CompletableFuture<Void> joined = new CompletableFuture<>();
    final CompletableFuture<Void> heardAll = new CompletableFuture<>();
    final CompletableFuture<Void> left = new CompletableFuture<>();
    int heard;

    Person(String room, String name, int place, int linesToHear) {
      this.room = room;
      this.name = name;
      this.speaks = place < SPEAKERS_A_ROOM;
      this.linesToHear = linesToHear;
      this.wantsAcks = place % 2 == 0;
    }

    CompletableFuture<Void> come() {
      client.newWebSocketBuilder().buildAsync(socket, this).whenComplete((opened, failure) -> {
        if (failure != null) {
          fail(failure);
        }
      });
      return joined;
    }

    // Begun by the main thread and carried on by the client's.
    synchronized void speak() {
      if (speaks && said < LINES_A_SPEAKER) {
        said++;
        String id = wantsAcks ? "\"id\":\"" + room + "-" + name + "-" + said + "\"," : "";
        send("{\"type\":\"message\"," + id + "\"room\":\"" + room + "\",\"text\":\"Line " + said
            + ", as anybody might say it on any day\"}");
      }
    }

    synchronized void leave() {
      next(sent.thenCompose(before -> connection.sendClose(WebSocket.NORMAL_CLOSURE, "")));
    }

    private synchronized void send(String text) {
      next(sent.thenCompose(before -> connection.sendText(text, true)));
    }

    /** What is sent waits for what was sent before, which this client insists on. */
    private void next(CompletableFuture<?> sending) {
      sent = sending.whenComplete((done, failure) -> {
        if (failure != null) {
          fail(failure);
        }
      });
    }

    private void fail(Throwable failure) {
      for (CompletableFuture<Void> awaited : List.of(joined, heardAll, left)) {
        awaited.completeExceptionally(failure);
      }
    }

    @Override
    public void onOpen(WebSocket opened) {
      connection = opened;
      send("{\"type\":\"join\",\"room\":\"" + room + "\",\"user\":\"" + name + "\"}");
      opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      frame.append(part);
      if (last) {
        hear(frame.toString());
        frame.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void hear(String text) {
      if (text.startsWith("{\"type\":\"joined\"")) {
        joined.complete(null);
      } else if (text.startsWith("{\"type\":\"error\"")) {
        fail(new IllegalStateException(text));
      } else if (text.startsWith("{\"type\":\"ack\"")) {
        speak();
      } else if (text.startsWith("{\"type\":\"message\"")) {
        if (++heard == linesToHear) {
          heardAll.complete(null);
        }
        if (!wantsAcks && text.contains("\"user\":\"" + name + "\"")) {
          speak();
        }
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      left.complete(null);
      fail(new IllegalStateException("closed: " + status + " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      fail(failure);
    }
  }
}
