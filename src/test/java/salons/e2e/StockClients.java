package salons.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Stock Socket.IO clients in JavaScript, in a process of Node.js: {@code src/test/node/client.mjs} does what it is told by lines. They
 * reach servers through a gate of that process, so that its network can be taken away.
 */
public final class StockClients implements AutoCloseable {
  private static final long PATIENCE_S = 30;
  private static final Path SOURCE = Path.of("src/test/node");
  private static final Path INSTALLED = Path.of("target/stock-clients");

  private final Process process;
  private final Writer commands;

  // Guarded by this.
  private final Map<Integer, List<JsonObject>> heard = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private int sockets;
  private int calls;

  public StockClients() {
    install();
    process = start(List.of("node", INSTALLED.resolve("client.mjs").toString()));
    commands = process.outputWriter(StandardCharsets.UTF_8);
    Detour.start(this::listen);
  }

  /** A socket of {@code socket.io-client} 4 with these options, which connects by itself. */
  public StockSocket open(String url, JsonObject options) {
    return open(4, url, options);
  }

  /** The same with another version of it, 3 or 4. */
  public StockSocket open(int version, String url, JsonObject options) {
    int id = nextSocket();
    tell(new JsonObject()
        .put("do", "open")
        .put("socket", id)
        .put("version", version)
        .put("url", url)
        .put("options", options));
    return new NodeSocket(this, id);
  }

  /** Cuts all connections, and lets none through. */
  public void goOffline() {
    tell(new JsonObject().put("do", "offline"));
  }

  public void goOnline() {
    tell(new JsonObject().put("do", "online"));
  }

  @Override
  public void close() throws IOException {
    try {
      commands.close();
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        throw new AssertionError("Node.js does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
  }

  synchronized int nextCall() {
    return calls++;
  }

  synchronized void tell(JsonObject command) {
    try {
      commands.write(command.encode() + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new AssertionError("Node.js is gone: " + complaints, e);
    }
  }

  /** Waits for what is wanted, and takes it out of what that socket heard. */
  synchronized JsonArray take(int socket, Predicate<JsonObject> wanted) {
    List<JsonObject> inbox = inbox(socket);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      for (int i = 0; i < inbox.size(); i++) {
        if (wanted.test(inbox.get(i))) {
          return inbox.remove(i).getJsonArray("args");
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || !process.isAlive()) {
        throw new AssertionError("it never came; heard " + inbox + ", complaints " + complaints);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What was heard and not taken yet. */
  synchronized List<JsonArray> heard(int socket, Predicate<JsonObject> wanted) {
    return inbox(socket).stream()
        .filter(wanted)
        .map(each -> each.getJsonArray("args"))
        .toList();
  }

  private List<JsonObject> inbox(int socket) {
    return heard.computeIfAbsent(socket, first -> new ArrayList<>());
  }

  private synchronized int nextSocket() {
    return sockets++;
  }

  private void listen() throws IOException {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        hear(line);
      }
    }
  }

  private synchronized void hear(String line) {
    if (line.startsWith("{\"")) {
      JsonObject told = new JsonObject(line);
      inbox(told.getInteger("socket")).add(told);
    } else {
      complaints.add(line);
    }
    notifyAll();
  }

  /** The client of version 4 as browsers load it. */
  public static Path browserBundle() {
    install();
    return INSTALLED.resolve("node_modules/socket.io-client/dist/socket.io.min.js");
  }

  /** Puts the clients, their versions pinned, into the folder of what is built, once for all that run tests there. */
  private static synchronized void install() {
    try {
      Files.createDirectories(INSTALLED);
      // Tests run in several processes.
      try (FileChannel alone = FileChannel.open(
          INSTALLED.resolve("alone"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        FileLock lock = alone.lock();
        installAlone();
        lock.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void installAlone() throws IOException, InterruptedException {
    copy("client.mjs");
    copy("package.json");
    // npm writes this one last.
    Path done = INSTALLED.resolve("node_modules/.package-lock.json");
    if (copy("package-lock.json") || !Files.exists(done)) {
      runNpm();
    }
  }

  /** Tells whether it was not there, or another one: what is being read is not written over. */
  @CanIgnoreReturnValue
  private static boolean copy(String file) throws IOException {
    Path from = SOURCE.resolve(file);
    Path to = INSTALLED.resolve(file);
    if (Files.exists(to) && Files.mismatch(from, to) < 0) {
      return false;
    }
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private static void runNpm() throws IOException, InterruptedException {
    String folder = INSTALLED.toString();
    Process npm = start(
        List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder));
    String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (npm.waitFor() != 0) {
      // The next one is to try again.
      Files.delete(INSTALLED.resolve("package-lock.json"));
      throw new AssertionError("The stock clients cannot be installed: " + output);
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(
          "Stock Socket.IO clients are tested with Node.js 18 or later and npm; there is no "
              + command.get(0) + " to be found.",
          e);
    }
  }
}
