package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import salons.async.OutOfMemory;

/**
 * One connection to Redis that comes back by itself, for ever, with exponential back-off and full jitter. The back-off grows until
 * somebody says that the connection {@linkplain #proven does what it is for}. All on the event loop of the verticle that made it.
 */
final class RedisConnector {
  /** The connection was not there, or fell: whether a command that was sent took effect is unknown. */
  static final class Down extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Down(String message) {
      super(message, null, false, false);
    }
  }

  /** Who has the connection. */
  @FunctionalInterface
  interface Owner {
    /** Of each new connection, before it is used: as long as it fails, the next one is tried. */
    default Future<Void> check(RedisConnection made) {
      return Future.succeededFuture();
    }

    /** The connection is there (again); called before anything else is sent on it. */
    void up(RedisConnection made);

    /** There is none, or it fell; told with each try. */
    default void failed(RedisFailure why) {}
  }

  private static final long CONNECT_TIMEOUT_MS = 2_000;
  private static final long PROBE_EVERY_MS = 1_000;
  private static final long PROBE_TIMEOUT_MS = 3_000;
  private static final long FIRST_BACKOFF_MS = 50;
  private static final long MOST_BACKOFF_MS = 1_000;

  /** How long a connection is kept that has not proven anything, though somebody complains of it. */
  private static final long LEAST_NS = TimeUnit.SECONDS.toNanos(2);

  /** Commands that may be in flight at once: one for each of so many rooms. */
  private static final int MOST_WAITING = 131_072;

  private final Vertx vertx;
  private final RedisAddress address;
  private final String name;
  private final Owner owner;

  // Owned by the verticle's event loop.
  private @Nullable NetClient client;
  private @Nullable RedisConnection connection;
  private String place = "";
  private String localHost = RedisHandshake.LOOPBACK;
  private boolean closed;
  private boolean proven;
  private long since;
  private int failures;
  private long probe = -1;
  private long waiting = -1;

  /**
   * @param name how Redis lists this connection
   */
  RedisConnector(Vertx vertx, RedisAddress address, String name, Owner owner) {
    this.vertx = vertx;
    this.address = address;
    this.name = name;
    this.owner = owner;
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
    connection = null;
    return release();
  }

  boolean isUp() {
    return connection != null;
  }

  /** The address of this machine by which it reached Redis last, and others on that network reach it. */
  String localHost() {
    return localHost;
  }

  /** The connection does what it is for: when it falls, the back-off begins anew. */
  void proven() {
    proven = true;
    failures = 0;
  }

  /** Fails with {@link Down} when the outcome is unknown, with any other exception when Redis said no. */
  Future<Response> send(Request request) {
    RedisConnection now = connection;
    if (now == null) {
      return Future.failedFuture(new Down("Redis is out of reach"));
    }
    return now.send(request)
        .recover(failure ->
            Future.failedFuture(RedisHandshake.isAnswer(failure) ? failure : lost(now, failure)));
  }

  /** A command may notice the fall before the connection tells of it. */
  private Down lost(RedisConnection which, Throwable failure) {
    fell(which, RedisFailure.of(failure));
    return new Down(String.valueOf(failure.getMessage()));
  }

  /**
   * Drops the connection: the next one may reach a Redis that is in a better state. One that never did what it is for is kept for 2 s,
   * so that complaints do not make a storm of connections.
   */
  void reset() {
    if (connection != null && (proven || System.nanoTime() - since > LEAST_NS)) {
      connection = null;
      retry();
    }
  }

  private void connect() {
    if (closed) {
      return;
    }
    address
        .url()
        .timeout(CONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .map(RedisUrl::parse)
        .compose(this::connectTo)
        .onSuccess(this::connected)
        .onFailure(failure -> {
          if (!closed) {
            owner.failed(RedisFailure.of(failure).at(place));
            retry();
          }
        });
  }

  private Future<RedisConnection> connectTo(RedisUrl url) {
    RedisHandshake handshake =
        new RedisHandshake(vertx, url, name, MOST_WAITING, CONNECT_TIMEOUT_MS);
    NetClient next = handshake.client(address.trust());
    client = next;
    place = url.toString();
    return handshake
        .connect(next)
        .compose(made ->
            owner.check(made).timeout(CONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS).map(made))
        .onSuccess(made -> localHost = handshake.localHost());
  }

  private void connected(RedisConnection made) {
    if (closed) {
      made.close();
      return;
    }
    connection = made;
    proven = false;
    since = System.nanoTime();
    made.exceptionHandler(failure -> {
      OutOfMemory.endIf(failure);
      fell(made, RedisFailure.of(failure));
    });
    made.endHandler(end ->
        fell(made, new RedisFailure(RedisFailure.Kind.OUT_OF_REACH, "the connection was closed")));
    owner.up(made);
  }

  private void fell(RedisConnection which, RedisFailure why) {
    if (which == connection) {
      connection = null;
      owner.failed(why);
      retry();
    }
  }

  private Future<Void> release() {
    NetClient last = client;
    client = null;
    return last == null ? Future.succeededFuture() : last.close();
  }

  private void retry() {
    release().onComplete(released -> {});
    if (closed) {
      return;
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
          // One who may not ask is answered too.
          .onFailure(failure -> {
            if (!RedisHandshake.isAnswer(failure)) {
              fell(probed, RedisFailure.of(failure));
            }
          });
    }
  }
}
