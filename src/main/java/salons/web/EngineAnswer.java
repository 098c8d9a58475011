package salons.web;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import salons.engineio.EngineError;
import salons.engineio.Payload;
import salons.engineio.PollRequest;
import salons.engineio.PostRequest;
import salons.protocol.Refusal;

/** Answers a request of Engine.IO on the event loop that it came on, when it is told to by that of the session. */
final class EngineAnswer implements PollRequest, PostRequest {
  private final HttpServerResponse response;
  private final Context context;
  private Runnable whenOver = () -> {};

  /** To be made on the event loop of the request. */
  EngineAnswer(HttpServerRequest request) {
    this.response = request.response();
    this.context = Vertx.currentContext();
  }

  /** Has {@code gone} called, on the event loop of the request, if its connection is closed before it is answered. */
  void whenGone(Runnable gone) {
    response.exceptionHandler(failure -> {});
    response.closeHandler(closed -> {
      whenOver.run();
      gone.run();
    });
  }

  /** Has this called on the event loop of the request when it is answered, or its connection closed: once or more often. */
  void whenOver(Runnable over) {
    whenOver = over;
  }

  @Override
  public void answer(List<byte[]> packets) {
    int size = packets.size() - 1;
    for (byte[] packet : packets) {
      size += packet.length;
    }
    Buffer payload = Buffer.buffer(size);
    for (byte[] packet : packets) {
      if (payload.length() > 0) {
        payload.appendByte(Payload.SEPARATOR);
      }
      payload.appendBytes(packet);
    }
    end(200, "text/plain; charset=UTF-8", payload);
  }

  @Override
  public void ok() {
    // As the server in JavaScript says it, so that no browser asks for a preflight.
    end(200, "text/html", Buffer.buffer("ok"));
  }

  @Override
  public void refuse(EngineError error) {
    end(error.status(), "application/json", Buffer.buffer(error.json()));
  }

  /** Refuses for what Engine.IO has no words of its own. */
  void refuse(int status, Refusal refusal) {
    Problem.retryAfter(response, refusal);
    JsonObject error = new JsonObject()
        .put("code", EngineError.BAD_REQUEST.code())
        .put("message", refusal.message());
    end(status, "application/json", error.toBuffer());
  }

  private void end(int status, String mediaType, Buffer body) {
    if (Vertx.currentContext() == context) {
      endHere(status, mediaType, body);
    } else {
      context.runOnContext(there -> endHere(status, mediaType, body));
    }
  }

  private void endHere(int status, String mediaType, Buffer body) {
    whenOver.run();
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(body)
          .onFailure(gone -> {});
    }
  }
}
