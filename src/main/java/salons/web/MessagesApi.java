package salons.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import salons.auth.Action;
import salons.auth.Principal;
import salons.protocol.ClientFrame;
import salons.protocol.Limits;
import salons.protocol.LogEntry;
import salons.protocol.MessageId;
import salons.protocol.MessageText;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;
import salons.room.LogPage;
import salons.room.RoomLog;
import salons.web.Addresses.Address;

/** Answers {@code /api/rooms/{room}/messages}: reads and publishes without a session. Confined to one event loop. */
final class MessagesApi {
  private static final int ETAG_BYTES = 16;

  private final LoopContext loop;
  private final HttpConnections http;
  private final RoomLog log;

  MessagesApi(LoopContext loop, HttpConnections http, RoomLog log) {
    this.loop = loop;
    this.http = http;
    this.log = log;
  }

  // Reading

  void read(RoutingContext context) {
    RoomName room = ApiRequest.allowed(context, loop.policy, Action.READ);
    if (room != null) {
      // A page takes long to make: each has its turn.
      loop.turns.doLong(() -> log.knows(room)
          .compose(known -> known ? page(context, room) : nothing(room))
          .onSuccess(page -> answer(context, page))
          .onFailure(unreachable -> Problem.end(context.response(), Refusal.unavailable())));
    }
  }

  private static Future<byte[]> nothing(RoomName room) {
    return Future.succeededFuture(ServerFrames.page(room, null, List.of(), false));
  }

  private Future<byte[]> page(RoutingContext context, RoomName room) {
    Long after = ApiRequest.query(context, "after").getLong();
    long before = ApiRequest.query(context, "before").getLong(Long.MAX_VALUE);
    int limit = ApiRequest.query(context, "limit").getInteger(Limits.DEFAULT_PAGE);
    LogPage.Request wanted = new LogPage.Request(
        room,
        after == null ? 0 : after,
        before,
        limit,
        LogPage.MOST_BYTES,
        after != null,
        true,
        false);
    return log.read(wanted).map(page -> {
      boolean more = after == null ? page.hasMore() : hasNewer(page, before);
      return ServerFrames.page(room, page.head().epoch(), page.entries(), more);
    });
  }

  private static boolean hasNewer(LogPage page, long before) {
    List<LogEntry> entries = page.entries();
    return !entries.isEmpty()
        && entries.get(entries.size() - 1).seq() < Math.min(page.head().seq(), before - 1);
  }

  private static void answer(RoutingContext context, byte[] page) {
    HttpServerResponse response = context.response();
    context.etag(hash(page));
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    if (context.isFresh()) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(Buffer.buffer(page));
    }
  }

  private static String hash(byte[] page) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(page);
      return HexFormat.of().formatHex(hash, 0, ETAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  // Publishing

  void publish(RoutingContext context) {
    RoomName room = ApiRequest.allowed(context, loop.policy, Action.WRITE);
    JsonObject said = ApiRequest.validated(context).getBody().getJsonObject();
    if (room == null) {
      return;
    }
    ClientFrame.Message message;
    Person author;
    try {
      author = ApiRequest.principal(context)
          .as(Person.guest(said.getString("user"), said.getString("key")));
      message = message(room, said);
    } catch (RefusedException e) {
      Problem.end(context.response(), e.refusal(), field(e.refusal()));
      return;
    }
    int bytes = context.<Buffer>get(ApiRequest.BODY).length();
    Address address = http.address(context.request());
    Refusal tooFast =
        loop.connections.isDraining() ? ApiRequest.STOPPING : address.admit(message, bytes);
    if (tooFast != null) {
      Problem.end(context.response(), tooFast);
    } else {
      Principal principal = ApiRequest.principal(context);
      boolean mayModerate = loop.policy.may(principal, Action.MODERATE, room);
      boolean choosesName = loop.access.verifies() && !principal.isNamed();
      new HttpPublication(
              context.response(), message, author, mayModerate, choosesName, address, loop)
          .send(log);
    }
  }

  private static ClientFrame.Message message(RoomName room, JsonObject said) {
    String id = said.getString("id");
    return new ClientFrame.Message(
        id == null ? null : new MessageId(id),
        room,
        new MessageText(said.getString("text")),
        said.getLong("re"));
  }

  /** What of a body is wrong, though the contract found nothing. */
  private static String field(Refusal refusal) {
    return switch (refusal.code()) {
      case BAD_USER -> "user";
      case EMPTY_TEXT, TOO_LONG -> "text";
      default -> refusal.message().contains("'key'") ? "key" : "text";
    };
  }
}
