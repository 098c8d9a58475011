package salons.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.auth.Principal;
import salons.protocol.Refusal;
import salons.room.Administration;
import salons.room.AuditEntry;

/** A request of an administrator: answered when it is on record, in Redis and in the log of the instance. Confined to one event loop. */
final class AdminCall {
  private static final Logger log = LoggerFactory.getLogger(AdminCall.class);

  private final RoutingContext context;
  private final String who;
  private final String from;
  private final String instance;
  private final Administration administration;

  /**
   * What came of it.
   *
   * @param words for the record
   * @param body null for none
   */
  record Outcome(int status, String words, @Nullable JsonObject body) {
    static Outcome done(JsonObject body) {
      return new Outcome(200, "done " + body.encode(), body);
    }

    static Outcome missing(String detail) {
      return new Outcome(404, "not found", new JsonObject().put("detail", detail));
    }
  }

  AdminCall(RoutingContext context, LoopContext loop, HttpConnections http, Administration to) {
    Principal principal = ApiRequest.principal(context);
    this.context = context;
    this.who = principal.isVerified() ? Objects.requireNonNull(principal.by()) : "token";
    this.from = http.client(context.request()).toString();
    this.instance = loop.settings.instance();
    this.administration = to;
  }

  /** Does it, and answers with what came of it. */
  void answer(Supplier<Future<Outcome>> act) {
    act.get()
        .onSuccess(outcome -> record(outcome.words())
            .onSuccess(recorded -> answer(outcome))
            .onFailure(unreachable -> refuse(Refusal.unavailable())))
        .onFailure(failure -> {
          Refusal refusal = Refusal.of(failure);
          record("refused: " + refusal.code().wireName()).onComplete(recorded -> refuse(refusal));
        });
  }

  private void answer(Outcome outcome) {
    JsonObject body = outcome.body();
    if (outcome.status() >= 400) {
      Problem.end(
          context.response(), outcome.status(), body == null ? "" : body.getString("detail"));
    } else if (body == null) {
      context.response().setStatusCode(outcome.status()).end();
    } else {
      context
          .response()
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(body.toBuffer());
    }
  }

  private void refuse(Refusal refusal) {
    if (refusal.code() == Refusal.Code.NO_SUCH_MESSAGE) {
      Problem.end(context.response(), 404, refusal);
    } else {
      Problem.end(context.response(), refusal);
    }
  }

  /** Keeps that it was asked for, and what came of it. */
  Future<Void> record(String outcome) {
    String what = context.request().method() + " " + context.normalizedPath();
    log.info("{} by {} from {}: {}", what, who, from, outcome);
    return administration.record(new AuditEntry("", who, what, from, instance, outcome));
  }
}
