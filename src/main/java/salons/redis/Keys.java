package salons.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import salons.protocol.RoomName;

/**
 * The names of things in Redis. The keys and the channel of a room carry the hash tag of its partition, as in {@code
 * salons:{228}:general:log}: in a cluster all rooms of a partition lie in one slot, so they may share a call and a subscription.
 *
 * @param prefix what all keys of the room begin with
 */
record Keys(String prefix) {
  /** Which keys and lines this program writes; see the field {@code format} of {@link #META}. */
  static final int FORMAT = 2;

  /** Into how many partitions all rooms are divided. */
  static final int PARTITIONS = 256;

  /** What all instances have to know of the data. */
  static final String META = "salons:{instances}:meta";

  /** Never there: a key of another slot than {@link #META}, to try things on. */
  static final String ELSEWHERE = "salons:{elsewhere}";

  /** The leases of all instances; all of the instances are used together, and have one hash tag. */
  static final String LEASES = "salons:{instances}:leases";

  static final String DEAD = "salons:{instances}:dead";
  static final String ABOUT = "salons:{instances}:about";

  /** All rooms with somebody in them, by how many. */
  static final String OCCUPIED = "salons:{instances}:occupied";

  /** What administrators asked for; see {@link AuditStream}. */
  static final String AUDIT = "salons:{instances}:audit";

  private static final int SLOTS = 16_384;

  /** The hash tag of each partition. */
  private static final String[] TAGS = tags();

  /** The rooms in which an incarnation has people; see lease.lua. */
  static String roomsOf(String incarnation) {
    return "salons:{instances}:rooms:" + incarnation;
  }

  static Keys of(RoomName room) {
    return named(room.value());
  }

  /** The keys of a room by a name that stands in Redis, though this instance may not take it for one. */
  static Keys named(String room) {
    return new Keys("salons:{" + TAGS[partition(room)] + "}:" + room);
  }

  /** Which partition a room is in, from 0: the CRC-16 of its name, as Redis Cluster takes it of a key. */
  static int partition(RoomName room) {
    return partition(room.value());
  }

  private static int partition(String room) {
    return crc16(room) % PARTITIONS;
  }

  /**
   * Keys and channels of one group may stand in one command or script call. A standalone Redis takes any of them together; Redis
   * Cluster only those of one slot, and all that have one hash tag share one.
   */
  static int commandGroup(String keyOrChannel) {
    return 0;
  }

  /** The rooms of a saved session, where a room's keys would be that has its secret for a name. */
  static String session(String secret) {
    return named(secret).prefix + ":session";
  }

  /** Whether a hook is held, and by whom; see hook.lua. */
  static String leaseOf(String hook) {
    return "salons:{instances}:hook:" + hook;
  }

  /** What a hook is yet to be told of the rooms of a partition, from 0; see outbox.lua. */
  static String outbox(int partition, String hook) {
    return "salons:{" + TAGS[partition] + "}:" + hook + ":outbox";
  }

  /** What {@link #logState} is of all rooms, as a pattern. */
  static String everyLogState() {
    return "salons:{*}:*:room";
  }

  /** The name of the room whose {@link #logState} this is; throws when it cannot be one. */
  static String roomOf(String logState) {
    return nameIn(logState.substring(0, logState.lastIndexOf(':')));
  }

  /** The name behind the tag of a {@link #channel}, whatever it is. */
  static String nameIn(String channel) {
    return channel.substring(channel.indexOf("}:") + 2);
  }

  /** Of the partition of the room. */
  List<String> outboxes(List<String> hooks) {
    return hooks.stream().map(hook -> outbox(partition(nameIn(prefix)), hook)).toList();
  }

  String log() {
    return prefix + ":log";
  }

  String logState() {
    return prefix + ":room";
  }

  String evenIds() {
    return prefix + ":ids0";
  }

  String oddIds() {
    return prefix + ":ids1";
  }

  String rules() {
    return prefix + ":rules";
  }

  String turns() {
    return prefix + ":turns";
  }

  String members() {
    return prefix + ":members";
  }

  String presence() {
    return prefix + ":presence";
  }

  /** Who put which emoji beside what was said; see room.lua. */
  String reactors() {
    return prefix + ":reactors";
  }

  /** All that is kept of what was said in the room and how it was moderated, {@link #logState} first. */
  List<String> erasable() {
    return List.of(
        logState(), log(), evenIds(), oddIds(), prefix + ":changes", reactors(), rules(), turns());
  }

  String channel() {
    return prefix;
  }

  /**
   * For each partition the smallest number that hashes into its share of the slots. The numbers of the partitions themselves would
   * not do: their slots lie so that one of 16 shards had three times as many partitions as another.
   */
  private static String[] tags() {
    String[] tags = new String[PARTITIONS];
    int found = 0;
    for (int number = 0; found < PARTITIONS; number++) {
      String tag = Integer.toString(number);
      int partition = crc16(tag) % SLOTS / (SLOTS / PARTITIONS);
      if (tags[partition] == null) {
        tags[partition] = tag;
        found++;
      }
    }
    return tags;
  }

  /** CRC-16/XMODEM of the text in UTF-8. */
  private static int crc16(String text) {
    int crc = 0;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      crc ^= (b & 0xFF) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
      }
      crc &= 0xFFFF;
    }
    return crc;
  }
}
