package salons.redis;

import salons.protocol.RoomName;

/** The names of things in Redis. All of a room carry the hash tag <code>{room}</code>, so in a cluster they live on one shard. */
record Keys(String tag) {
  /** The leases of all instances; all of the instances are used together, and have one hash tag. */
  static final String LEASES = "salons:{instances}:leases";

  static final String DEAD = "salons:{instances}:dead";
  static final String ABOUT = "salons:{instances}:about";

  /** All rooms with somebody in them, by how many. */
  static final String OCCUPIED = "salons:{instances}:occupied";

  private static final String PREFIX = "salons:{";

  /** The rooms in which an incarnation has people; see lease.lua. */
  static String roomsOf(String incarnation) {
    return "salons:{instances}:rooms:" + incarnation;
  }

  static Keys of(RoomName room) {
    return new Keys(PREFIX + room.value() + "}");
  }

  String log() {
    return tag + ":log";
  }

  String room() {
    return tag + ":room";
  }

  String evenIds() {
    return tag + ":ids0";
  }

  String oddIds() {
    return tag + ":ids1";
  }

  String members() {
    return tag + ":members";
  }

  String presence() {
    return tag + ":presence";
  }

  String channel() {
    return tag;
  }
}
