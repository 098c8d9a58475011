package salons.room;

/**
 * The figures of this package, told where they arise. Calls come on the event loop of the room, of several loops at the same time;
 * every method does nothing unless it is overridden.
 */
public interface RoomMeters {
  RoomMeters NONE = new RoomMeters() {};

  /** Somebody was let in. */
  default void joined(boolean recovered) {}

  /** So many frames were handed to so many recipients. */
  default void delivered(int frames, int recipients) {}

  /** The recipients of a room had to start anew. */
  default void resynced() {}
}
