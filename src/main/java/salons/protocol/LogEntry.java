package salons.protocol;

import java.util.Arrays;

/**
 * An event as a room's log holds it. Passed by reference between event loops, so nobody may write to {@code text}.
 *
 * @param text the JSON text of its frame, in UTF-8
 */
public record LogEntry(long seq, byte[] text) {
  // In a frame no string can hold these: its quotes would have a backslash before them.
  private static final byte[] MESSAGE = JsonWriter.bytes("{\"type\":\"message\",");
  private static final byte[] LOST = JsonWriter.bytes("{\"type\":\"lost\",");
  private static final byte[] EDITED = JsonWriter.bytes("{\"type\":\"edited\",");
  private static final byte[] DELETED = JsonWriter.bytes("{\"type\":\"deleted\",");
  private static final byte[] OF = JsonWriter.bytes(",\"of\":");
  private static final byte[] TEXT = JsonWriter.bytes(",\"text\":\"");
  private static final byte[] GONE = JsonWriter.bytes(",\"deleted\":true");
  private static final byte[] AT = JsonWriter.bytes(",\"at\":");

  /** Whether it counts in pages: it is a message, whatever became of it, or stands for what may have been one. */
  public boolean isMessage() {
    return begins(MESSAGE) || begins(LOST);
  }

  /** The seq of the message whose text it replaces or takes away; 0 when it is no such event. */
  public long changedText() {
    return begins(EDITED) || begins(DELETED) ? of() : 0;
  }

  /** Whether it has a text of a message that was changed once more since, so that nobody may have that any more. */
  public boolean isSupersededBy(LogEntry later) {
    return later.seq > seq && begins(EDITED) && of() == later.changedText();
  }

  /** The same without its text. */
  public LogEntry withoutText() {
    int from = find(TEXT, 0);
    int to = find(AT, from);
    byte[] rest = new byte[text.length - to + from];
    System.arraycopy(text, 0, rest, 0, from);
    System.arraycopy(text, to, rest, from, text.length - to);
    return new LogEntry(seq, rest);
  }

  /** Equal for an event and what became of it by changes; as good as never for two events. */
  public int identity() {
    int from = Math.min(find(TEXT, 0), find(GONE, 0));
    int to = find(AT, 0);
    int head = Arrays.hashCode(Arrays.copyOf(text, Math.min(from, to)));
    return 31 * head + Arrays.hashCode(Arrays.copyOfRange(text, to, text.length));
  }

  private long of() {
    long of = 0;
    for (int i = find(OF, 0) + OF.length;
        i < text.length && text[i] >= '0' && text[i] <= '9';
        i++) {
      of = 10 * of + text[i] - '0';
    }
    return of;
  }

  private boolean begins(byte[] with) {
    return text.length >= with.length && Arrays.equals(text, 0, with.length, with, 0, with.length);
  }

  /** Where that begins in the text; its end when it is not there. */
  private int find(byte[] what, int from) {
    for (int i = from; i <= text.length - what.length; i++) {
      if (text[i] == what[0] && Arrays.equals(text, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    return text.length;
  }
}
