package salons.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import salons.protocol.LogEntry;
import salons.protocol.MessageTemplate;

/** The lines that publish.lua publishes and keeps, see {@link MessageTemplate#lines}, as they come back. */
final class LogLines {
  /** Up to here Lua counts. */
  static final long MOST_SEQ = 1L << 53;

  private static final byte[] HEAD = "{\"type\":\"".getBytes(US_ASCII);

  /** What a finished frame begins with. */
  private static final Pattern SEQ =
      Pattern.compile("\\{\"type\":\"[a-z]{1,20}\",\"seq\":(\\d{1,16}),");

  private static final int LONGEST_HEAD = 64;

  private LogLines() {}

  /**
   * The finished frames of the lines from index {@code from} on.
   *
   * @param first the seq of the first; the others follow by one each
   * @param at when all of them were taken
   * @throws IllegalArgumentException when they are something else: a single line that is no JSON object would spoil every answer
   *     that it becomes a part of
   */
  static List<byte[]> frames(byte[] lines, int from, long first, long at) {
    List<byte[]> frames = MessageTemplate.frames(lines, from, first, at);
    if (first < 1 || first > MOST_SEQ - frames.size() || at < 0) {
      throw new IllegalArgumentException("numbers out of range");
    }
    for (byte[] frame : frames) {
      if (!isFrame(frame)) {
        throw new IllegalArgumentException("not the line of a frame");
      }
    }
    return frames;
  }

  /**
   * The finished frames of messages from index {@code from} on, with a newline between them; none when that is behind the end.
   *
   * @throws IllegalArgumentException when they are something else
   */
  static List<LogEntry> changed(byte[] lines, int from) {
    List<LogEntry> changed = new ArrayList<>(1);
    for (int start = from; start < lines.length; ) {
      int end = start;
      while (end < lines.length && lines[end] != '\n') {
        end++;
      }
      changed.add(finished(Arrays.copyOfRange(lines, start, end)));
      start = end + 1;
    }
    return changed;
  }

  /**
   * A finished frame, with the seq that it says itself.
   *
   * @throws IllegalArgumentException when it is none
   */
  static LogEntry finished(byte[] frame) {
    Matcher seq = SEQ.matcher(new String(frame, 0, Math.min(frame.length, LONGEST_HEAD), US_ASCII));
    if (!isFrame(frame) || !seq.lookingAt() || !isOneLine(frame)) {
      throw new IllegalArgumentException("not a frame");
    }
    return new LogEntry(Long.parseLong(seq.group(1)), frame);
  }

  private static boolean isOneLine(byte[] frame) {
    for (byte b : frame) {
      if (b >= 0 && b < ' ') {
        return false;
      }
    }
    return true;
  }

  private static boolean isFrame(byte[] line) {
    return line.length > HEAD.length
        && Arrays.equals(line, 0, HEAD.length, HEAD, 0, HEAD.length)
        && line[line.length - 1] == '}';
  }
}
