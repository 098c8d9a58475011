package salons.faults;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A program without a socket: hears each room by Server-Sent Events of one instance, and speaks by requests to any. Where a stream ends, all
 * of them do, and are resumed by the last id.
 */
final class HttpLine implements Line {
  /** Whoever has no answer by then asks again. */
  private static final long ANSWER_WITHIN_MS = 3_000;

  private static final long RETRY_MS = 400;

  private final Vertx vertx;
  private final HttpClient http;
  private final List<Integer> ports;
  private final Random random;
  private final Listener listener;

  /** Of this connection. */
  private final Set<HttpClientRequest> running = new HashSet<>();

  private final List<HttpClientResponse> streams = new ArrayList<>();
  private int port;

  /** A join, which says who it is. */
  private JsonObject author = new JsonObject();

  /** Rises with each connection, so that what comes of one that is over is not taken for the next. */
  private int attempt;

  HttpLine(Vertx vertx, HttpClient http, List<Integer> ports, Random random, Listener listener) {
    this.vertx = vertx;
    this.http = http;
    this.ports = ports;
    this.random = random;
    this.listener = listener;
  }

  @Override
  public void connect(int to) {
    int mine = ++attempt;
    port = to;
    vertx.runOnContext(now -> {
      if (mine == attempt) {
        listener.onConnected(false);
      }
    });
  }

  @Override
  public void send(JsonObject frame) {
    if (frame.getString("type").equals("join")) {
      author = frame;
      listen(frame);
    } else {
      post(frame);
    }
  }

  // What is heard

  private void listen(JsonObject join) {
    int mine = attempt;
    String room = join.getString("room");
    JsonObject since = join.getJsonObject("since");
    http.request(HttpMethod.GET, port, "127.0.0.1", path(room, "events"))
        .compose(request -> {
          if (since != null) {
            request.putHeader(
                "Last-Event-ID", since.getString("epoch") + ":" + since.getLong("seq"));
          }
          return isOver(mine, request) ? Future.failedFuture("left meanwhile") : request.send();
        })
        .onSuccess(response -> answered(response, mine, join))
        .onFailure(failure -> lost(mine));
  }

  private void answered(HttpClientResponse response, int mine, JsonObject join) {
    if (mine != attempt) {
      response.request().reset();
    } else if (response.statusCode() == 200) {
      streams.add(response);
      Events events = new Events(join);
      response.handler(RecordParser.newDelimited("\n\n", block -> {
        if (mine == attempt) {
          events.block(block.toString());
        }
      }));
      response.endHandler(ended -> lost(mine));
      response.exceptionHandler(failure -> lost(mine));
    } else if (isToBeAskedAgain(response.statusCode())) {
      listener.onFrame(error(join));
    } else {
      listener.onBroken("status " + response.statusCode() + " for a stream");
    }
  }

  /** One stream of events, as the HTML standard reads it, as far as instances use it. */
  private final class Events {
    private final JsonObject join;
    private boolean begun;

    Events(JsonObject join) {
      this.join = join;
    }

