package salons.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What the server says, as packets of Socket.IO's main namespace: events and acknowledgements, cut from the frames of {@link
 * ServerFrames} without reading them. Each is a whole packet of Engine.IO, a message ({@code 4}), and may be shared by any number of
 * clients. Stateless.
 */
public final class SocketIoEvents {
  private static final int LONGEST_EXTRA = 80;

  private SocketIoEvents() {}

  /** The event that the frame is: its type is the event's name, the rest of it the argument. */
  public static byte[] event(byte[] frame) {
    return event(frame, FrameType.end(frame), null);
  }

  /**
   * The same, with a last argument from which a client goes on when it comes back.
   *
   * @param offset made by {@link #offset}, or several of these with blanks between them
   */
  public static byte[] event(byte[] frame, String offset) {
    return event(frame, FrameType.end(frame), offset);
  }

  /** Where an entry of a log stands, as clients of Socket.IO keep it. */
  public static String offset(String epoch, long seq) {
    return epoch + ':' + seq;
  }

  /**
   * Has the client keep this: the rooms that it is in have changed, and the next event of any of them may never come.
   *
   * @param offset of all of them
   */
  public static byte[] offset(String offset) {
    return new JsonWriter(offset.length() + LONGEST_EXTRA)
        .ascii("42[\"offset\",\"")
        .ascii(offset)
        .ascii("\"]")
        .toBytes();
  }

  /** A refusal that no acknowledgement can tell: {@code error} would be no event of a stock client. */
  public static byte[] error(@Nullable String id, Refusal refusal) {
    byte[] frame = ServerFrames.error(id, refusal);
    return new JsonWriter(frame.length + LONGEST_EXTRA)
        .ascii("42[\"chat:error\",")
        .json(rest(frame, FrameType.end(frame)))
        .ascii("]")
        .toBytes();
  }

  /** Acknowledges with the frame, without its type. */
  public static byte[] ack(String ackId, byte[] frame) {
    return ack(ackId, rest(frame, FrameType.end(frame)));
  }

  /** Acknowledges that the log has it as {@code seq}, at Redis' time {@code at} in ms. */
  public static byte[] written(String ackId, long seq, long at, boolean duplicate) {
    return ack(
        ackId,
        new JsonWriter(64)
            .ascii("{\"seq\":")
            .number(seq)
            .field("at", at)
            .ascii(duplicate ? ",\"duplicate\":true}" : "}"));
  }

  /** Acknowledges that the client is not in the room any more. */
  public static byte[] left(String ackId, RoomName room) {
    return ack(
        ackId, new JsonWriter(96).ascii("{\"room\":").string(room.value()).ascii("}"));
  }

  /** Acknowledges what needs no further answer. */
  public static byte[] done(String ackId) {
    return ack(ackId, new JsonWriter(2).ascii("{}"));
  }

  private static byte[] ack(String ackId, JsonWriter object) {
    return new JsonWriter(object.length() + LONGEST_EXTRA)
        .ascii("43")
        .ascii(ackId)
        .ascii("[")
        .json(object)
        .ascii("]")
        .toBytes();
  }

  private static byte[] event(byte[] frame, int endOfType, @Nullable String offset) {
    int extra = offset == null ? LONGEST_EXTRA : LONGEST_EXTRA + offset.length();
    JsonWriter json = new JsonWriter(frame.length + extra)
        .ascii("42[\"")
        .raw(frame, FrameType.START, endOfType)
        .ascii("\",{")
        .raw(frame, afterType(frame, endOfType), frame.length);
    if (offset != null) {
      json = json.ascii(",\"").ascii(offset).ascii("\"");
    }
    return json.ascii("]").toBytes();
  }

  /** The object without its type. */
  private static JsonWriter rest(byte[] frame, int endOfType) {
    return new JsonWriter(frame.length)
        .ascii("{")
        .raw(frame, afterType(frame, endOfType), frame.length);
  }

  private static int afterType(byte[] frame, int endOfType) {
    return frame[endOfType + 1] == ',' ? endOfType + 2 : endOfType + 1;
  }
}
