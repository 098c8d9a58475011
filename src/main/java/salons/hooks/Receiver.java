package salons.hooks;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whoever is behind a URL: takes one delivery at a time. Confined to its verticle's event loop. */
final class Receiver {
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  /** How long the connection is kept for a body that nobody reads. */
  private static final long BODY_MS = 1_000;

  private final HttpClient client;
  private final HookUrl url;
  private final @Nullable Signature signature;
  private final String agent;
  private final long timeoutMs;

  private @Nullable HttpClientRequest inFlight;

  Receiver(Vertx vertx, HookUrl url, HookSettings settings) {
    this.client = vertx.createHttpClient(
        new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS),
        new PoolOptions().setHttp1MaxSize(1));
    this.url = url;
    this.signature = settings.secret().map(Signature::new).orElse(null);
    this.agent = "Salons/" + settings.version();
    this.timeoutMs = settings.times().timeoutMs();
  }

  /** The status of its answer; fails when there is none in time. */
  Future<Integer> post(byte[] delivery) {
    return client
        .request(request(delivery))
        .compose(request -> {
          inFlight = request;
          return request.send(Buffer.buffer(delivery)).compose(Receiver::withoutBody);
        })
        .timeout(timeoutMs, TimeUnit.MILLISECONDS)
        // When it is over this does nothing; else nothing more is to come of it.
        .onComplete(done -> abort());
  }

  /** Whatever the body is, it is passed over. */
  private static Future<Integer> withoutBody(HttpClientResponse response) {
    int status = response.statusCode();
    return response
        .end()
        .timeout(BODY_MS, TimeUnit.MILLISECONDS)
        .transform(over -> Future.succeededFuture(status));
  }

  private RequestOptions request(byte[] delivery) {
    RequestOptions request = url.request()
        .setTimeout(timeoutMs)
        .putHeader("Content-Type", "application/json")
        .putHeader("User-Agent", agent);
    if (signature != null) {
      long now = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
      request.putHeader("X-Salons-Signature", signature.of(now, delivery));
    }
    return request;
  }

  /** Gives up what is in flight. */
  void abort() {
    if (inFlight != null) {
      inFlight.reset();
      inFlight = null;
    }
  }

  Future<Void> close() {
    return client.close();
  }
}
