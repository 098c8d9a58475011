package salons.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import salons.protocol.ClientFrame;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;
import salons.protocol.Target;
import salons.room.Draft;
import salons.room.NewRooms;
import salons.room.PublishBatcher;
import salons.room.Receipt;
import salons.room.RoomLog;

/** A message on its way to the log that came by a request: answers that when it is known how it went. Confined to one event loop. */
final class HttpPublication implements PublishBatcher.Sender {
  private final HttpServerResponse response;
  private final ClientFrame.Message message;
  private final Person author;
  private final boolean mayModerate;
  private final boolean choosesName;
  private final Draft draft;
  private final NewRooms newRooms;
  private final LoopContext loop;

  /** Whether the right to make a room was taken for it. */
  private boolean tookRoom;

  /**
   * @param choosesName whether the author is called as they like, rather than as a token says
   */
  HttpPublication(
      HttpServerResponse response,
      ClientFrame.Message message,
      Person author,
      boolean mayModerate,
      boolean choosesName,
      NewRooms newRooms,
      LoopContext loop) {
    this.response = response;
    this.message = message;
    this.author = author;
    this.mayModerate = mayModerate;
    this.choosesName = choosesName;
    this.draft = Draft.of(message, author, null);
    this.newRooms = newRooms;
    this.loop = loop;
  }

  /** To be called once. Whoever may make no further room may still speak in one that is known. */
  void send(RoomLog log) {
    long wait = newRooms.tryTake();
    tookRoom = wait == 0;
    if (tookRoom) {
      publishIfAllowed();
      return;
    }
    log.knows(message.room())
        .onSuccess(known -> {
          if (known) {
            publishIfAllowed();
          } else {
            Problem.end(response, Refusal.rateLimited("new rooms", wait));
          }
        })
        .onFailure(unreachable -> Problem.end(response, Refusal.unavailable()));
  }

  /** Who has no session is bound by the rules of the room all the same. */
  private void publishIfAllowed() {
    checkName()
        .compose(free -> loop.rules.of(message.room()))
        .compose(this::allow)
        .onSuccess(allowed -> publish())
        .onFailure(failure -> {
          putBackRoom();
          Problem.end(response, Refusal.of(failure));
        });
  }

  private Future<Void> allow(RoomRules rules) {
    if (rules.equals(RoomRules.NONE) || mayModerate || rules.isOwner(author)) {
      return Future.succeededFuture();
    }
    RoomName room = message.room();
    long now = System.currentTimeMillis();
    Refusal banned = rules.presence(room, author, newRooms.address(), now);
    Refusal why = banned == null ? rules.speech(room, author, now) : banned;
    if (why != null) {
      return Future.failedFuture(new RefusedException(why));
    }
    return rules.slow() == 0
        ? Future.succeededFuture()
        : loop.rules
            .takeTurn(room, Target.of(author).key(), rules.slow())
            .compose(wait -> wait == 0
                ? Future.succeededFuture()
                : Future.failedFuture(new RefusedException(
                    Refusal.rateLimited("messages", TimeUnit.MILLISECONDS.toNanos(wait)))));
  }

  /** Nobody speaks by the name of somebody verified who is there. */
  private Future<Void> checkName() {
    if (!choosesName) {
      return Future.succeededFuture();
    }
    RoomName room = message.room();
    return loop.presence
        .hasNamesake(room, author)
        .compose(found -> found
            ? Future.failedFuture(
                new RefusedException(Refusal.nameTaken(author.name(), room.value())))
            : Future.succeededFuture());
  }

  private void publish() {
    if (loop.drafts.tryAdd(bytes())) {
      loop.batcher.send(message.room(), draft, this);
    } else {
      putBackRoom();
      Problem.end(response, Refusal.unavailable());
    }
  }

  private int bytes() {
    return Publication.bytes(draft, message);
  }

  @Override
  public void written(Receipt receipt) {
    loop.drafts.add(-bytes());
    if (receipt.seq() > 1) {
      putBackRoom();
    }
    JsonObject answer = new JsonObject().put("seq", receipt.seq()).put("at", receipt.at());
    response
        .setStatusCode(receipt.duplicate() ? 200 : 201)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end((receipt.duplicate() ? answer.put("duplicate", true) : answer).toBuffer());
  }

  @Override
  public void refused(Refusal refusal) {
    loop.drafts.add(-bytes());
    putBackRoom();
    if (refusal.code() == Refusal.Code.BAD_REQUEST) {
      Problem.end(response, 409, refusal, "id");
    } else {
      Problem.end(response, refusal);
    }
  }

  private void putBackRoom() {
    if (tookRoom) {
      tookRoom = false;
      newRooms.putBack();
    }
  }
}
