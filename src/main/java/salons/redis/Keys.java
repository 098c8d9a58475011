package salons.redis;

import salons.protocol.RoomName;

/** The names of things in Redis. All of a room carry the hash tag <code>{room}</code>, so in a cluster they live on one shard. */
record Keys(
    String log,
    String room,
    String evenIds,
    String oddIds,
    String people,
    String crowd,
    String channel) {
  /** The leases of all instances; all of the instances are used together, and have one hash tag. */
  static final String LEASES = "salons:{instances}:leases";

  static final String DEAD = "salons:{instances}:dead";
  static final String ABOUT = "salons:{instances}:about";

  /** All rooms with somebody in them, by how many. */
  static final String OCCUPIED = "salons:{instances}:occupied";

  private static final String PREFIX = "salons:{";

  /** The rooms in which a holder has people; see lease.lua. */
  static String roomsOf(String holder) {
    return "salons:{instances}:rooms:" + holder;
  }

  static Keys of(RoomName room) {
    String tag = PREFIX + room.value() + "}";
    return new Keys(
        tag + ":log",
        tag + ":room",
        tag + ":ids0",
        tag + ":ids1",
        tag + ":people",
        tag + ":crowd",
        tag);
  }
}
