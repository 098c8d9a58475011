package salons.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import salons.room.Feed;

/** What publish.lua publishes: {@code "<epoch> <first seq>"}, then the frames, each behind a newline. */
final class Payload {
  private Payload() {}

  static Feed.Burst read(byte[] payload) {
    int lineEnd = endOfLine(payload, 0);
    String[] header = new String(payload, 0, lineEnd, StandardCharsets.US_ASCII).split(" ", 2);
    List<byte[]> frames = new ArrayList<>();
    while (lineEnd < payload.length) {
      int start = lineEnd + 1;
      lineEnd = endOfLine(payload, start);
      frames.add(Arrays.copyOfRange(payload, start, lineEnd));
    }
    return new Feed.Burst(header[0], Long.parseLong(header[1]), frames);
  }

  private static int endOfLine(byte[] bytes, int from) {
    int i = from;
    while (i < bytes.length && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
