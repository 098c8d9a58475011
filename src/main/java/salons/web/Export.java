package salons.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.room.LogPage;
import salons.room.RoomLog;

/**
 * All that is in the log of a room as it was when that was asked for, an event a line: read piece by piece, as its reader takes it. When that
 * cannot go on the connection is cut, so that nobody takes a part for the whole. Confined to one event loop.
 */
final class Export {
  private final RoutingContext context;
  private final HttpServerResponse response;
  private final AdminCall call;
  private final RoomName room;
  private final LoopContext loop;
  private final RoomLog log;

  /** Where it ends; null until something was read. */
  private @Nullable Position end;

  private long events;

  /** Whether nobody reads any more. */
  private boolean isOver;

  Export(RoutingContext context, AdminCall call, RoomName room, LoopContext loop, RoomLog log) {
    this.context = context;
    this.response = context.response();
    this.call = call;
    this.room = room;
    this.loop = loop;
    this.log = log;
  }

  void begin() {
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson");
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (HttpMethod.HEAD.equals(context.request().method())) {
      call.record("done").onComplete(recorded -> response.end());
      return;
    }
    response.setChunked(true);
    response.closeHandler(gone -> finish("broken off"));
    response.exceptionHandler(gone -> finish("broken off"));
    readBehind(0);
  }

  private void readBehind(long seq) {
    if (!isOver) {
      // A piece takes long to make: each has its turn.
      loop.turns.doLong(() -> log.read(LogPage.Request.next(room, seq))
          .onSuccess(this::write)
          .onFailure(unreachable -> cut()));
    }
  }

  private void write(LogPage page) {
    end = end == null ? page.head() : end;
    if (isOver) {
      return;
    }
    if (!page.head().epoch().equals(end.epoch())) {
      cut();
      return;
    }
    long last = end.seq();
    List<LogEntry> wanted =
        page.entries().stream().filter(entry -> entry.seq() <= last).toList();
    Buffer lines = Buffer.buffer();
    wanted.forEach(entry -> lines.appendBytes(entry.text()).appendByte((byte) '\n'));
    events += wanted.size();
    long seq = wanted.isEmpty() ? last : wanted.get(wanted.size() - 1).seq();
    if (lines.length() > 0) {
      response.write(lines).onFailure(gone -> {});
    }
    if (seq >= last) {
      finish("done");
    } else if (response.writeQueueFull()) {
      response.drainHandler(taken -> readBehind(seq));
    } else {
      readBehind(seq);
    }
  }

  private void cut() {
    finish("broken off");
    HttpConnections.cut(context.request());
  }

  private void finish(String how) {
    if (!isOver) {
      isOver = true;
      call.record(how + ", " + events + " events").onComplete(recorded -> {
        if (recorded.failed()) {
          HttpConnections.cut(context.request());
        } else if (how.equals("done")) {
          response.end().onFailure(gone -> {});
        }
      });
    }
  }
}
