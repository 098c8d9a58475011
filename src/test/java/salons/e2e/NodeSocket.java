package salons.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;

/** One socket of {@link StockClients}; its {@code connect} comes with {@code {id,recovered}}. */
final class NodeSocket implements StockSocket {
  private final StockClients clients;
  private final int id;

  NodeSocket(StockClients clients, int id) {
    this.clients = clients;
    this.id = id;
  }

  @Override
  @CanIgnoreReturnValue
  public JsonArray await(String event) {
    return clients.take(id, heard -> event.equals(heard.getString("event")));
  }

  @Override
  public List<JsonArray> heard(String event) {
    return clients.heard(id, heard -> event.equals(heard.getString("event")));
  }

  @Override
  public void emit(String event, Object... arguments) {
    clients.tell(command("emit").put("event", event).put("args", JsonArray.of(arguments)));
  }

  @Override
  public Supplier<JsonArray> ask(String event, Object... arguments) {
    int call = clients.nextCall();
    clients.tell(
        command("emit").put("event", event).put("args", JsonArray.of(arguments)).put("call", call));
    return () -> clients.take(id, heard -> heard.getInteger("call", -1) == call);
  }

  @Override
  public void connect() {
    clients.tell(command("connect"));
  }

  @Override
  public void disconnect() {
    clients.tell(command("disconnect"));
  }

  private JsonObject command(String what) {
    return new JsonObject().put("do", what).put("socket", id);
  }
}
