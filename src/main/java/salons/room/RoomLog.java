package salons.room;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.RoomName;

/**
 * The truth about all rooms: it numbers, keeps and tells. A failed future means that the log could not be reached in time, if nothing else is said.
 */
public interface RoomLog {
  /**
   * Writes the drafts of each room in the order given and tells every instance, atomically for all of a room that reach the log
   * together. Calls take effect, room by room, in the order of the calls. Settles within some 2 s: a draft with an id is tried
   * again until then and makes one message however often it is tried; one without is never tried again once its outcome is
   * uncertain.
   */
  void publish(List<PublishBatch> said);

  /**
   * Makes another one of a message, and tells every instance. Changes of a room take effect in the order of the calls. Settles within
   * some 2 s: with an id it is tried again until then, without one never once its outcome is uncertain. Fails with a {@link
   * salons.protocol.RefusedException} when the log will not have it, and then nothing was changed.
   *
   * @return a duplicate also when there was nothing to change: seq and at are then those of the room's newest event
   */
  Future<Receipt> change(ChangeDraft draft);

  /**
   * Starts telling {@link RoomEvent}s of the room; every call wants its own {@link #detach}, also after a failure. Those that follow the
   * future's completion follow on the page's head without a hole.
   *
   * @return the newest entries
   */
  Future<LogPage> attach(RoomName room);

  /** Whether somebody of this instance holds the room, or the log knows of it; nothing is made. */
  Future<Boolean> knows(RoomName room);

  /** Ends what one {@link #attach} began. */
  void detach(RoomName room);

  /** Completes when everything that the log held at the call was told, or was missing from it. */
  Future<Void> compare(RoomName room);

  /** The entries asked for, as far as the log still holds them: an empty page when it holds none of them. */
  Future<LogPage> read(LogPage.Request request);
}
