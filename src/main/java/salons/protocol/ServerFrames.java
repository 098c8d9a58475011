package salons.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what the server says, as the bytes of one JSON text each. Stateless. */
public final class ServerFrames {
  private ServerFrames() {}

  /**
   * The first frame on every connection.
   *
   * @param auth {@code open}, or {@code required} where nothing is done for who shows no token
   */
  public static byte[] welcome(String instance, String connection, String version, String auth) {
    return new JsonWriter(256)
        .ascii("{\"type\":\"welcome\"")
        .field("instance", instance)
        .field("connection", connection)
        .field("version", version)
        .ascii(",\"limits\":{\"text\":" + Limits.TEXT + ",\"user\":" + Limits.USER + ",\"room\":"
            + Limits.ROOM)
        .ascii(",\"frame\":" + Limits.FRAME + "},\"mode\":\"log\"")
        .field("auth", auth)
        .ascii("}")
        .toBytes();
  }

  public static byte[] joined(Joined joined) {
    ClientFrame.Join join = joined.join();
    return withEntries(
        new JsonWriter(256)
            .ascii("{\"type\":\"joined\"")
            .id(value(join.id()))
            .field("room", join.room().value())
            .person(joined.person())
            .field("epoch", joined.at().epoch())
            .field("seq", joined.at().seq())
            .ascii(",\"recovered\":" + joined.recovered() + ",\"more\":" + joined.more()),
        joined.entries(),
        joined
            .rules()
            .write(new JsonWriter(32 + joined.roster().members().length)
                .field("count", joined.roster().count())
                .raw(joined.roster().members()))
            .ascii("}"));
  }

  /** The room starts anew from {@code at}: what the client held may have gaps or be of another log. */
  public static byte[] resync(RoomName room, Position at, List<LogEntry> entries) {
    return withEntries(
        new JsonWriter(128)
            .ascii("{\"type\":\"resync\"")
            .field("room", room.value())
            .field("epoch", at.epoch())
            .field("seq", at.seq()),
        entries,
        new JsonWriter(32).ascii(",\"recovered\":false}"));
  }

  /** How many people are in the room by now, where nobody is named. */
  public static byte[] presence(RoomName room, int count) {
    return presenceOf(room, count).ascii("}").toBytes();
  }

  /** Who came and who left since the last such frame, {@linkplain Person#encoded encoded}. */
  public static byte[] presence(RoomName room, int count, List<String> joined, List<String> left) {
    return presenceOf(room, count)
        .raw(Roster.fields("joined", joined))
        .raw(Roster.fields("left", left))
        .ascii("}")
        .toBytes();
  }

  /** Who is in the room, for somebody who did not know all of them. */
  public static byte[] presence(RoomName room, Roster roster) {
    return presenceOf(room, roster.count())
        .ascii(",\"joined\":[],\"left\":[]")
        .raw(roster.members())
        .ascii("}")
        .toBytes();
  }

  /** Somebody is writing, or stopped. */
  public static byte[] typing(RoomName room, Person person, boolean on) {
    return new JsonWriter(96)
        .ascii("{\"type\":\"typing\"")
        .field("room", room.value())
        .person(person)
        .ascii(",\"on\":" + on + "}")
        .toBytes();
  }

  private static JsonWriter presenceOf(RoomName room, int count) {
    return new JsonWriter(128)
        .ascii("{\"type\":\"presence\"")
        .field("room", room.value())
        .field("count", count);
  }

  /**
   * An older page.
   *
   * @param more whether the log holds entries older than the first of these
   */
  public static byte[] history(ClientFrame.History request, List<LogEntry> entries, boolean more) {
    return withEntries(
        new JsonWriter(128)
            .ascii("{\"type\":\"history\"")
            .id(value(request.id()))
            .field("room", request.room().value()),
        entries,
        new JsonWriter(32).ascii(",\"more\":" + more + "}"));
  }

  /**
   * A page over HTTP.
   *
   * @param epoch of the log; null when there is none
   * @param more whether there are others in the direction in which the log is read
   */
  public static byte[] page(
      RoomName room, @Nullable String epoch, List<LogEntry> entries, boolean more) {
    JsonWriter head = new JsonWriter(128).ascii("{\"room\":").string(room.value());
    return withEntries(
        epoch == null ? head : head.field("epoch", epoch),
        entries,
        new JsonWriter(32).ascii(",\"more\":" + more + "}"));
  }

