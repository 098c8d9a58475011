package salons;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.jspecify.annotations.Nullable;
import salons.redis.EmbeddedRedis;
import salons.redis.InstanceInfo;
import salons.redis.LogSettings;
import salons.redis.PresenceTimes;
import salons.redis.RedisAddress;
import salons.redis.RedisMeters;
import salons.redis.RedisVerticle;
import salons.room.Bus;
import salons.web.HttpVerticle;
import salons.web.WebSettings;

/** One running instance: the only place that knows both the web and Redis. Several may run in one process. */
public final class Node {
  private static final long SECONDS_A_DAY = 86_400;

  private final Vertx vertx;
  private final String instance;
  private final int port;
  private final @Nullable EmbeddedRedis embedded;
  private final String web;
  private final String redis;

  private Node(
      Vertx vertx,
      String instance,
      int port,
      @Nullable EmbeddedRedis embedded,
      String web,
      String redis) {
    this.vertx = vertx;
    this.instance = instance;
    this.port = port;
    this.embedded = embedded;
    this.web = web;
    this.redis = redis;
  }

  /** Completes when the port answers. With {@code redis.url} set it does not wait for Redis; the embedded one it waits for. */
  public static Future<Node> start(Settings settings) {
    return start(settings, PresenceTimes.DEFAULT);
  }

  /** As {@link #start(Settings)}, for tests that would wait long for somebody's lease to expire. */
  static Future<Node> start(Settings settings, PresenceTimes times) {
    Vertx vertx = Vertx.vertx(
        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(settings.loops()));
    Promise<Node> started = Promise.promise();
    deploy(vertx, settings, times)
        .onSuccess(started::complete)
        .onFailure(failure -> vertx.close().onComplete(closed -> started.fail(failure)));
    return started.future();
  }

  private static Future<Node> deploy(Vertx vertx, Settings settings, PresenceTimes times) {
    int port = settings.port();
    if (settings.redisUrl().isPresent()) {
      String url = settings.redisUrl().get();
      return deploy(vertx, settings, times, port, () -> Future.succeededFuture(url), null);
    }
    return EmbeddedRedis.start(vertx, settings.dataDir())
        .compose(embedded -> deploy(vertx, settings, times, port, embedded, embedded)
            // First what uses it, or that would complain.
            .recover(failure -> undeployAll(vertx)
                .eventually(embedded::stop)
                .transform(stopped -> Future.failedFuture(failure))));
  }

  private static Future<?> undeployAll(Vertx vertx) {
    return Future.join(vertx.deploymentIDs().stream().map(vertx::undeploy).toList());
  }

  private static Future<Node> deploy(
      Vertx vertx,
      Settings settings,
      PresenceTimes times,
      int port,
      RedisAddress address,
      @Nullable EmbeddedRedis embedded) {
    Bus bus = new Bus(vertx);
    LogSettings logSettings =
        new LogSettings(settings.historyMessages(), settings.historyDays() * SECONDS_A_DAY);
    WebSettings webSettings = new WebSettings(
        settings.instance(),
        version(),
        settings.host(),
        port,
        settings.roomsPerSocket(),
        settings.origins());
    InstanceInfo self = new InstanceInfo(
        settings.instance(),
        settings.host(),
        port,
        System.currentTimeMillis(),
        settings.publicUrl().orElse(null),
        version(),
        embedded == null ? "standalone" : "embedded");
    return HttpVerticle.prepare(vertx)
        .compose(page -> vertx.deployVerticle(
            new RedisVerticle(bus, address, logSettings, self, times, RedisMeters.NONE)))
        .compose(redis -> vertx
            .deployVerticle(
                () -> new HttpVerticle(bus, webSettings),
                new DeploymentOptions().setInstances(settings.loops()))
            .map(web -> new Node(vertx, settings.instance(), port, embedded, web, redis)));
  }

  public int port() {
    return port;
  }

  public String instance() {
    return instance;
  }

  /** What the jar's manifest says; {@code dev} when run from class files. */
  static String version() {
    String version = Node.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /** Sends the sockets away, writes what is under way, and lets go of Redis, in this order. */
  public Future<Void> stop() {
    // A promise of no event loop: those are gone when Vert.x is closed.
    Promise<Void> stopped = Promise.promise();
    vertx
        .undeploy(web)
        .eventually(() -> vertx.undeploy(redis))
        .eventually(() -> embedded == null ? Future.succeededFuture() : embedded.stop())
        .onComplete(released -> vertx.close().onComplete(stopped));
    return stopped.future();
  }
}
