package salons.protocol;

import java.util.List;

/** What receivers of webhooks are sent, as JSON text in UTF-8. */
public final class HookFrames {
  private HookFrames() {}

  /**
   * An event that stands in the log of a room.
   *
   * @param line as members are told it
   */
  public static byte[] logged(RoomName room, Position at, byte[] line) {
    return event(room, at.epoch() + ":" + at.seq(), new JsonWriter(line.length).raw(line));
  }

  /**
   * Somebody's first connection came into a room, or the last one left it.
   *
   * @param place what tells this event from all others of the room
   * @param at when, in ms
   */
  public static byte[] person(RoomName room, String place, Person person, boolean joined, long at) {
    String type = joined ? "person.joined" : "person.left";
    return event(room, place, typed(type, room).person(person).field("at", at).ascii("}"));
  }

  /** A room began to be occupied, or ended; see {@link #person} for the parameters. */
  public static byte[] occupancy(RoomName room, String place, boolean occupied, long at) {
    String type = occupied ? "room.occupied" : "room.vacant";
    return event(room, place, typed(type, room).field("at", at).ascii("}"));
  }

  /** A delivery of events. */
  public static byte[] delivery(List<byte[]> events) {
    int size = 16 + events.stream().mapToInt(event -> event.length + 1).sum();
    JsonWriter json = new JsonWriter(size).ascii("{\"events\":[");
    for (int i = 0; i < events.size(); i++) {
      json = (i == 0 ? json : json.ascii(",")).raw(events.get(i));
    }
    return json.ascii("]}").toBytes();
  }

  private static JsonWriter typed(String type, RoomName room) {
    return new JsonWriter(160)
        .ascii("{\"type\":\"")
        .ascii(type)
        .ascii("\"")
        .field("room", room.value());
  }

  private static byte[] event(RoomName room, String place, JsonWriter event) {
    return new JsonWriter(event.length() + 160)
        .ascii("{\"id\":")
        .string(room.value() + "/" + place)
        .ascii(",\"event\":")
        .json(event)
        .ascii("}")
        .toBytes();
  }
}
