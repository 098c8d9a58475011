package salons.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One socket of {@link StockClients}. What it hears are the events of the server, and by the same way its own: {@code connect} with
 * {@code {id,recovered}}, {@code disconnect} with the reason, {@code connect_error} with {@code {message,data}}, {@code open} and {@code
 * upgrade} with the name of the transport. Bytes among arguments are written {@code {"$hex":"0102"}}.
 */
public final class StockSocket {
  private final StockClients clients;
  private final int id;

  StockSocket(StockClients clients, int id) {
    this.clients = clients;
    this.id = id;
  }

  /** The arguments of the next event of this name; each is told once. */
  @CanIgnoreReturnValue
  public JsonArray await(String event) {
    return clients.take(heard -> is(heard, event));
  }

  /** Those of all events of this name that came and were not awaited yet. */
  public List<JsonArray> heard(String event) {
    return clients.heard(heard -> is(heard, event));
  }

  public void emit(String event, Object... arguments) {
    clients.tell(command("emit").put("event", event).put("args", JsonArray.of(arguments)));
  }

  /** Emits with a callback, and waits for what it is called with. */
  public JsonArray call(String event, Object... arguments) {
    int call = clients.nextCall();
    clients.tell(
        command("emit").put("event", event).put("args", JsonArray.of(arguments)).put("call", call));
    return clients.take(heard -> heard.getInteger("call", -1) == call);
  }

  public void connect() {
    clients.tell(command("connect"));
  }

  public void disconnect() {
    clients.tell(command("disconnect"));
  }

  private boolean is(JsonObject heard, String event) {
    return heard.getInteger("socket", -1) == id && event.equals(heard.getString("event"));
  }

  private JsonObject command(String what) {
    return new JsonObject().put("do", what).put("socket", id);
  }
}
