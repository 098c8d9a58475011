package salons.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import salons.protocol.ClientFrame;
import salons.protocol.LogEntry;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.Administration;
import salons.room.Administration.Reaction;
import salons.room.Administration.ReactionQuery;
import salons.room.Administration.RoomScan;
import salons.room.ChangeDraft;
import salons.room.LogPage;
import salons.room.RoomLog;

/**
 * Deletes all that somebody said, and takes back what they put beside messages, in every room: a few rooms at a time, a page of each at a time,
 * and a line of the answer behind each step, which says how far it is. Whoever goes away ends it; whoever asks again goes on, since what is
 * gone is not found any more. Confined to one event loop.
 */
final class Erasure {
  private static final int PAGE = 200;

  private final RoutingContext context;
  private final HttpServerResponse response;
  private final AdminCall call;
  private final String by;
  private final Person who;
  private final LoopContext loop;
  private final Administration administration;
  private final RoomLog log;

  private long rooms;
  private long messages;
  private long reactions;

  /** Whether nobody reads any more. */
  private boolean isOver;

  /**
   * @param by whose it is
   * @param who does it, as those are told who are in the rooms
   */
  Erasure(
      RoutingContext context,
      AdminCall call,
      String by,
      Person who,
      LoopContext loop,
      Administration administration) {
    this.context = context;
    this.response = context.response();
    this.call = call;
    this.by = by;
    this.who = who;
    this.loop = loop;
    this.administration = administration;
    this.log = loop.log;
  }

  void begin() {
    administration
        .rooms("0")
        .onSuccess(first -> {
          response
              .setChunked(true)
              .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
              .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
              .closeHandler(gone -> breakOff());
          response.exceptionHandler(gone -> breakOff());
          take(first);
        })
        .onFailure(failure -> call.answer(() -> Future.failedFuture(failure)));
  }

  private void take(RoomScan scan) {
    each(scan.rooms().iterator(), this::erase)
        .onSuccess(erased -> {
          if (scan.next().equals("0")) {
            finish();
          } else {
            tell(progress());
            proceed(scan.next());
          }
        })
        .onFailure(unreachable -> cut());
  }

  private void proceed(String cursor) {
    if (!isOver) {
      administration.rooms(cursor).onSuccess(this::take).onFailure(unreachable -> cut());
    }
  }

  /** One after the other; none any more when nobody reads. */
  private <T> Future<Void> each(Iterator<T> all, Function<T, Future<Void>> act) {
    return isOver || !all.hasNext()
        ? Future.succeededFuture()
        : act.apply(all.next()).compose(done -> later(() -> each(all, act)));
  }

  /** In its turn, so that neither a stack grows nor anybody waits. */
  private Future<Void> later(Supplier<Future<Void>> next) {
    Promise<Void> done = Promise.promise();
    loop.turns.doLong(() -> next.get().onComplete(done));
    return done.future();
  }

  private Future<Void> erase(RoomName room) {
    rooms++;
    return eraseMessages(room, 0).compose(said -> eraseReactions(room, 0));
  }

  private Future<Void> eraseMessages(RoomName room, long behind) {
    return log.read(LogPage.Request.after(room, behind, PAGE)).compose(page -> {
      List<LogEntry> entries = page.entries();
      Iterator<LogEntry> theirs = entries.stream().filter(this::isTheirs).iterator();
      return each(theirs, entry -> delete(room, entry.seq()))
          .compose(deleted -> isOver || entries.isEmpty()
              ? Future.succeededFuture()
              : later(() -> eraseMessages(room, entries.get(entries.size() - 1).seq())));
    });
  }

  /** Whether it has a text that is theirs. No string of a frame can hold what is looked for: its quotes would have a backslash before them. */
  private boolean isTheirs(LogEntry entry) {
    String frame = new String(entry.text(), UTF_8);
    int text = frame.indexOf(",\"text\":\"");
    return text > 0 && frame.substring(0, text).contains(",\"by\":\"" + by + "\"");
  }

  private Future<Void> delete(RoomName room, long seq) {
    return change(new ClientFrame.Delete(null, room, seq), who, true).onSuccess(done -> messages++);
  }

  private Future<Void> eraseReactions(RoomName room, long from) {
    return administration.reactions(new ReactionQuery(room, by, from)).compose(page -> {
      // Those that go make the others move up.
      long next = page.next() - page.reactions().size();
      return each(page.reactions().iterator(), reaction -> takeBack(room, reaction))
          .compose(taken -> isOver || page.next() == 0
              ? Future.succeededFuture()
              : later(() -> eraseReactions(room, next)));
    });
  }

  private Future<Void> takeBack(RoomName room, Reaction reaction) {
    Person theirs = new Person(who.userName(), by);
    return change(
            new ClientFrame.React(null, room, reaction.seq(), reaction.emoji(), false),
            theirs,
            false)
        .onSuccess(done -> reactions++);
  }

  private Future<Void> change(ClientFrame.Change change, Person person, boolean isModerator) {
    return log.change(new ChangeDraft(change, person, isModerator))
        .<Void>mapEmpty()
        // It went meanwhile, by another hand.
        .recover(failure -> failure instanceof RefusedException refused
                && refused.refusal().code() == Refusal.Code.NO_SUCH_MESSAGE
            ? Future.succeededFuture()
            : Future.failedFuture(failure));
  }

  private JsonObject progress() {
    return new JsonObject()
        .put("rooms", rooms)
        .put("messages", messages)
        .put("reactions", reactions);
  }

  private void tell(JsonObject line) {
    if (!isOver) {
      response.write(line.encode() + "\n").onFailure(gone -> {});
    }
  }

  private void finish() {
    administration
        .compact()
        .onSuccess(rewrites -> {
          JsonObject all = progress().put("done", true).put("fileRewritten", rewrites);
          call.record("done " + all.encode())
              .onSuccess(recorded -> {
                tell(all);
                isOver = true;
                response.end().onFailure(gone -> {});
              })
              .onFailure(unreachable -> cut());
        })
        .onFailure(unreachable -> cut());
  }

  private void breakOff() {
    if (!isOver) {
      isOver = true;
      call.record("broken off " + progress().encode()).onFailure(inTheLogAlone -> {});
    }
  }

  private void cut() {
    breakOff();
    HttpConnections.cut(context.request());
  }
}
