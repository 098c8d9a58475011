package salons.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Gets the text of a key set, from a file or by one request, which is not redirected. */
final class KeyFetch {
  private static final int MOST_BYTES = 1 << 20;

  private KeyFetch() {}

  static Supplier<Future<Buffer>> of(Vertx vertx, JwksLocation location, long patienceMs) {
    URI url = location.url();
    Path file = location.file();
    if (url == null) {
      return () -> vertx.fileSystem().readFile(String.valueOf(file));
    }
    HttpClientAgent client = vertx.createHttpClient();
    RequestOptions request = new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setAbsoluteURI(url.toString())
        .setConnectTimeout(patienceMs)
        .setIdleTimeout(patienceMs)
        .setFollowRedirects(false)
        .putHeader("Accept", "application/jwk-set+json, application/json");
    return () -> client.request(request).compose(HttpClientRequest::send).compose(KeyFetch::body);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      response.exceptionHandler(cut -> {}).request().reset();
      return Future.failedFuture("the answer is " + response.statusCode());
    }
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(part -> {
      body.appendBuffer(part);
      if (body.length() > MOST_BYTES && whole.tryFail("the answer is longer than 1 MiB")) {
        response.request().reset();
      }
    });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(end -> whole.tryComplete(body));
    return whole.future();
  }
}