    void block(String block) {
      String id = "";
      String type = "";
      String data = "";
      for (String line : block.split("\n", -1)) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        }
      }
      if (!data.isEmpty()) {
        event(id, type, new JsonObject(data));
      } else if (!id.isEmpty()) {
        begin(id);
      } else {
        listener.onFrame(new JsonObject().put("type", "pong"));
      }
    }

    private void begin(String id) {
      int colon = id.lastIndexOf(':');
      begun = true;
      listener.onFrame(new JsonObject()
          .put("type", "joined")
          .put("room", join.getString("room"))
          .put("epoch", id.substring(0, colon))
          .put("seq", Long.parseLong(id.substring(colon + 1)))
          .put("recovered", join.containsKey("since"))
          .put("messages", new JsonArray()));
    }

    private void event(String id, String type, JsonObject frame) {
      if (!type.equals(frame.getString("type"))
          || !id.isEmpty() && !id.endsWith(":" + frame.getLong("seq"))) {
        listener.onBroken("an event " + type + " " + id + " with " + frame.encode());
      } else if (type.equals("resync") && !begun) {
        begun = true;
        listener.onFrame(frame.put("type", "joined"));
      } else {
        listener.onFrame(frame);
      }
    }
  }

  private void lost(int mine) {
    if (mine == attempt) {
      cut();
      listener.onLost();
    }
  }

  // What is said

  private void post(JsonObject frame) {
    int mine = attempt;
    JsonObject body = new JsonObject()
        .put("user", author.getString("user"))
        .put("key", author.getString("key"))
        .put("id", frame.getString("id"))
        .put("text", frame.getString("text"));
    int to = ports.get(random.nextInt(ports.size()));
    answer(HttpMethod.POST, to, path(frame.getString("room"), "messages"), body.encode())
        .onSuccess(answer -> {
          if (mine == attempt) {
            posted(frame, answer);
          }
        })
        .onFailure(none -> {
          if (mine == attempt) {
            listener.onFrame(error(frame));
          }
        });
  }

  private record Answer(int status, String body) {}

  private void posted(JsonObject frame, Answer answer) {
    if (answer.status == 200 || answer.status == 201) {
      listener.onFrame(new JsonObject(answer.body)
          .put("type", "ack")
          .put("id", frame.getString("id"))
          .put("room", frame.getString("room")));
    } else if (isToBeAskedAgain(answer.status)) {
      listener.onFrame(error(frame));
    } else {
      listener.onBroken("status " + answer.status + " for a message: " + answer.body);
    }
  }

  private static boolean isToBeAskedAgain(int status) {
    return status == 503 || status == 429;
  }

  private static JsonObject error(JsonObject of) {
    return new JsonObject()
        .put("type", "error")
        .put("id", of.getString("id"))
        .put("room", of.getString("room"))
        .put("code", "unavailable")
        .put("retryAfterMs", RETRY_MS);
  }

  private Future<Answer> answer(HttpMethod method, int to, String path, String body) {
    int mine = attempt;
    return http.request(method, to, "127.0.0.1", path).compose(request -> {
      if (isOver(mine, request)) {
        return Future.failedFuture("left meanwhile");
      }
      long timer = vertx.setTimer(ANSWER_WITHIN_MS, late -> request.reset());
      return request
          .putHeader("Content-Type", "application/json")
          .send(Buffer.buffer(body))
          .compose(response ->
              response.body().map(read -> new Answer(response.statusCode(), read.toString())))
          .onComplete(done -> {
            vertx.cancelTimer(timer);
            running.remove(request);
          });
    });
  }

  private boolean isOver(int mine, HttpClientRequest request) {
    if (mine != attempt) {
      request.reset();
      return true;
    }
    running.add(request);
    // Who waits for the answer is told as well.
    request.exceptionHandler(failure -> {});
    return false;
  }

  private static String path(String room, String what) {
    return "/api/rooms/" + room + "/" + what;
  }

  @Override
  public boolean isBuffering() {
    return false;
  }

  /** Streams are silent for longer than a visitor waits. */
  @Override
  public void ask(String room) {
    int mine = attempt;
    answer(HttpMethod.GET, port, "/health/live", "")
        .onSuccess(answer -> {
          if (mine == attempt) {
            listener.onFrame(new JsonObject().put("type", "pong"));
          }
        })
        .onFailure(none -> {});
  }

  @Override
  public void cut() {
    attempt++;
    List.copyOf(running).forEach(HttpClientRequest::reset);
    running.clear();
    streams.clear();
  }

  @Override
  public void vanish() {
    attempt++;
    streams.forEach(HttpClientResponse::pause);
    running.clear();
    streams.clear();
  }

  @Override
  public void stopReading(long ms) {
    List<HttpClientResponse> slow = List.copyOf(streams);
    slow.forEach(HttpClientResponse::pause);
    vertx.setTimer(ms, timer -> slow.forEach(HttpClientResponse::resume));
  }

  @Override
  public long backoffMs(int attempts) {
    return 20L + random.nextInt(300);
  }
}
