package salons.web;

import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import salons.room.RoomLog;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: it should be given traffic. Liveness never asks Redis: a short
 * outage would restart the whole fleet.
 */
final class Health {
  private static final long PING_WITHIN_MS = 900;

  /** Longer than the ping may take: a check that decides nothing in time counts as a failure of the server, not of Redis. */
  private static final long CHECK_TIMEOUT_MS = 2_000;

  private Health() {}

  static void mount(Router router, Vertx vertx, RoomLog log, BooleanSupplier draining) {
    HealthChecks live =
        HealthChecks.create(vertx).register("process", promise -> promise.complete(Status.OK()));
    HealthChecks ready = HealthChecks.create(vertx)
        .register(
            "staying",
            promise -> promise.complete(draining.getAsBoolean() ? Status.KO() : Status.OK()))
        .register(
            "redis",
            CHECK_TIMEOUT_MS,
            promise -> log.ping()
                .timeout(PING_WITHIN_MS, TimeUnit.MILLISECONDS)
                .map(Status.OK())
                .otherwise(Status.KO())
                .onComplete(promise));
    Routes.reading(router, "/health/live").handler(HealthCheckHandler.createWithHealthChecks(live));
    Routes.reading(router, "/health/ready")
        .handler(HealthCheckHandler.createWithHealthChecks(ready));
  }
}
