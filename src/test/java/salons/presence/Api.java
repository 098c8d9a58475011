package salons.presence;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import salons.e2e.Tabs;

/** What an instance tells over HTTP. */
final class Api {
  private Api() {}

  static JsonObject get(Tabs tabs, int port, String path) {
    return Tabs.await(tabs.http()
            .request(HttpMethod.GET, port, "127.0.0.1", path)
            // One step within the other: on the event loop, before the response can be over.
            .compose(request -> request
                .send()
                .compose(response ->
                    response.body().map(body -> known(path, response.statusCode(), body)))))
        .toJsonObject();
  }

  private static Buffer known(String path, int status, Buffer body) {
    if (status == 503) {
      // Redis is away: nobody knows.
      return Buffer.buffer("{\"rooms\":[]}");
    }
    if (status != 200) {
      throw new AssertionError(path + " answers " + status + " " + body);
    }
    return body;
  }

  /** The rooms listed, in their order, with their numbers of members. */
  static Map<String, Integer> rooms(Tabs tabs, int port) {
    Map<String, Integer> rooms = new LinkedHashMap<>();
    for (Object entry : get(tabs, port, "/api/rooms").getJsonArray("rooms")) {
      JsonObject room = (JsonObject) entry;
      if (rooms.put(room.getString("name"), room.getInteger("members")) != null) {
        throw new AssertionError(room + " is listed twice");
      }
    }
    return rooms;
  }
}
