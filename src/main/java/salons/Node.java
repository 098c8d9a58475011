package salons;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.auth.Policy;
import salons.embedded.EmbeddedRedis;
import salons.redis.InstanceInfo;
import salons.redis.LogSettings;
import salons.redis.PresenceTimes;
import salons.redis.RedisAddress;
import salons.redis.RedisMeters;
import salons.redis.RedisVerticle;
import salons.room.Bus;
import salons.room.RoomMeters;
import salons.web.Addresses;
import salons.web.HttpTimes;
import salons.web.HttpVerticle;
import salons.web.LivenessTimes;
import salons.web.WebMeters;
import salons.web.WebSettings;

/** One running instance: the only place that knows both the web and Redis. Several may run in one process. */
public final class Node {
  private static final long SECONDS_A_DAY = 86_400;

  private final Vertx vertx;
  private final Settings settings;
  private final @Nullable EmbeddedRedis embedded;
  private final Future<String> failed;
  private final String webDeployment;
  private final String redisDeployment;

  private Node(
      Vertx vertx,
      Settings settings,
      @Nullable EmbeddedRedis embedded,
      Future<String> failed,
      String webDeployment,
      String redisDeployment) {
    this.vertx = vertx;
    this.settings = settings;
    this.embedded = embedded;
    this.failed = failed;
    this.webDeployment = webDeployment;
    this.redisDeployment = redisDeployment;
  }

  /** Completes when the port answers. With {@code redis.url} set it does not wait for Redis; the embedded one it waits for. */
  public static Future<Node> start(Settings settings) {
    return start(settings, PresenceTimes.DEFAULT, Promise.promise());
  }

  /** As {@link #start(Settings)}, for tests that would wait long for somebody's lease to expire. */
  static Future<Node> start(Settings settings, PresenceTimes times) {
    return start(settings, times, Promise.promise());
  }

  /** {@code failed} is for whoever finds that the instance cannot go on: see {@link #failed()}. */
  static Future<Node> start(Settings settings, PresenceTimes times, Promise<String> failed) {
    Vertx vertx = Vertx.vertx(
        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(settings.loops()));
    Promise<Node> started = Promise.promise();
    deploy(vertx, settings, times, failed)
        .onSuccess(started::complete)
        .onFailure(failure -> vertx.close().onComplete(closed -> started.fail(failure)));
    return started.future();
  }

  private static Future<Node> deploy(
      Vertx vertx, Settings settings, PresenceTimes times, Promise<String> failed) {
    if (settings.redisUrl().isPresent()) {
      String url = settings.redisUrl().get();
      return deploy(vertx, settings, times, failed, () -> Future.succeededFuture(url), null);
    }
    return EmbeddedRedis.start(vertx, settings.dataDir())
        .compose(embedded -> deploy(vertx, settings, times, failed, embedded, embedded)
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
      Promise<String> failed,
      RedisAddress address,
      @Nullable EmbeddedRedis embedded) {
    Bus bus = new Bus(vertx);
    WebSettings web = webSettings(settings);
    Addresses addresses = new Addresses(web.limits());
    InstanceInfo self = self(settings, embedded == null ? "standalone" : "embedded");
    return HttpVerticle.prepare(vertx)
        .compose(page -> vertx.deployVerticle(new RedisVerticle(
            bus,
            address,
            logSettings(settings),
            self,
            times,
            RedisMeters.NONE,
            failed::tryComplete)))
        .compose(redis -> vertx
            .deployVerticle(
                () -> new HttpVerticle(
                    bus, web, addresses, Policy.OPEN, WebMeters.NONE, RoomMeters.NONE),
                new DeploymentOptions().setInstances(settings.loops()))
            .map(http -> new Node(vertx, settings, embedded, failed.future(), http, redis)));
  }

  private static LogSettings logSettings(Settings settings) {
    return new LogSettings(settings.historyMessages(), settings.historyDays() * SECONDS_A_DAY);
  }

  private static WebSettings webSettings(Settings settings) {
    return new WebSettings(
        settings.instance(),
        version(),
        settings.host(),
        settings.port(),
        settings.roomsPerSocket(),
        settings.origins(),
        LivenessTimes.DEFAULT,
        settings.limits(),
        HttpTimes.DEFAULT,
        settings.trustedProxies(),
        settings.proxyProtocol());
  }

  private static InstanceInfo self(Settings settings, String redisMode) {
    return new InstanceInfo(
        settings.instance(),
        settings.host(),
        settings.port(),
        System.currentTimeMillis(),
        settings.publicUrl().orElse(null),
        version(),
        redisMode);
  }

  public int port() {
    return settings.port();
  }

  public String instance() {
    return settings.instance();
  }

  /** Completes when the instance cannot go on, with one line that says why; as a rule it never does. It is still to be stopped. */
  public Future<String> failed() {
    return failed;
  }

  /** What the jar's manifest says; {@code dev} when run from class files. */
  static String version() {
    String version = Node.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /** Sends the sockets away, writes what is under way, and lets go of Redis, in this order; fails if any of it does. */
  public Future<Void> stop() {
    return Shutdown.inOrder(List.of(
        () -> vertx.undeploy(webDeployment),
        () -> vertx.undeploy(redisDeployment),
        () -> embedded == null ? Future.succeededFuture() : embedded.stop(),
        vertx::close));
  }
}
