package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis that comes back by itself, for ever, with exponential back-off and full jitter. All on the event loop of
 * the verticle that made it.
 */
final class RedisConnector {
  /** The connection was not there, or fell: whether a command that was sent took effect is unknown. */
  static final class Down extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Down(String message) {
      super(message, null, false, false);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(RedisConnector.class);
  private static final long CONNECT_TIMEOUT_MS = 2_000;
  private static final long PROBE_EVERY_MS = 1_000;
  private static final long PROBE_TIMEOUT_MS = 3_000;
  private static final long FIRST_BACKOFF_MS = 50;
  private static final long MOST_BACKOFF_MS = 1_000;

  /** Commands that may be in flight at once: one for each of so many rooms. */
  private static final int MOST_WAITING = 131_072;

  private final Vertx vertx;
  private final RedisAddress address;
  private final String name;
  private final Function<RedisConnection, Future<Void>> check;
  private final Consumer<RedisConnection> up;

  // Owned by the verticle's event loop.
  private @Nullable Redis client;
  private @Nullable RedisConnection connection;
  private boolean closed;
  private boolean saidDown;
  private int failures;
  private long probe = -1;
  private long waiting = -1;

  /**
   * @param name how Redis lists this connection
   * @param up called whenever the connection is there (again), before anything else is sent on it
   */
  RedisConnector(Vertx vertx, RedisAddress address, String name, Consumer<RedisConnection> up) {
    this(vertx, address, name, unchecked -> Future.succeededFuture(), up);
  }

  /**
   * @param check of each new connection, before it is used: as long as it fails, the next one is tried
   */
  RedisConnector(
      Vertx vertx,
      RedisAddress address,
      String name,
      Function<RedisConnection, Future<Void>> check,
      Consumer<RedisConnection> up) {
    this.vertx = vertx;
    this.address = address;
    this.name = name;
    this.check = check;
    this.up = up;
  }

  void open() {
    connect();
  }

  /** From now on the connection is probed, and dropped when Redis does not answer in time. Not for one that subscribes, see DECISIONS. */
  void probe() {
    probe = vertx.setPeriodic(PROBE_EVERY_MS, timer -> sendProbe());
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(probe);
    Redis last = client;
    client = null;
    connection = null;
    return last == null ? Future.succeededFuture() : last.close();
  }

  boolean isUp() {
    return connection != null;
  }

  /** Fails with {@link Down} when the outcome is unknown, with any other exception when Redis said no. */
  Future<Response> send(Request request) {
    RedisConnection now = connection;
    if (now == null) {
      return Future.failedFuture(new Down("Redis is out of reach"));
    }
    return now.send(request)
        .recover(failure -> Future.failedFuture(isAnswer(failure) ? failure : lost(now, failure)));
  }

  /** A command may notice the fall before the connection tells of it. */
  private Down lost(RedisConnection which, Throwable failure) {
    String why = String.valueOf(failure.getMessage());
    fell(which, why);
    return new Down(why);
  }

  /** Drops the connection: the next one may reach a Redis that is in a better state. */
  void reset(String why) {
    if (connection != null) {
      down(why);
    }
  }

  /** Whether Redis itself said no; the client reports a closed connection in the same type. */
  private static boolean isAnswer(Throwable failure) {
    return failure instanceof ErrorType error && !error.is("CONNECTION_CLOSED");
  }

  private void connect() {
    if (closed) {
      return;
    }
    address
        .url()
        .compose(this::connectTo)
        .onSuccess(this::connected)
        .onFailure(failure -> retry(String.valueOf(failure.getMessage())));
  }

  private Future<RedisConnection> connectTo(String url) {
    NetClientOptions net =
        new NetClientOptions().setConnectTimeout((int) CONNECT_TIMEOUT_MS).setTcpNoDelay(true);
    Redis next = Redis.createClient(
        vertx,
        new RedisOptions()
            .setConnectionString(url)
            .setNetClientOptions(net)
            .setMaxPoolSize(1)
            .setPoolRecycleTimeout(-1)
            .setMaxWaitingHandlers(MOST_WAITING));
    client = next;
    return next.connect()
        .timeout(CONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .compose(this::prepare)
        .timeout(CONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .onFailure(failure -> next.close());
  }

  private Future<RedisConnection> prepare(RedisConnection made) {
    return made.send(Request.cmd(Command.CLIENT).arg("SETNAME").arg(name))
        .compose(named -> check.apply(made))
        .map(made);
  }

  private void connected(RedisConnection made) {
    if (closed) {
      made.close();
      return;
    }
    if (saidDown) {
      log.info("{}: Redis is back", name);
    }
    saidDown = false;
    failures = 0;
    connection = made;
    made.exceptionHandler(failure -> fell(made, String.valueOf(failure.getMessage())));
    made.endHandler(end -> fell(made, "the connection was closed"));
    up.accept(made);
  }

  private void fell(RedisConnection which, String why) {
    if (which == connection) {
      down(why);
    }
  }

  private void down(String why) {
    connection = null;
    Redis fallen = client;
    client = null;
    if (fallen != null) {
      fallen.close();
    }
    retry(why);
  }

  private void retry(String why) {
    if (closed) {
      return;
    }
    if (!saidDown) {
      saidDown = true;
      log.warn("{}: Redis is out of reach ({}); trying again until it is there", name, why);
    }
    long ceiling = Math.min(MOST_BACKOFF_MS, FIRST_BACKOFF_MS << Math.min(failures++, 10));
    waiting = vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(ceiling), timer -> {
      waiting = -1;
      connect();
    });
  }

  /** Ends the back-off, if it is in one. */
  void retryNow() {
    if (waiting >= 0 && vertx.cancelTimer(waiting)) {
      waiting = -1;
      connect();
    }
  }

  private void sendProbe() {
    RedisConnection probed = connection;
    if (probed != null) {
      probed
          .send(Request.cmd(Command.PING))
          .timeout(PROBE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
          .onFailure(failure -> fell(probed, "it does not answer"));
    }
  }
}
