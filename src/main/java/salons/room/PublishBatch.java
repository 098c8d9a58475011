package salons.room;

import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;

/**
 * What is said in a room at once, on its way to the log.
 *
 * @param outcome completed on the event loop of the log, with one receipt a draft, in order; null for a draft that was not written
 *     in time as far as anybody knows: it may be in the log all the same
 */
public record PublishBatch(
    RoomName room, List<Draft> drafts, Promise<List<@Nullable Receipt>> outcome) {
  /** Of all drafts. */
  public long bytes() {
    long bytes = 0;
    for (Draft draft : drafts) {
      bytes += draft.body().length;
    }
    return bytes;
  }
}
