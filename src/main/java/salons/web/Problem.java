package salons.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import salons.protocol.Refusal;

/** Says no over HTTP, as RFC 9457 has it. */
final class Problem {
  private static final String MEDIA_TYPE = "application/problem+json";
  private static final long MS_A_SECOND = 1_000;

  private Problem() {}

  /** Answers what the router itself refuses with these statuses, and methods that it does not take, without a word in the log: it is the client's mistake. */
  static void answerFor(Router router, int... statuses) {
    for (int status : statuses) {
      router.errorHandler(status, context -> end(context.response(), status, ""));
    }
    router.errorHandler(405, context -> notAllowed(context.response(), "GET, HEAD"));
  }

  /** Another method is taken than that of the request. */
  static void notAllowed(HttpServerResponse response, String allowed) {
    end(response.putHeader(HttpHeaders.ALLOW, allowed), 405, "");
  }

  /** With the status that the refusal is over HTTP. */
  static void end(HttpServerResponse response, Refusal refusal) {
    end(response, status(refusal.code()), refusal);
  }

  private static int status(Refusal.Code code) {
    return switch (code) {
      case RATE_LIMITED -> 429;
      case UNAVAILABLE -> 503;
      case UNAUTHORIZED -> 401;
      case FORBIDDEN, READ_ONLY -> 403;
      default -> 400;
    };
  }

  /** A request in which this field is wrong. */
  static void end(HttpServerResponse response, Refusal refusal, String field) {
    end(response, 400, refusal, field);
  }

  static void end(HttpServerResponse response, int status, Refusal refusal, String field) {
    end(response, status, refusal.message(), more(refusal).put("field", field));
  }

  static void end(HttpServerResponse response, int status, Refusal refusal) {
    if (refusal.code() == Refusal.Code.UNAUTHORIZED) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    retryAfter(response, refusal);
    end(response, status, refusal.message(), more(refusal));
  }

  /** Says when to come back, if the refusal does. */
  static void retryAfter(HttpServerResponse response, Refusal refusal) {
    if (refusal.retryAfterMs() != null) {
      response.putHeader(HttpHeaders.RETRY_AFTER, seconds(refusal.retryAfterMs()));
    }
  }

  private static JsonObject more(Refusal refusal) {
    JsonObject more = new JsonObject().put("code", refusal.code().wireName());
    if (refusal.retryAfterMs() != null) {
      more.put("retryAfterMs", refusal.retryAfterMs());
    }
    return more;
  }

  private static String seconds(long ms) {
    return Long.toString((ms + MS_A_SECOND - 1) / MS_A_SECOND);
  }

  /** The whole response, for a connection that is closed before it asked for anything; the refusal says when to come back. */
  static byte[] closing(int status, String title, Refusal refusal) {
    String body = new JsonObject()
        .put("title", title)
        .put("status", status)
        .put("detail", refusal.message())
        .mergeIn(more(refusal))
        .encode();
    return ("HTTP/1.1 " + status + " " + title + "\r\nConnection: close\r\nContent-Type: "
            + MEDIA_TYPE
            + "\r\nRetry-After: "
            + seconds(refusal.retryAfterMs() == null ? 0 : refusal.retryAfterMs())
            + "\r\nContent-Length: " + body.length() + "\r\n"
            + SecurityHeaders.lines()
            + "\r\n" + body)
        .getBytes(StandardCharsets.US_ASCII);
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
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .end(problem.mergeIn(more).toBuffer());
  }
}
