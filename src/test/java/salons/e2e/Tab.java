package salons.e2e;

import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client as a browser tab is one. Every wait is bounded, and one that was in vain says what was heard instead. Each frame can be
 * awaited once: a second wait for the same wants a second frame.
 */
public final class Tab implements AutoCloseable {
  static final long PATIENCE_MS = 15_000;
  private static final int SHOWN = 40;

  private final WebSocket socket;

  // Guarded by this.
  private final List<JsonObject> heard = new ArrayList<>();
  private final List<JsonObject> inbox = new ArrayList<>();
  private final Map<String, List<JsonObject>> messages = new HashMap<>();
  private @Nullable Integer closeCode;
  private String closeReason = "";

  /** Connect with {@link Tabs}. */
  Tab(WebSocket socket) {
    this.socket = socket;
  }

  synchronized void hear(String text) {
    JsonObject frame = new JsonObject(text);
    heard.add(frame);
    inbox.add(frame);
    if ("message".equals(frame.getString("type"))) {
      ofRoom(frame.getString("room")).add(frame);
    }
    notifyAll();
  }

  synchronized void closed() {
    closeCode = socket.closeStatusCode() == null ? 1006 : (int) socket.closeStatusCode();
    closeReason = socket.closeReason() == null ? "" : socket.closeReason();
    notifyAll();
  }

  /** Sends any text as a frame. */
  public void send(String text) {
    socket.writeTextMessage(text).onFailure(gone -> {});
  }

  public void send(JsonObject frame) {
    send(frame.encode());
  }

  /** Sends a frame under an id of its own, and waits for the answer to it. */
  @CanIgnoreReturnValue
  public JsonObject ask(JsonObject frame) {
    String id = frame.getString("id", newId());
    send(frame.copy().put("id", id));
    return awaitAnswer(id);
  }

  @CanIgnoreReturnValue
  public JsonObject join(String room, String user) {
    return join(room, user, new JsonObject());
  }

  /** Joins with {@code more}: {@code history}, {@code since}; fails unless it is let in. */
  @CanIgnoreReturnValue
  public JsonObject join(String room, String user, JsonObject more) {
    JsonObject joined = ask(
        new JsonObject().put("type", "join").put("room", room).put("user", user).mergeIn(more));
    if (!"joined".equals(joined.getString("type"))) {
      throw new AssertionError("not let in: " + joined);
    }
    return joined;
  }

  /** Joins to get all that was said since {@code seq}. */
  @CanIgnoreReturnValue
  public JsonObject joinSince(String room, String user, String epoch, long seq) {
    JsonObject since = new JsonObject().put("epoch", epoch).put("seq", seq);
    return join(room, user, new JsonObject().put("since", since));
  }

  /** Says it, and waits for the answer: an {@code ack} or an {@code error}. */
  @CanIgnoreReturnValue
  public JsonObject say(String room, String text) {
    return say(newId(), room, text);
  }

  @CanIgnoreReturnValue
  public JsonObject say(String id, String room, String text) {
    return ask(message(room, text).put("id", id));
  }

  /** Says it without an id and without waiting. */
  public void mutter(String room, String text) {
    send(message(room, text));
  }

  public static JsonObject message(String room, String text) {
    return new JsonObject().put("type", "message").put("room", room).put("text", text);
  }

  public static String newId() {
    return UUID.randomUUID().toString();
  }

  /** The next frame of this type that nobody awaited yet. */
  @CanIgnoreReturnValue
  public JsonObject await(String type) {
    return await("a frame of type " + type, frame -> type.equals(frame.getString("type")));
  }

  /** The answer to the frame with this id. */
  public JsonObject awaitAnswer(String id) {
    return await(
        "the answer to " + id,
        answer -> id.equals(answer.getString("id")) && !"message".equals(answer.getString("type")));
  }

  @CanIgnoreReturnValue
  public JsonObject awaitMessage(String text) {
    return await(
        "the message '" + text + "'",
        frame -> "message".equals(frame.getString("type")) && text.equals(frame.getString("text")));
  }

  /** Waits for an {@code error} frame, which must have this code. */
  @CanIgnoreReturnValue
  public JsonObject awaitError(String code) {
    JsonObject error = await("error");
    if (!code.equals(error.getString("code"))) {
      throw new AssertionError("expected the error " + code + ", but heard " + error);
    }
    return error;
  }

  /** Waits until {@code count} live messages of the room were heard since the start; gives all of them. */
  @CanIgnoreReturnValue
  public List<JsonObject> awaitMessages(String room, int count) {
    waitUntil(count + " messages of " + room, () -> ofRoom(room).size() >= count);
    return messages(room);
  }

  /** The live messages of the room heard so far. */
  public synchronized List<JsonObject> messages(String room) {
    return List.copyOf(ofRoom(room));
  }

  private List<JsonObject> ofRoom(String room) {
    return messages.computeIfAbsent(room, anew -> new ArrayList<>());
  }

  public synchronized List<JsonObject> heard() {
    return List.copyOf(heard);
  }

  /** Waits until the socket is closed, and tells with which code; 1006 when without a word. */
  public int awaitClose() {
    waitUntil("the end of the connection", () -> closeCode != null);
    synchronized (this) {
      return closeCode == null ? 0 : closeCode;
    }
  }

  public synchronized String closeReason() {
    return closeReason;
  }

  /** What the server chose of the subprotocols offered. */
  public @Nullable String subProtocol() {
    return socket.subProtocol();
  }

  public synchronized boolean isOpen() {
    return closeCode == null;
  }

  /**
   * Fails when a frame that was sent before this call leads to anything that matches: a ping is answered behind it, so nothing has
   * to be waited for.
   */
  public void hearsNothing(String what, Predicate<JsonObject> unwanted) {
    ask(new JsonObject().put("type", "ping"));
    List<JsonObject> found = heard().stream().filter(unwanted).toList();
    if (!found.isEmpty()) {
      throw new AssertionError("heard " + what + ": " + found);
    }
  }

  /** The seqs of these messages. */
  public static List<Long> seqs(List<JsonObject> messages) {
    return messages.stream().map(message -> message.getLong("seq")).toList();
  }

  public static List<String> texts(List<JsonObject> messages) {
    return messages.stream().map(message -> message.getString("text")).toList();
  }

  /** The messages inside a {@code joined}, {@code history} or {@code resync}. */
  public static List<JsonObject> inside(JsonObject frame) {
    JsonArray messages = frame.getJsonArray("messages");
    return messages.stream().map(JsonObject.class::cast).toList();
  }

  @Override
  public void close() {
    socket.close().onFailure(alreadyGone -> {});
  }

  /** The next frame that matches and that nobody awaited yet; frames before it stay to be awaited. */
  @CanIgnoreReturnValue
  public JsonObject await(String what, Predicate<JsonObject> wanted) {
    JsonObject[] found = new JsonObject[1];
    waitUntil(what, () -> {
      for (JsonObject frame : inbox) {
        if (wanted.test(frame)) {
          found[0] = frame;
          return inbox.remove(frame);
        }
      }
      return false;
    });
    return found[0];
  }

  private synchronized void waitUntil(String what, java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (!condition.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || closeCode != null) {
        throw new AssertionError("waited in vain for " + what + "; " + story());
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private String story() {
    int from = Math.max(0, heard.size() - SHOWN);
    return (closeCode == null ? "open" : "closed with " + closeCode + " '" + closeReason + "'")
        + ", heard " + heard.size() + " frames, the last of them:\n"
        + heard.subList(from, heard.size()).stream()
            .map(JsonObject::encode)
            .collect(Collectors.joining("\n"));
  }
}
