package salons.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import salons.protocol.LogEntry;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.room.Feed;

/** What comes over the channel of a room. Its first word tells the kind; see publish.lua and presence.lua for the rest. */
final class ChannelMessage {
  /** What becomes of each kind. */
  interface Receiver {
    void messages(Feed.Burst burst);

    void presence(PresenceDelta delta);

    void typing(Person person, boolean on);

    /** Something was said, but nobody can read what. */
    void messagesMissed();

    /** Somebody came or left, but nobody can read who. */
    void presenceMissed();
  }

  /**
   * @param prefix the word and a blank, in bytes
   * @param mostBytes a longer one is not even looked at: well above what scripts publish
   * @param parser throws whatever it likes when there is something else behind the word
   * @param missed what becomes of one that nobody can read
   */
  private record Kind(
      String word,
      byte[] prefix,
      int mostBytes,
      Function<byte[], Consumer<Receiver>> parser,
      Consumer<Receiver> missed) {
    Kind(
        String word,
        int mostBytes,
        Function<byte[], Consumer<Receiver>> parser,
        Consumer<Receiver> missed) {
      this(word, (word + " ").getBytes(US_ASCII), mostBytes, parser, missed);
    }
  }

  private static final Kind LOG =
      new Kind("log", 16 << 20, ChannelMessage::log, Receiver::messagesMissed);
  private static final Kind CHANGE =
      new Kind("change", 16 << 20, ChannelMessage::change, Receiver::messagesMissed);
  private static final Kind PRESENCE =
      new Kind("presence", 256 << 10, ChannelMessage::presence, Receiver::presenceMissed);
  private static final Kind TYPING =
      new Kind("typing", 4 << 10, ChannelMessage::typing, nothing -> {});
  private static final List<Kind> KINDS = List.of(LOG, CHANGE, PRESENCE, TYPING);
  private static final int SHOWN = 40;

  /** Changes that presence.lua tells at once at most; each is searched for in the names that are known. */
  private static final int MOST_CHANGES = 200;

  private ChannelMessage() {}

  static String typing(Person person, boolean on) {
    return TYPING.word + " " + (on ? "+" : "-") + person.encoded();
  }

  /** Gives the payload to the receiver; when nobody can read it, it is told to {@code unreadable}, and that the receiver missed something. */
  static void read(RoomName room, byte[] payload, Receiver receiver, Unreadable unreadable) {
    Kind kind = kindOf(payload);
    if (kind == null) {
      // Of another program, or of a version of this one that knows more.
      unreadable.skip("channel message", where(room, payload));
      return;
    }
    Consumer<Receiver> message;
    try {
      message = payload.length <= kind.mostBytes ? kind.parser.apply(payload) : kind.missed;
    } catch (RuntimeException e) {
      message = kind.missed;
    }
    if (message == kind.missed) {
      unreadable.skip(kind.word + " message", where(room, payload));
    }
    message.accept(receiver);
  }

  private static @Nullable Kind kindOf(byte[] payload) {
    for (Kind kind : KINDS) {
      int length = kind.prefix.length;
      if (payload.length >= length && Arrays.equals(payload, 0, length, kind.prefix, 0, length)) {
        return kind;
      }
    }
    return null;
  }

  /** {@code "log <epoch> <first seq> <time>"}, then the lines behind a newline. */
  private static Consumer<Receiver> log(byte[] payload) {
    return burst(LOG, payload, payload.length);
  }

  /** The same with one line, and behind it the frames that it has changed, each behind a newline. */
  private static Consumer<Receiver> change(byte[] payload) {
    return burst(CHANGE, payload, newline(payload, newline(payload, 0) + 1));
  }

  private static Consumer<Receiver> burst(Kind kind, byte[] payload, int endOfLines) {
    int header = newline(payload, 0);
    int start = kind.prefix.length;
    String[] words = new String(payload, start, header - start, US_ASCII).split(" ", 3);
    long first = Long.parseLong(words[1]);
    byte[] lines = endOfLines == payload.length ? payload : Arrays.copyOf(payload, endOfLines);
    List<byte[]> frames = LogLines.frames(lines, header + 1, first, Long.parseLong(words[2]));
    List<LogEntry> changed = LogLines.changed(payload, endOfLines + 1);
    Feed.Burst burst = new Feed.Burst(words[0], first, frames, changed, System.nanoTime());
    return receiver -> receiver.messages(burst);
  }

  private static int newline(byte[] payload, int from) {
    int end = from;
    while (end < payload.length && payload[end] != '\n') {
      end++;
    }
    return end;
  }

  /** {@code "presence <version> <count>"}, then what changed, each behind a newline, unless it is too much. */
  private static Consumer<Receiver> presence(byte[] payload) {
    int start = PRESENCE.prefix.length;
    String[] lines = new String(payload, start, payload.length - start, UTF_8).split("\n");
    String[] header = lines[0].split(" ", 2);
    List<String> changes = List.of(lines).subList(1, lines.length);
    int count = Integer.parseInt(header[1]);
    if (count < 0
        || changes.size() > MOST_CHANGES
        || !changes.stream().allMatch(ChannelMessage::isChange)) {
      throw new IllegalArgumentException("not a change of presence");
    }
    PresenceDelta delta = new PresenceDelta(Long.parseLong(header[0]), count, false, changes);
    return receiver -> receiver.presence(delta);
  }

  private static boolean isChange(String line) {
    return line.length() > 1 && (line.charAt(0) == '+' || line.charAt(0) == '-');
  }

  /** {@code "typing +<person>"}, or {@code -} when they stopped. */
  private static Consumer<Receiver> typing(byte[] payload) {
    String change = new String(payload, UTF_8).substring(TYPING.prefix.length);
    if (!isChange(change)) {
      throw new IllegalArgumentException("not a change of who writes");
    }
    Person person = Person.decode(change.substring(1));
    return receiver -> receiver.typing(person, change.charAt(0) == '+');
  }

  /** The beginning of the payload's first line, without what could not be printed, and the room. */
  private static String where(RoomName room, byte[] payload) {
    String shown = new String(payload, 0, Math.min(payload.length, SHOWN), US_ASCII);
    return "'" + shown.lines().findFirst().orElse("").replaceAll("[^ -~]", "?") + "' in room "
        + room;
  }
}
