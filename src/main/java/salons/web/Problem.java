package salons.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import salons.protocol.Refusal;

/** Says no over HTTP, as RFC 9457 has it. */
final class Problem {
  private Problem() {}

  /** Answers what the router itself refuses with these statuses, without a word in the log: it is the client's mistake. */
  static void answerFor(Router router, int... statuses) {
    for (int status : statuses) {
      router.errorHandler(status, context -> {
        if (status == 405) {
          context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
        }
        end(context.response(), status, "");
      });
    }
  }

  static void end(HttpServerResponse response, int status, Refusal refusal) {
    JsonObject more = new JsonObject().put("code", refusal.code().wireName());
    if (refusal.retryAfterMs() != null) {
      more.put("retryAfterMs", refusal.retryAfterMs());
    }
    end(response, status, refusal.message(), more);
  }

  static void end(HttpServerResponse response, int status, String detail) {
    end(response, status, detail, new JsonObject());
  }

  private static void end(HttpServerResponse response, int status, String detail, JsonObject more) {
    response.setStatusCode(status);
    SecurityHeaders.set(response);
    JsonObject problem =
        new JsonObject().put("title", response.getStatusMessage()).put("status", status);
    if (!detail.isEmpty()) {
      problem.put("detail", detail);
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(problem.mergeIn(more).toBuffer());
  }
}
