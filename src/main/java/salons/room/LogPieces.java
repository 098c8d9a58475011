package salons.room;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import salons.protocol.RoomName;

/** Reads a room's log forwards, a piece at a time; whoever wants the same one meanwhile shares the read. Confined to the room's event loop. */
final class LogPieces {
  private final RoomName room;
  private final RoomLog log;
  private final Map<Long, Future<LogPage>> inFlight = new HashMap<>(0);

  LogPieces(RoomName room, RoomLog log) {
    this.room = room;
    this.log = log;
  }

  /**
   * What comes right behind {@code seq}, up to {@code head}, in a piece of bounded size. When the first entry of the page is another one, or
   * there is none, the log does not hold it.
   */
  Future<LogPage> after(long seq, long head) {
    Future<LogPage> shared = inFlight.get(seq);
    if (shared != null) {
      return shared;
    }
    Future<LogPage> read = log.read(LogPage.Request.next(room, seq).to(head));
    if (!read.isComplete()) {
      inFlight.put(seq, read);
      read.onComplete(done -> inFlight.remove(seq));
    }
    return read;
  }

  boolean isRunning() {
    return !inFlight.isEmpty();
  }
}
