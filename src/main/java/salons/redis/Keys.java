package salons.redis;

import salons.protocol.RoomName;

/** The names of a room in Redis. All carry the hash tag <code>{room}</code>, so in a cluster they live on one shard. */
record Keys(String log, String room, String evenIds, String oddIds, String channel) {
  private static final String PREFIX = "salons:{";

  static Keys of(RoomName room) {
    String tag = PREFIX + room.value() + "}";
    return new Keys(tag + ":log", tag + ":room", tag + ":ids0", tag + ":ids1", tag);
  }
}
