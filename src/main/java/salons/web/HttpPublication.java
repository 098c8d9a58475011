package salons.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import salons.protocol.ClientFrame;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.room.Draft;
import salons.room.NewRooms;
import salons.room.PublishBatcher;
import salons.room.Receipt;
import salons.room.RoomLog;

/** A message on its way to the log that came by a request: answers that when it is known how it went. Confined to one event loop. */
final class HttpPublication implements PublishBatcher.Sender {
  private final HttpServerResponse response;
  private final ClientFrame.Message message;
  private final Draft draft;
  private final NewRooms newRooms;
  private final LoopContext loop;

  /** Whether the right to make a room was taken for it. */
  private boolean tookRoom;

  HttpPublication(
      HttpServerResponse response,
      ClientFrame.Message message,
      Person author,
      NewRooms newRooms,
      LoopContext loop) {
    this.response = response;
    this.message = message;
    this.draft = Draft.of(message, author, null);
    this.newRooms = newRooms;
    this.loop = loop;
  }

  /** To be called once. Whoever may make no further room may still speak in one that is known. */
  void send(RoomLog log) {
    long wait = newRooms.tryTake();
    tookRoom = wait == 0;
    if (tookRoom) {
      publish();
      return;
    }
    log.knows(message.room())
        .onSuccess(known -> {
          if (known) {
            publish();
          } else {
            Problem.end(response, Refusal.rateLimited("new rooms", wait));
          }
        })
        .onFailure(unreachable -> Problem.end(response, Refusal.unavailable()));
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
