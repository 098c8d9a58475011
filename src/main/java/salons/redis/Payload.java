package salons.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import salons.protocol.UserName;
import salons.room.Feed;

/**
 * What comes over the channel of a room. Its first word tells the kind: an epoch (hexadecimal) for messages, as publish.lua publishes
 * them, else what it is.
 */
final class Payload {
  /** What becomes of each kind. */
  interface Receiver {
    void messages(Feed.Burst burst);

    void people(Change change);

    void typing(UserName user, boolean on);
  }

  private static final byte[] PEOPLE = "people ".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] TYPING = "typing ".getBytes(StandardCharsets.US_ASCII);

  private Payload() {}

  static String typing(UserName user, boolean on) {
    return "typing " + (on ? "+" : "-") + user.value();
  }

  static void read(byte[] payload, Receiver receiver) {
    if (startsWith(payload, PEOPLE)) {
      receiver.people(
          people(new String(payload, PEOPLE.length, payload.length - PEOPLE.length, UTF_8)));
    } else if (startsWith(payload, TYPING)) {
      int at = TYPING.length;
      String user = new String(payload, at + 1, payload.length - at - 1, UTF_8);
      receiver.typing(new UserName(user), payload[at] == '+');
    } else {
      receiver.messages(messages(payload));
    }
  }

  private static boolean startsWith(byte[] payload, byte[] word) {
    return payload.length >= word.length
        && Arrays.equals(payload, 0, word.length, word, 0, word.length);
  }

  /** {@code "<version> <count>"}, then what changed, each behind a newline, unless it is too much. */
  private static Change people(String payload) {
    String[] lines = payload.split("\n");
    String[] header = lines[0].split(" ", 2);
    return new Change(
        Long.parseLong(header[0]),
        Integer.parseInt(header[1]),
        false,
        List.of(lines).subList(1, lines.length));
  }

  /** {@code "<epoch> <first seq>"}, then the frames, each behind a newline. */
  private static Feed.Burst messages(byte[] payload) {
    int lineEnd = endOfLine(payload, 0);
    String[] header = new String(payload, 0, lineEnd, StandardCharsets.US_ASCII).split(" ", 2);
    List<byte[]> frames = new ArrayList<>();
    while (lineEnd < payload.length) {
      int start = lineEnd + 1;
      lineEnd = endOfLine(payload, start);
      frames.add(Arrays.copyOfRange(payload, start, lineEnd));
    }
    return new Feed.Burst(header[0], Long.parseLong(header[1]), frames, System.nanoTime());
  }

  private static int endOfLine(byte[] bytes, int from) {
    int i = from;
    while (i < bytes.length && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
