package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The document of what can be asked over HTTP, from which requests are validated. Read when somebody asks for the first time, since that takes
 * longer than all else that an instance does to start. Thread-safe.
 */
final class Contract {
  /** In the jar. */
  static final String FILE = "salons/web/openapi.yaml";

  private final Vertx vertx;

  // Guarded by this.
  private @Nullable Future<OpenAPIContract> read;

  Contract(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Completes on whatever event loop. */
  synchronized Future<OpenAPIContract> read() {
    if (read == null) {
      read = vertx
          .executeBlocking(Contract::requests, false)
          .compose(requests -> OpenAPIContract.from(ClassPathFiles.over(vertx), requests));
    }
    return read;
  }

  /**
   * What it says of requests: Vert.x refuses a contract with answers whose media types it cannot validate, and who asks is found out before it
   * validates anything.
   */
  private static JsonObject requests() throws IOException {
    String text = ClassPathFiles.read(FILE).toString();
    JsonObject document = new JsonObject(
        new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(text));
    document.remove("security");
    document.getJsonObject("components").remove("securitySchemes");
    document.getJsonObject("components").remove("responses");
    for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
      for (Map.Entry<String, Object> part : (JsonObject) path.getValue()) {
        if (part.getValue() instanceof JsonObject operation) {
          JsonObject any = new JsonObject().put("description", "");
          // Who may ask is judged before.
          operation.remove("security");
          operation.put("responses", new JsonObject().put("default", any));
        }
      }
    }
    return document;
  }
}
