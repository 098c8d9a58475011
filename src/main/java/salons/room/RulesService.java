package salons.room;

import io.vertx.core.Future;
import java.util.Set;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;
import salons.protocol.Target;

/**
 * What holds in rooms, and the setting of it: kept beside their logs. A failed future means that Redis could not be reached in time, if
 * nothing else is said.
 */
public interface RulesService {
  /**
   * Has it hold, and tells every instance by an event of the room's log, in one step. Calls of a room take effect in their order, and are
   * tried again as those of {@link RoomLog}. Fails with a {@link salons.protocol.RefusedException} when it may not be, and then nothing
   * was changed.
   *
   * @return a duplicate also when it held already: seq and at are then those of the room's newest event
   */
  Future<Receipt> moderate(ModerationDraft draft);

  /** The room is to be this verified person's, if nothing was ever said in it and it is nobody's. Nobody waits for it. */
  void own(RoomName room, Person person);

  /**
   * Bans addresses as long as somebody is banned who was connected from there. Nobody waits for it.
   *
   * @param hashes see {@link RoomRules#hash}
   */
  void banAddresses(RoomName room, Target whom, Set<String> hashes);

  /**
   * Takes the turn of somebody who may speak once in so many seconds.
   *
   * @param whom see {@link Target#key}
   * @return 0, or how many ms it is until their turn
   */
  Future<Long> takeTurn(RoomName room, String whom, int seconds);

  /** What holds in the room, as it was a second ago at most; for who does not hold it, and looks once. */
  Future<RoomRules> of(RoomName room);
}
