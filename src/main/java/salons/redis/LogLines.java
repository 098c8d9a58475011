package salons.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;
import salons.protocol.MessageTemplate;

/** The lines that publish.lua publishes and keeps, see {@link MessageTemplate#lines}, as they come back. */
final class LogLines {
  /** Up to here Lua counts. */
  static final long MOST_SEQ = 1L << 53;

  private static final byte[] HEAD = "{\"type\":\"".getBytes(US_ASCII);

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

  private static boolean isFrame(byte[] line) {
    return line.length > HEAD.length
        && Arrays.equals(line, 0, HEAD.length, HEAD, 0, HEAD.length)
        && line[line.length - 1] == '}';
  }
}
