package salons.protocol;

/**
 * What the server says, as Server-Sent Events (HTML, section 9.2): the frames of {@link ServerFrames} as they are, each in one line of data.
 * Stateless.
 */
public final class ServerSentEvents {
  /** Milliseconds after which a reader comes back to whom nothing else was said. */
  private static final long RETRY_MS = 2_000;

  private static final int LONGEST_EXTRA = 80;

  private ServerSentEvents() {}

  /** The place as a reader keeps it, from one event to the next and when it comes back. */
  public static String id(Position place) {
    return place.epoch() + ':' + place.seq();
  }

  /** A place that a reader was told. The text has to have the form of one. */
  public static Position parseId(String id) {
    int colon = id.lastIndexOf(':');
    return new Position(id.substring(0, colon), Long.parseLong(id.substring(colon + 1)));
  }

  /** The first of a stream: no event, but tells the reader where it stands. */
  public static byte[] begin(Position place) {
    return new JsonWriter(LONGEST_EXTRA)
        .ascii("retry: " + RETRY_MS + "\nid: ")
        .ascii(id(place))
        .ascii("\n\n")
        .toBytes();
  }

  /** The event that the frame is, behind which the reader stands at {@code place}. */
  public static byte[] event(byte[] frame, Position place) {
    return event(
        new JsonWriter(frame.length + LONGEST_EXTRA)
            .ascii("id: ")
            .ascii(id(place))
            .ascii("\n"),
        frame);
  }

  /** The last of a stream; says when to come back. */
  public static byte[] bye(Bye bye) {
    byte[] frame = ServerFrames.bye(bye);
    long retryMs = bye.retryAfterMs() == null ? RETRY_MS : bye.retryAfterMs();
    return event(
        new JsonWriter(frame.length + LONGEST_EXTRA).ascii("retry: " + retryMs + "\n"), frame);
  }

  private static byte[] event(JsonWriter head, byte[] frame) {
    byte[] oneLine = withoutReturns(frame);
    return head.ascii("event: ")
        .raw(oneLine, FrameType.START, FrameType.end(oneLine))
        .ascii("\ndata: ")
        .raw(oneLine)
        .ascii("\n\n")
        .toBytes();
  }

  /** No JSON has a carriage return where it means something, but a foreign entry of a log may: it would end the line. */
  private static byte[] withoutReturns(byte[] frame) {
    byte[] clean = frame;
    for (int i = 0; i < frame.length; i++) {
      if (frame[i] == '\r') {
        clean = clean == frame ? frame.clone() : clean;
        clean[i] = ' ';
      }
    }
    return clean;
  }
}
