package salons.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import salons.auth.Action;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.protocol.ServerSentEvents;
import salons.web.Addresses.Address;

/** Answers {@code /api/rooms/{room}/events}: makes a stream of Server-Sent Events with a session of a request. Confined to one event loop. */
final class EventsApi {
  private final LoopContext loop;
  private final HttpConnections http;

  EventsApi(LoopContext loop, HttpConnections http) {
    this.loop = loop;
    this.http = http;
  }

  void read(RoutingContext context) {
    RoomName room = ApiRequest.allowed(context, loop.policy, Action.READ);
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    if (room == null) {
      return;
    }
    if (loop.connections.isDraining()) {
      Problem.end(response, ApiRequest.STOPPING);
    } else if (HttpMethod.HEAD.equals(request.method())) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream").end();
    } else {
      open(context, room, since(context));
    }
  }

  private void open(RoutingContext context, RoomName room, @Nullable Position since) {
    HttpServerRequest request = context.request();
    Address address = http.lasting(request);
    if (address == null) {
      Problem.end(request.response(), Addresses.TOO_MANY_CONNECTIONS);
      return;
    }
    SseEndpoint reader =
        new SseEndpoint(request, loop, http, address, ApiRequest.principal(context));
    loop.connections.add(reader);
    reader.begin(room, since);
  }

  /** A browser that comes back names the place in a header, by the address that it first asked for. */
  private static @Nullable Position since(RoutingContext context) {
    String last = ApiRequest.header(context, "Last-Event-ID");
    String id = last == null ? ApiRequest.query(context, "since").getString() : last;
    return id == null ? null : ServerSentEvents.parseId(id);
  }
}
