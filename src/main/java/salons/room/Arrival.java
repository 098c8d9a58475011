package salons.room;

import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;

/**
 * Somebody on the way in.
 *
 * @param people the room with this person in it
 * @param compared whether the window was just compared with the log
 * @param filled whether it was just filled with what the log holds
 * @param piece what was read behind {@code since}, where the window does not reach back so far
 */
record Arrival(
    ClientFrame.Join join,
    Membership membership,
    Presence people,
    boolean compared,
    boolean filled,
    @Nullable LogPage piece) {
  Arrival afterComparing() {
    return new Arrival(join, membership, people, true, filled, piece);
  }

  Arrival afterFilling() {
    return new Arrival(join, membership, people, compared, true, piece);
  }

  Arrival with(LogPage read) {
    return new Arrival(join, membership, people, compared, filled, read);
  }
}
