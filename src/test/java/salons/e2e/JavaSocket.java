package salons.e2e;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import io.socket.engineio.client.Transport;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Field;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.json.JSONException;

/** A socket of the client in Java, which connects by itself. */
public final class JavaSocket implements StockSocket {
  private static final long PATIENCE_S = 30;

  private record Event(String name, JsonArray arguments) {}

  private final Socket socket;

  // Guarded by this.
  private final List<Event> heard = new ArrayList<>();

  /** Of the options, {@code transports}, {@code reconnectionDelay} and {@code reconnectionDelayMax} are known. */
  public JavaSocket(String url, JsonObject options) {
    IO.Options given = new IO.Options();
    given.forceNew = true;
    JsonArray transports = options.getJsonArray("transports");
    if (transports != null) {
      given.transports = transports.stream().map(String.class::cast).toArray(String[]::new);
    }
    given.reconnectionDelay = options.getLong("reconnectionDelay", given.reconnectionDelay);
    given.reconnectionDelayMax =
        options.getLong("reconnectionDelayMax", given.reconnectionDelayMax);
    socket = IO.socket(URI.create(url), given);
    watch();
    socket.connect();
  }

  private void watch() {
    socket.onAnyIncoming(arguments ->
        hear((String) arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length)));
    for (String own : List.of(Socket.EVENT_CONNECT, Socket.EVENT_DISCONNECT)) {
      socket.on(own, arguments -> hear(own, arguments));
    }
    socket.on(Socket.EVENT_CONNECT_ERROR, arguments -> hear("connect_error", arguments[0]));
    socket.io().on(Manager.EVENT_TRANSPORT, begun -> {
      Transport first = (Transport) begun[0];
      hear("open", first.name);
      engine().on("upgrade", moved -> hear("upgrade", ((Transport) moved[0]).name));
    });
  }

  /** Which alone tells of an upgrade. */
  private io.socket.engineio.client.Socket engine() {
    try {
      Field engine = Manager.class.getDeclaredField("engine");
      engine.setAccessible(true);
      return (io.socket.engineio.client.Socket) engine.get(socket.io());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this client is built otherwise", e);
    }
  }

  private synchronized void hear(String event, Object... arguments) {
    heard.add(new Event(event, ours(arguments)));
    notifyAll();
  }

  private static JsonArray ours(Object... arguments) {
    JsonArray ours = new JsonArray();
    for (Object each : arguments) {
      ours.add(
          switch (each.getClass().getSimpleName()) {
            case "JSONObject" -> new JsonObject(each.toString());
            case "JSONArray" -> new JsonArray(each.toString());
            case "byte[]" -> Buffer.buffer((byte[]) each).toJson();
            default ->
              each instanceof Exception failure
                  ? new JsonObject().put("message", failure.getMessage())
                  : each;
          });
    }
    return ours;
  }

  private static Object[] theirs(Object... arguments) {
    return Arrays.stream(arguments).map(JavaSocket::their).toArray();
  }

  private static Object their(Object argument) {
    try {
      if (argument instanceof JsonObject object && object.containsKey("$hex")) {
        return HexFormat.of().parseHex(object.getString("$hex"));
      }
      return argument instanceof JsonObject object
          ? new org.json.JSONObject(object.encode())
          : argument;
    } catch (JSONException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  @CanIgnoreReturnValue
  public synchronized JsonArray await(String event) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      int found = IntStream.range(0, heard.size())
          .filter(i -> heard.get(i).name().equals(event))
          .findFirst()
          .orElse(-1);
      if (found >= 0) {
        return heard.remove(found).arguments();
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError(event + " never came; heard " + heard);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public synchronized List<JsonArray> heard(String event) {
    return heard.stream()
        .filter(each -> each.name().equals(event))
        .map(Event::arguments)
        .toList();
  }

  @Override
  public void emit(String event, Object... arguments) {
    socket.emit(event, theirs(arguments));
  }

  @Override
  public Supplier<JsonArray> ask(String event, Object... arguments) {
    CompletableFuture<JsonArray> answer = new CompletableFuture<>();
    Ack ack = told -> answer.complete(ours(told));
    socket.emit(event, theirs(arguments), ack);
    return () -> {
      try {
        return answer.get(PATIENCE_S, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new AssertionError(event + " was not acknowledged; heard " + heard, e);
      }
    };
  }

  @Override
  public void connect() {
    socket.connect();
  }

  @Override
  public void disconnect() {
    socket.disconnect();
  }
}
