package salons.room;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.Person;
import salons.protocol.Position;
import salons.protocol.RoomName;

/**
 * What of a session outlives its connection and its instance, for a while: the rooms it is in. Whoever names its secret goes on with it, on
 * whatever instance.
 */
public interface SavedSessions {
  /**
   * One of the rooms.
   *
   * @param entered what the client was told of the room when it entered; null when that is not known
   */
  record SavedRoom(RoomName room, Person person, @Nullable Position entered) {}

  /**
   * Keeps these rooms instead of what was kept, for five minutes; forgets the session if there are none. Nobody waits for it, and it may
   * be lost: whoever lasts says it again.
   */
  void save(Saved session);

  /** A session's secret and its rooms. */
  record Saved(String secret, List<SavedRoom> rooms) {}

  /** The rooms of a session; empty when nothing is known of it. Fails while Redis is out of reach. */
  Future<List<SavedRoom>> find(String secret);
}
