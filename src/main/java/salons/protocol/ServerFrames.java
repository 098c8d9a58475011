package salons.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what the server says, as the bytes of one JSON text each. Stateless. */
public final class ServerFrames {
  private ServerFrames() {}

  /** The first frame on every connection. */
  public static byte[] welcome(String instance, String connection, String version) {
    return new JsonWriter(256)
        .ascii("{\"type\":\"welcome\"")
        .key("instance")
        .string(instance)
        .key("connection")
        .string(connection)
        .key("version")
        .string(version)
        .ascii(",\"limits\":{\"text\":" + Limits.TEXT + ",\"user\":" + Limits.USER + ",\"room\":"
            + Limits.ROOM)
        .ascii(",\"frame\":" + Limits.FRAME + "}}")
        .toBytes();
  }

  public static byte[] joined(Joined joined) {
    ClientFrame.Join join = joined.join();
    return withEntries(
        new JsonWriter(256)
            .ascii("{\"type\":\"joined\"")
            .id(value(join.id()))
            .key("room")
            .string(join.room().value())
            .key("user")
            .string(join.user().value())
            .key("epoch")
            .string(joined.at().epoch())
            .key("seq")
            .number(joined.at().seq())
            .ascii(",\"recovered\":" + joined.recovered() + ",\"more\":" + joined.more()),
        joined.entries(),
        new JsonWriter(64 + joined.roster().names().length)
            .key("count")
            .number(joined.roster().count())
            .key("members")
            .raw(joined.roster().names())
            .ascii("}"));
  }

  /** The room starts anew from {@code at}: what the client held may have gaps or be of another log. */
  public static byte[] resync(RoomName room, Position at, List<LogEntry> entries) {
    return withEntries(
        new JsonWriter(128)
            .ascii("{\"type\":\"resync\"")
            .key("room")
            .string(room.value())
            .key("epoch")
            .string(at.epoch())
            .key("seq")
            .number(at.seq()),
        entries,
        new JsonWriter(32).ascii(",\"recovered\":false}"));
  }

  /** How many people are in the room by now, where nobody is named. */
  public static byte[] presence(RoomName room, int count) {
    return presenceOf(room, count).ascii("}").toBytes();
  }

  /** Who came and who left since the last such frame. */
  public static byte[] presence(RoomName room, int count, List<String> joined, List<String> left) {
    return presenceOf(room, count)
        .key("joined")
        .raw(Roster.json(joined))
        .key("left")
        .raw(Roster.json(left))
        .ascii("}")
        .toBytes();
  }

  /** Who is in the room, for somebody who did not know all of them. */
  public static byte[] presence(RoomName room, Roster roster) {
    return presenceOf(room, roster.count())
        .ascii(",\"joined\":[],\"left\":[]")
        .key("members")
        .raw(roster.names())
        .ascii("}")
        .toBytes();
  }

  public static byte[] typing(RoomName room, UserName user, boolean on) {
    return new JsonWriter(96)
        .ascii("{\"type\":\"typing\"")
        .key("room")
        .string(room.value())
        .key("user")
        .string(user.value())
        .ascii(",\"on\":" + on + "}")
        .toBytes();
  }

  private static JsonWriter presenceOf(RoomName room, int count) {
    return new JsonWriter(128)
        .ascii("{\"type\":\"presence\"")
        .key("room")
        .string(room.value())
        .key("count")
        .number(count);
  }

  public static byte[] history(ClientFrame.History request, List<LogEntry> entries, boolean more) {
    return withEntries(
        new JsonWriter(128)
            .ascii("{\"type\":\"history\"")
            .id(value(request.id()))
            .key("room")
            .string(request.room().value()),
        entries,
        new JsonWriter(32).ascii(",\"more\":" + more + "}"));
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

  public static byte[] left(ClientFrame.Leave leave) {
    return new JsonWriter(96)
        .ascii("{\"type\":\"left\"")
        .id(value(leave.id()))
        .key("room")
        .string(leave.room().value())
        .ascii("}")
        .toBytes();
  }

  /** {@code at} is this instance's clock in milliseconds. */
  public static byte[] pong(@Nullable MessageId id, long at) {
    return new JsonWriter(96)
        .ascii("{\"type\":\"pong\"")
        .id(value(id))
        .key("at")
        .number(at)
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
        .key("room")
        .string(room.value())
        .key("seq")
        .number(seq)
        .id(value(id))
        .key("inUs")
        .number(inUs)
        .key("loopUs")
        .number(loopUs)
        .key("outUs")
        .number(outUs)
        .key("replyUs")
        .number(replyUs)
        .ascii("}")
        .toBytes();
  }

  /** The last frame of a connection. */
  public static byte[] bye(Bye bye) {
    return retryAfter(
            new JsonWriter(96)
                .ascii("{\"type\":\"bye\"")
                .key("reason")
                .string(bye.reason().wireName()),
            bye.retryAfterMs())
        .ascii("}")
        .toBytes();
  }

  public static byte[] error(@Nullable String id, Refusal refusal) {
    return retryAfter(
            new JsonWriter(160)
                .ascii("{\"type\":\"error\"")
                .id(id)
                .key("code")
                .string(refusal.code().wireName())
                .key("message")
                .string(refusal.message()),
            refusal.retryAfterMs())
        .ascii("}")
        .toBytes();
  }

  private static JsonWriter retryAfter(JsonWriter json, @Nullable Long ms) {
    return ms == null ? json : json.key("retryAfterMs").number(ms);
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
