package salons.web;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import salons.room.ClusterStatus;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: it should be given traffic. Liveness never looks at Redis: a
 * short outage would restart the whole fleet. Neither asks Redis anything.
 */
final class Health {
  private Health() {}

  static void mount(Router router, Vertx vertx, ClusterStatus status, BooleanSupplier draining) {
    HealthChecks live =
        HealthChecks.create(vertx).register("process", promise -> promise.complete(Status.OK()));
    HealthChecks ready = HealthChecks.create(vertx)
        .register(
            "staying",
            promise -> promise.complete(draining.getAsBoolean() ? Status.KO() : Status.OK()))
        .register(
            "redis",
            promise -> status
                .redis()
                .map(now -> of(now.trouble()))
                .otherwise(stopped -> of("the instance stops"))
                .onComplete(promise));
    Routes.reading(router, "/health/live").handler(HealthCheckHandler.createWithHealthChecks(live));
    Routes.reading(router, "/health/ready")
        .handler(HealthCheckHandler.createWithHealthChecks(ready));
  }

  private static Status of(@Nullable String trouble) {
    return trouble == null ? Status.OK() : Status.KO(new JsonObject().put("reason", trouble));
  }
}
