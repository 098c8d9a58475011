package salons.redis;

import salons.protocol.RoomName;

/** The keys of a room, for tests of other packages that look into Redis. */
public final class RoomKeys {
  private RoomKeys() {}

  /** What all keys of the room begin with, and its channel. */
  public static String of(String room) {
    return Keys.of(new RoomName(room)).prefix();
  }

  public static String of(RoomName room) {
    return Keys.of(room).prefix();
  }
}
