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

  /**
   * What it answers.
   *
   * @param end of its body, whatever that is: it is passed over
   */
  private record Answer(int status, Future<Void> end) {
    Answer(HttpClientResponse response) {
      this(response.statusCode(), response.end());
    }

    Future<Integer> withoutBody() {
      return end.timeout(BODY_MS, TimeUnit.MILLISECONDS)
          .transform(over -> Future.succeededFuture(status));
    }
  }

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
          return request.send(Buffer.buffer(delivery)).map(Answer::new);
        })
        .timeout(timeoutMs, TimeUnit.MILLISECONDS)
        .compose(Answer::withoutBody)
        // When it is over this does nothing; else nothing more is to come of it.
        .onComplete(done -> abort());
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