  /** What a room is, over HTTP; {@code people} are {@linkplain Person#encoded encoded}. */
  public static byte[] room(RoomName room, int count, List<String> people, RoomRules rules) {
    JsonWriter json = new JsonWriter(128 + 32 * people.size())
        .ascii("{\"name\":")
        .string(room.value())
        .field("members", count)
        .key("people")
        .ascii("[");
    for (int i = 0; i < people.size(); i++) {
      String by = Person.byIn(people.get(i));
      json = json.ascii(i == 0 ? "{\"user\":" : ",{\"user\":").string(Person.nameIn(people.get(i)));
      json = (by == null ? json : json.field("by", by))
          .ascii(Person.isVerifiedIn(people.get(i)) ? ",\"verified\":true}" : "}");
    }
    return rules.write(json.ascii("]")).ascii("}").toBytes();
  }

  /** Written to the log as {@code seq}, at Redis' time {@code at} in milliseconds. */
  public static byte[] ack(MessageId id, RoomName room, long seq, long at, boolean duplicate) {
    return new JsonWriter(160)
        .ascii("{\"type\":\"ack\",\"id\":\"")
        .ascii(id.value())
        .ascii("\",\"room\":")
        .string(room.value())
        .ascii(",\"seq\":")
        .number(seq)
        .ascii(",\"at\":")
        .number(at)
        .ascii(duplicate ? ",\"duplicate\":true}" : "}")
        .toBytes();
  }

  /** The client is not in the room any more. */
  public static byte[] left(ClientFrame.Leave leave) {
    return new JsonWriter(96)
        .ascii("{\"type\":\"left\"")
        .id(value(leave.id()))
        .field("room", leave.room().value())
        .ascii("}")
        .toBytes();
  }

  /**
   * The client is not in the room any more, though it did not ask for that.
   *
   * @param retryAfterMs how long it may not come back; null when it may at once
   */
  public static byte[] expelled(RoomName room, String reason, @Nullable Long retryAfterMs) {
    return retryAfter(
            new JsonWriter(96)
                .ascii("{\"type\":\"left\"")
                .field("room", room.value())
                .field("reason", reason),
            retryAfterMs)
        .ascii("}")
        .toBytes();
  }

  /** {@code at} is this instance's clock in milliseconds. */
  public static byte[] pong(@Nullable MessageId id, long at) {
    return new JsonWriter(96)
        .ascii("{\"type\":\"pong\"")
        .id(value(id))
        .field("at", at)
        .ascii("}")
        .toBytes();
  }

  /** How long the parts of a message's way took, in microseconds. */
  public static byte[] trace(
      RoomName room,
      long seq,
      @Nullable MessageId id,
      long inUs,
      long loopUs,
      long outUs,
      long replyUs) {
    return new JsonWriter(192)
        .ascii("{\"type\":\"trace\"")
        .field("room", room.value())
        .field("seq", seq)
        .id(value(id))
        .field("inUs", inUs)
        .field("loopUs", loopUs)
        .field("outUs", outUs)
        .field("replyUs", replyUs)
        .ascii("}")
        .toBytes();
  }

  /** Stands in a log for an event that nobody can read any more. */
  public static byte[] lost(RoomName room, long seq) {
    return new JsonWriter(96)
        .ascii("{\"type\":\"lost\"")
        .field("seq", seq)
        .field("room", room.value())
        .ascii("}")
        .toBytes();
  }

  /** The last frame of a connection. */
  public static byte[] bye(Bye bye) {
    return retryAfter(
            new JsonWriter(96)
                .ascii("{\"type\":\"bye\"")
                .field("reason", bye.reason().wireName()),
            bye.retryAfterMs())
        .ascii("}")
        .toBytes();
  }

  /**
   * What was asked for was not done.
   *
   * @param id of the frame that asked, when it had one
   */
  public static byte[] error(@Nullable String id, Refusal refusal) {
    return retryAfter(
            new JsonWriter(160)
                .ascii("{\"type\":\"error\"")
                .id(id)
                .field("code", refusal.code().wireName())
                .field("message", refusal.message()),
            refusal.retryAfterMs())
        .ascii("}")
        .toBytes();
  }

  private static JsonWriter retryAfter(JsonWriter json, @Nullable Long ms) {
    return ms == null ? json : json.field("retryAfterMs", ms);
  }

  /** Pages are long and many at once when everybody comes back: their bytes are allocated once, in the right size. */
  private static byte[] withEntries(JsonWriter head, List<LogEntry> entries, JsonWriter tail) {
    String open = ",\"messages\":[";
    int size = head.length() + open.length() + Math.max(0, entries.size() - 1) + 1 + tail.length();
    for (LogEntry entry : entries) {
      size += entry.text().length;
    }
    JsonWriter json = new JsonWriter(size).json(head).ascii(open);
    for (int i = 0; i < entries.size(); i++) {
      json = (i == 0 ? json : json.ascii(",")).raw(entries.get(i).text());
    }
    return json.ascii("]").json(tail).toBytes();
  }

  private static @Nullable String value(@Nullable MessageId id) {
    return id == null ? null : id.value();
  }
}
