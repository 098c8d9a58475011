package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.PoolOptions;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.RESPParser;
import io.vertx.redis.client.impl.RedisStandaloneConnection;
import io.vertx.redis.client.impl.RedisURI;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection as a {@link RedisUrl} says: the socket, TLS with the name of the host verified, then AUTH and SELECT where they are
 * asked for, and nothing else that could be refused. Speaks RESP2, which every Redis, proxy and set of rights takes.
 */
final class RedisHandshake {
  /** Where this machine reaches itself. */
  static final String LOOPBACK = "127.0.0.1";

  private static final int MOST_NESTED = 32;
  private static final String CLOSED = "CONNECTION_CLOSED";

  /** What the client's own parser would read; it only tells metrics of it, and there are none. */
  private static final RedisURI UNUSED = new RedisURI("redis://redis");

  private final Vertx vertx;
  private final RedisUrl url;
  private final String name;
  private final int mostWaiting;
  private final long timeoutMs;
  private String localHost = LOOPBACK;

  /**
   * @param name how Redis lists the connection, if it may be named
   * @param mostWaiting commands that may be in flight
   * @param timeoutMs for the socket with TLS, and again for the rest
   */
  RedisHandshake(Vertx vertx, RedisUrl url, String name, int mostWaiting, long timeoutMs) {
    this.vertx = vertx;
    this.url = url;
    this.name = name;
    this.mostWaiting = mostWaiting;
    this.timeoutMs = timeoutMs;
  }

  /** A client for one connection: closing it ends the connection, whatever state that is in. */
  NetClient client(@Nullable TrustOptions trust) {
    NetClientOptions options = new NetClientOptions()
        .setConnectTimeout((int) timeoutMs)
        .setTcpNoDelay(url.socket() == null)
        .setSsl(url.tls())
        .setHostnameVerificationAlgorithm("HTTPS");
    if (url.tls() && trust != null) {
      options.setTrustOptions(trust);
    }
    return vertx.createNetClient(options);
  }

  /** Fails with what {@link RedisFailure#of} tells apart. */
  Future<RedisConnection> connect(NetClient client) {
    return client
        .connect(address())
        .timeout(timeoutMs, TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(
            failure instanceof TimeoutException ? orOtherWay(failure) : failure))
        .map(this::wrap)
        .compose(made -> enter(made)
            .timeout(timeoutMs, TimeUnit.MILLISECONDS)
            .recover(failure -> Future.failedFuture(orOtherWay(failure)))
            .map(made));
  }

  /** What a Redis does that is spoken to in the other way, with TLS or without. */
  private Throwable orOtherWay(Throwable failure) {
    if (failure instanceof TimeoutException && url.tls()) {
      return outOfReach("it does not answer in time; it may speak without TLS only (redis://)");
    } else if (!url.tls() && url.socket() == null && isCut(failure)) {
      return outOfReach("it hangs up at once; it may want TLS (rediss://)");
    }
    return failure;
  }

  private static boolean isCut(Throwable failure) {
    return failure instanceof ErrorType error && error.is(CLOSED) || failure instanceof IOException;
  }

  private static Throwable outOfReach(String detail) {
    return new RedisFailure(RedisFailure.Kind.OUT_OF_REACH, detail).asException();
  }

  private SocketAddress address() {
    return url.socket() != null
        ? SocketAddress.domainSocketAddress(url.socket())
        : SocketAddress.inetSocketAddress(url.port(), url.host());
  }

  /** Its end of the connection that was made; the loopback where Redis is on this machine. */
  String localHost() {
    return localHost;
  }

  private static String localHost(NetSocket socket) {
    SocketAddress end = socket.localAddress();
    String ip = end == null ? null : end.hostAddress();
    try {
      return ip == null || InetAddress.getByName(ip).isLoopbackAddress() ? LOOPBACK : ip;
    } catch (UnknownHostException noAddress) {
      return LOOPBACK;
    }
  }

  private RedisConnection wrap(NetSocket socket) {
    localHost = localHost(socket);
    RedisStandaloneConnection made = new RedisStandaloneConnection(
        (VertxInternal) vertx,
        (ContextInternal) vertx.getOrCreateContext(),
        null,
        socket,
        new PoolOptions().setRecycleTimeout(-1),
        mostWaiting,
        UNUSED,
        null,
        null);
    // Until somebody listens: what no Redis says unasked.
    made.handler(unasked -> {});
    socket
        .handler(new RESPParser(made, MOST_NESTED))
        .exceptionHandler(failure -> endOnce(made, failure))
        .closeHandler(closed -> endOnce(made, null));
    return made;
  }

  /** A connection that ended is told so once. */
  private static void endOnce(RedisStandaloneConnection made, @Nullable Throwable failure) {
    if (made.isValid() && failure != null) {
      made.fail(failure);
    } else if (made.isValid()) {
      made.end(null);
    }
  }

  private Future<?> enter(RedisConnection made) {
    return authenticate(made).compose(entered -> select(made)).compose(selected -> name(made));
  }

  private Future<?> authenticate(RedisConnection made) {
    String password = url.password();
    if (password == null) {
      return Future.succeededFuture();
    }
    Request auth = Request.cmd(Command.AUTH);
    return made.send((url.user() == null ? auth : auth.arg(url.user())).arg(password));
  }

  private Future<?> select(RedisConnection made) {
    return url.database() == 0
        ? Future.succeededFuture()
        : made.send(Request.cmd(Command.SELECT).arg(url.database()));
  }

  /** Only so that operators find it in CLIENT LIST: most refusals of it are none of the connection. */
  private Future<?> name(RedisConnection made) {
    return made.send(Request.cmd(Command.CLIENT).arg("SETNAME").arg(name))
        .recover(refused -> isAnswer(refused) && !isFarewell(refused)
            ? Future.succeededFuture()
            : Future.failedFuture(refused));
  }

  /** Redis is in protected mode, or has no place for another client: it says so, and hangs up. */
  private static boolean isFarewell(Throwable refused) {
    String said = String.valueOf(refused.getMessage());
    return said.startsWith("DENIED") || said.contains("max number of clients");
  }

  /** Whether Redis itself said no; the client reports a closed connection, and what is no Redis, in the same type. */
  static boolean isAnswer(Throwable failure) {
    return failure instanceof ErrorType error && !error.is(CLOSED) && !isGibberish(error);
  }

  /** Whether what came is nothing that a Redis says. */
  static boolean isGibberish(Throwable failure) {
    String said = String.valueOf(failure.getMessage());
    return said.startsWith("ILLEGAL_STATE")
        || said.startsWith("Invalid boolean")
        || failure instanceof NumberFormatException;
  }
}
