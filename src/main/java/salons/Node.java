package salons;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.auth.Access;
import salons.auth.Policy;
import salons.auth.TokenSettings;
import salons.auth.Tokens;
import salons.embedded.EmbeddedRedis;
import salons.embedded.EmbeddedSettings;
import salons.engineio.EngineSettings;
import salons.hooks.HookMeters;
import salons.hooks.HookSettings;
import salons.hooks.HookTimes;
import salons.hooks.HooksVerticle;
import salons.redis.InstanceInfo;
import salons.redis.LogSettings;
import salons.redis.PresenceTimes;
import salons.redis.RedisAddress;
import salons.redis.RedisMeters;
import salons.redis.RedisVerticle;
import salons.room.Bus;
import salons.room.ClusterStatus.Relay;
import salons.room.RoomMeters;
import salons.web.AdminToken;
import salons.web.HttpTimes;
import salons.web.HttpVerticle;
import salons.web.LivenessTimes;
import salons.web.RelaySecret;
import salons.web.WebMeters;
import salons.web.WebSettings;

/** One running instance: the only place that knows the web, webhooks and Redis. Several may run in one process. */
public final class Node {
  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final long SECONDS_A_DAY = 86_400;
  private static final long SECONDS_AN_HOUR = 3_600;

  /** Nothing is read off the class path by Vert.x, so no folder has to be there for what it would unpack. */
  private static final FileSystemOptions WITHOUT_A_CACHE =
      new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);

  private final Vertx vertx;
  private final Settings settings;
  private final Bus bus;
  private final PresenceTimes times;
  private final @Nullable EmbeddedRedis embedded;
  private final Future<Void> ready;
  private final Future<String> failed;
  private final String webDeployment;
  private final String redisDeployment;
  private final Optional<String> hooksDeployment;

  private Node(
      Vertx vertx,
      Settings settings,
      Bus bus,
      PresenceTimes times,
      @Nullable EmbeddedRedis embedded,
      Future<Void> ready,
      Future<String> failed,
      String webDeployment,
      String redisDeployment,
      Optional<String> hooksDeployment) {
    this.vertx = vertx;
    this.settings = settings;
    this.bus = bus;
    this.times = times;
    this.embedded = embedded;
    this.ready = ready;
    this.failed = failed;
    this.webDeployment = webDeployment;
    this.redisDeployment = redisDeployment;
    this.hooksDeployment = hooksDeployment;
  }

  /** Completes when the port answers. With {@code redis.url} set it does not wait for Redis; the embedded one it waits for. */
  public static Future<Node> start(Settings settings) {
    return start(settings, PresenceTimes.DEFAULT, true, Promise.promise());
  }

  /** As {@link #start(Settings)}, for tests that would wait long for somebody's lease to expire. */
  static Future<Node> start(Settings settings, PresenceTimes times) {
    return start(settings, times, true, Promise.promise());
  }

  /** {@code failed} is for whoever finds that the instance cannot go on: see {@link #failed()}. */
  static Future<Node> start(
      Settings settings, PresenceTimes times, boolean takesChannels, Promise<String> failed) {
    Vertx vertx = Vertx.vertx(new VertxOptions()
        .setPreferNativeTransport(true)
        .setEventLoopPoolSize(settings.loops())
        .setFileSystemOptions(WITHOUT_A_CACHE));
    sayWhichTransport(vertx);
    Promise<Node> started = Promise.promise();
    deploy(vertx, settings, times, takesChannels, failed)
        .onSuccess(started::complete)
        .onFailure(failure -> vertx.close().onComplete(closed -> started.fail(failure)));
    return started.future();
  }

  /** Netty has to unpack its library for epoll somewhere; where it cannot, all works as before, if slower. */
  private static void sayWhichTransport(Vertx vertx) {
    Throwable why = vertx.unavailableNativeTransportCause();
    if (why == null || !System.getProperty("os.name").equals("Linux")) {
      return;
    }
    while (why.getCause() != null) {
      why = why.getCause();
    }
    log.info(
        "Sockets go by NIO: no library for epoll can be unpacked and loaded here ({})",
        why.toString());
  }

  private static Future<Node> deploy(
      Vertx vertx,
      Settings settings,
      PresenceTimes times,
      boolean takesChannels,
      Promise<String> failed) {
    if (settings.redisUrl().isPresent()) {
      return deploy(vertx, settings, times, takesChannels, failed, new GivenRedis(settings), null);
    }
    return EmbeddedRedis.start(vertx, embeddedSettings(settings))
        .compose(embedded -> deploy(
                vertx, settings, times, takesChannels, failed, embedded, embedded)
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
      boolean takesChannels,
      Promise<String> failed,
      RedisAddress address,
      @Nullable EmbeddedRedis embedded) {
    Bus bus = new Bus(vertx);
    RelaySecret secret = RelaySecret.random();
    WebSettings web = webSettings(settings, secret);
    Access access = access(vertx, settings);
    InstanceInfo self = self(settings, embedded == null ? "standalone" : "embedded", secret);
    HookSettings hooks = hookSettings(settings, times);
    RedisVerticle redisVerticle = new RedisVerticle(
        bus,
        address,
        logSettings(settings),
        self,
        hooks.ids(),
        settings.openRooms()::have,
        times,
        RedisMeters.NONE,
        failed::tryComplete);
    return HttpVerticle.prepare(vertx, web, takesChannels)
        .compose(shared -> vertx
            .deployVerticle(redisVerticle)
            .compose(redis -> vertx
                .deployVerticle(
                    () ->
                        new HttpVerticle(bus, web, access, WebMeters.NONE, RoomMeters.NONE, shared),
                    new DeploymentOptions().setInstances(settings.loops()))
                .compose(http -> deployHooks(vertx, bus, hooks)
                    .map(deployed -> new Node(
                        vertx,
                        settings,
                        bus,
                        times,
                        embedded,
                        redisVerticle.ready(),
                        failed.future(),
                        http,
                        redis,
                        deployed)))));
  }

  private static Future<Optional<String>> deployHooks(Vertx vertx, Bus bus, HookSettings hooks) {
    return hooks.urls().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : vertx.deployVerticle(new HooksVerticle(bus, hooks, HookMeters.NONE)).map(Optional::of);
  }

  private static HookSettings hookSettings(Settings settings, PresenceTimes times) {
    return new HookSettings(
        settings.webhooks(),
        settings.webhooksSecret(),
        version(),
        HookTimes.DEFAULT.withLease(times.renewMs(), times.leaseMs()));
  }

  private static Access access(Vertx vertx, Settings settings) {
    TokenSettings tokens = settings.tokens();
    return new Access(
        Policy.of(settings.openRooms(), settings.authRequired()),
        tokens.verify() ? Optional.of(new Tokens(vertx, tokens)) : Optional.empty(),
        settings.authRequired(),
        Access.WITHIN_S);
  }

  private static EmbeddedSettings embeddedSettings(Settings settings) {
    return new EmbeddedSettings(
        settings.dataDir(),
        settings.dataRedis(),
        settings.dataMemory().orElseGet(EmbeddedSettings::quarterOfMemory));
  }

  private static LogSettings logSettings(Settings settings) {
    return new LogSettings(
        settings.historyMessages(),
        settings.historyBytes(),
        settings.historyDays() * SECONDS_A_DAY,
        settings.editHours() * SECONDS_AN_HOUR);
  }

  private static WebSettings webSettings(Settings settings, RelaySecret secret) {
    return new WebSettings(
        settings.instance(),
        version(),
        settings.host(),
        settings.port(),
        settings.roomsPerSocket(),
        settings.hosts(),
        LivenessTimes.DEFAULT,
        settings.limits(),
        HttpTimes.DEFAULT,
        settings.trustedProxies(),
        settings.proxyProtocol(),
        secret,
        EngineSettings.DEFAULT,
        settings.socketIoBundle(),
        settings.adminToken().map(AdminToken::new));
  }

  private static InstanceInfo self(Settings settings, String redisMode, RelaySecret secret) {
    return new InstanceInfo(
        settings.instance(),
        settings.host(),
        settings.port(),
        System.currentTimeMillis(),
        settings.publicUrl().orElse(null),
        version(),
        redisMode,
        new Relay(
            settings.reachedHost(),
            settings.reachedPort(),
            secret.value(),
            settings.proxyProtocol()));
  }

  public int port() {
    return settings.port();
  }

  public String instance() {
    return settings.instance();
  }

  /** Completes when it can take people: Redis can be used. */
  Future<Void> ready() {
    return ready;
  }

  /** Completes, with one line, only if another living instance is called the same. */
  Future<String> doubled() {
    return ClusterLook.doubled(vertx, bus, instance(), times);
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
        () -> hooksDeployment.map(vertx::undeploy).orElse(Future.succeededFuture()),
        () -> vertx.undeploy(redisDeployment),
        () -> embedded == null ? Future.succeededFuture() : embedded.stop(),
        vertx::close));
  }
}
