package salons.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import salons.protocol.MessageTemplate;
import salons.protocol.UserName;
import salons.room.Feed;

/**
 * What comes over the channel of a room. Its first word tells the kind: an epoch (hexadecimal) for messages, as publish.lua publishes
 * them, else what it is.
 */
final class ChannelMessage {
  /** What becomes of each kind. */
  interface Receiver {
    void messages(Feed.Burst burst);

    void people(PresenceDelta change);

    void typing(UserName user, boolean on);
  }

  private static final byte[] PRESENCE = "presence ".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] TYPING = "typing ".getBytes(StandardCharsets.US_ASCII);

  private ChannelMessage() {}

  static String typing(UserName user, boolean on) {
    return "typing " + (on ? "+" : "-") + user.value();
  }

  static void read(byte[] payload, Receiver receiver) {
    if (startsWith(payload, PRESENCE)) {
      receiver.people(
          people(new String(payload, PRESENCE.length, payload.length - PRESENCE.length, UTF_8)));
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
  private static PresenceDelta people(String payload) {
    String[] lines = payload.split("\n");
    String[] header = lines[0].split(" ", 2);
    return new PresenceDelta(
        Long.parseLong(header[0]),
        Integer.parseInt(header[1]),
        false,
        List.of(lines).subList(1, lines.length));
  }

  /** {@code "<epoch> <first seq> <time>"}, then the lines, see {@link MessageTemplate#lines}, behind a newline. */
  private static Feed.Burst messages(byte[] payload) {
    int header = 0;
    while (header < payload.length && payload[header] != '\n') {
      header++;
    }
    String[] words = new String(payload, 0, header, StandardCharsets.US_ASCII).split(" ", 3);
    long first = Long.parseLong(words[1]);
    List<byte[]> frames =
        MessageTemplate.frames(payload, header + 1, first, Long.parseLong(words[2]));
    return new Feed.Burst(words[0], first, frames, System.nanoTime());
  }
}
