package salons.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@code message} frame as it travels and is kept: encoded once, by the instance that took the message in, as a line with two placeholders
 * for what only Redis knows, the seq and the time. Every instance fills them in by itself.
 */
public final class MessageTemplate {
  /** Lines that travel and are kept together, at most. */
  public static final int MOST_LINES = 256;

  /** Stands where a number is to go. No JSON text has it. */
  private static final byte PLACEHOLDER = 1;

  private static final byte NEWLINE = '\n';

  /** What stands before the seq. */
  private static final byte[] HEAD = head("message");

  private MessageTemplate() {}

  private static byte[] head(String type) {
    return JsonWriter.bytes("{\"type\":\"" + type + "\",\"seq\":");
  }

  /** What stands between the seq and the time. The text is the last of it: what belongs to it goes where it ends. */
  public static byte[] body(ClientFrame.Message message, Person author) {
    String text = message.text().value();
    JsonWriter json =
        new JsonWriter(128 + text.length()).field("room", message.room().value());
    MessageId id = message.id();
    if (id != null) {
      json = json.ascii(",\"id\":\"").ascii(id.value()).ascii("\"");
    }
    json = json.person(author);
    Long re = message.re();
    if (re != null) {
      json = json.field("re", re);
    }
    return json.field("text", text).ascii(",\"at\":").toBytes();
  }

  /** What stands behind the time: the instance that took the message in. */
  public static byte[] tail(String instance) {
    return new JsonWriter(64).field("from", instance).ascii("}").toBytes();
  }

  /**
   * The line of an event of another kind.
   *
   * @param fields what stands between the seq and the time, as {@code ,"key":value}
   * @param tail see {@link #tail}
   */
  public static byte[] event(String type, byte[] fields, byte[] tail) {
    byte[] head = head(type);
    return new JsonWriter(head.length + fields.length + tail.length + 16)
        .raw(head)
        .raw(PLACEHOLDER)
        .raw(fields)
        .ascii(",\"at\":")
        .raw(PLACEHOLDER)
        .raw(tail)
        .toBytes();
  }

  /** The lines of messages that have one tail, with a newline between them. */
  public static byte[] lines(List<byte[]> bodies, byte[] tail) {
    int size = -1;
    for (byte[] body : bodies) {
      size += HEAD.length + 1 + body.length + 1 + tail.length + 1;
    }
    JsonWriter lines = new JsonWriter(size);
    for (byte[] body : bodies) {
      if (lines.length() > 0) {
        lines = lines.raw(NEWLINE);
      }
      lines = lines.raw(HEAD).raw(PLACEHOLDER).raw(body).raw(PLACEHOLDER).raw(tail);
    }
    return lines.toBytes();
  }

  /**
   * The frames of the lines from index {@code from} on.
   *
   * @param first the seq of the first; the others follow by one each
   * @param at when all of them were taken
   * @throws IllegalArgumentException when they are no such lines
   */
  public static List<byte[]> frames(byte[] lines, int from, long first, long at) {
    List<byte[]> frames = new ArrayList<>();
    byte[] time = digits(at);
    for (int start = from; start < lines.length; ) {
      if (frames.size() == MOST_LINES) {
        throw new IllegalArgumentException("more lines than are ever said at once");
      }
      int end = find(NEWLINE, lines, start, lines.length);
      frames.add(frame(lines, start, end, digits(first + frames.size()), time));
      start = end + 1;
    }
    return frames;
  }

  private static byte[] frame(byte[] lines, int start, int end, byte[] seq, byte[] time) {
    int seqPlaceholder = find(PLACEHOLDER, lines, start, end);
    int timePlaceholder = find(PLACEHOLDER, lines, Math.min(seqPlaceholder + 1, end), end);
    if (timePlaceholder == end) {
      throw new IllegalArgumentException("a line without its two placeholders");
    }
    return new JsonWriter(end - start - 2 + seq.length + time.length)
        .raw(lines, start, seqPlaceholder)
        .raw(seq)
        .raw(lines, seqPlaceholder + 1, timePlaceholder)
        .raw(time)
        .raw(lines, timePlaceholder + 1, end)
        .toBytes();
  }

  /** The index of the first {@code wanted}; {@code end} when there is none. */
  private static int find(byte wanted, byte[] bytes, int from, int end) {
    int i = from;
    while (i < end && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  private static byte[] digits(long number) {
    return Long.toString(number).getBytes(US_ASCII);
  }
}
