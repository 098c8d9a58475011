package salons.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import salons.protocol.ClientFrame;
import salons.protocol.Person;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.protocol.UserName;
import salons.room.Administration;
import salons.room.Administration.AuditQuery;
import salons.room.AuditEntry;
import salons.room.Bus;
import salons.room.ChangeDraft;
import salons.room.RoomLog;
import salons.web.AdminCall.Outcome;

/** Answers {@code /api/admin}, for those whom {@link AdminAccess} let in. Confined to one event loop. */
final class AdminApi {
  private static final int USUAL_PAGE = 100;

  private final LoopContext loop;
  private final HttpConnections http;
  private final Administration administration;
  private final RoomLog log;

  private AdminApi(LoopContext loop, HttpConnections http, Bus bus) {
    this.loop = loop;
    this.http = http;
    this.administration = bus.administration();
    this.log = bus.log();
  }

  /** What answers each operation of the contract, by its id. */
  static Map<String, Handler<RoutingContext>> operations(
      LoopContext loop, HttpConnections http, Bus bus) {
    AdminApi api = new AdminApi(loop, http, bus);
    return Map.of(
        "eraseRoom", api::eraseRoom,
        "deleteMessage", api::deleteMessage,
        "exportRoom", api::export,
        "erasePerson", api::erasePerson,
        "getAudit", api::audit);
  }

  private AdminCall call(RoutingContext context) {
    return new AdminCall(context, loop, http, administration);
  }

  private void eraseRoom(RoutingContext context) {
    RoomName room = ApiRequest.room(context);
    if (room != null) {
      call(context)
          .answer(() -> administration
              .erase(room)
              .compose(known -> known ? erased() : Future.succeededFuture(unknown(room))));
    }
  }

  private static Outcome unknown(RoomName room) {
    return Outcome.missing("Nobody knows the room " + room + ".");
  }

  /** What is still in the file of Redis goes, too. */
  private Future<Outcome> erased() {
    return administration
        .compact()
        .map(rewrites -> Outcome.done(new JsonObject().put("fileRewritten", rewrites)));
  }

  private void deleteMessage(RoutingContext context) {
    RoomName room = ApiRequest.room(context);
    if (room == null) {
      return;
    }
    long seq = Objects.requireNonNull(
            ApiRequest.validated(context).getPathParameters().get("seq"))
        .getLong();
    Person who = ApiRequest.principal(context).as(administrator());
    ChangeDraft draft = new ChangeDraft(new ClientFrame.Delete(null, room, seq), who, true);
    // Who asks for a message of a room that nobody knows makes none.
    call(context)
        .answer(() -> log.knows(room)
            .compose(known -> known
                ? log.change(draft).compose(done -> erased())
                : Future.succeededFuture(unknown(room))));
  }

  private void erasePerson(RoutingContext context) {
    String by = Objects.requireNonNull(
            ApiRequest.validated(context).getPathParameters().get("by"))
        .getString();
    Person who = ApiRequest.principal(context).as(administrator());
    new Erasure(context, call(context), by, who, loop, administration).begin();
  }

  /** As whom those are told of who have no other name. */
  private static Person administrator() {
    try {
      return new Person(new UserName("admin"), null);
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void export(RoutingContext context) {
    RoomName room = ApiRequest.room(context);
    if (room == null) {
      return;
    }
    AdminCall call = call(context);
    log.knows(room)
        .onSuccess(known -> {
          if (known) {
            new Export(context, call, room, loop, log).begin();
          } else {
            call.answer(() -> Future.succeededFuture(unknown(room)));
          }
        })
        .onFailure(failure -> call.answer(() -> Future.failedFuture(failure)));
  }

  private void audit(RoutingContext context) {
    AuditQuery query = new AuditQuery(
        ApiRequest.query(context, "before").getString(""),
        ApiRequest.query(context, "limit").getInteger(USUAL_PAGE));
    call(context)
        .answer(() -> administration.audit(query).map(page -> {
          JsonObject body = json(page, query.limit());
          return new Outcome(200, "done", body);
        }));
  }

  private static JsonObject json(List<AuditEntry> page, int limit) {
    JsonArray entries = new JsonArray();
    page.forEach(entry -> entries.add(new JsonObject()
        .put("id", entry.id())
        .put("at", entry.at())
        .put("who", entry.who())
        .put("what", entry.what())
        .put("from", entry.from())
        .put("instance", entry.instance())
        .put("outcome", entry.outcome())));
    JsonObject json = new JsonObject().put("entries", entries);
    return page.size() < limit
        ? json
        : json.put("next", page.get(page.size() - 1).id());
  }
}
