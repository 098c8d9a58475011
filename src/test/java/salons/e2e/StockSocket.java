package salons.e2e;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.function.Supplier;

/**
 * One socket of a stock Socket.IO client. What it hears are the events of the server, and by the same way its own: {@code connect},
 * {@code disconnect} with the reason, {@code connect_error} with {@code {message}}, {@code open} and {@code upgrade} with the name of the
 * transport. Bytes among arguments are written {@code {"$hex":"0102"}}. Every wait is bounded.
 */
public interface StockSocket {
  /** The arguments of the next event of this name; each is told once. */
  @CanIgnoreReturnValue
  JsonArray await(String event);

  /** Those of all events of this name that came and were not awaited yet. */
  List<JsonArray> heard(String event);

  void emit(String event, Object... arguments);

  /** Emits with a callback; what is returned waits for what it is called with. */
  Supplier<JsonArray> ask(String event, Object... arguments);

  /** Emits with a callback, and waits for what it is called with. */
  @CanIgnoreReturnValue
  default JsonArray call(String event, Object... arguments) {
    return ask(event, arguments).get();
  }

  void connect();

  void disconnect();
}
