package salons.redis;

import java.util.stream.Stream;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.room.Outbox.Change;
import salons.room.Outbox.Dropped;
import salons.room.Outbox.Event;
import salons.room.Outbox.Logged;
import salons.room.Outbox.Place;
import salons.room.Outbox.Presence;
import salons.room.Outbox.Turn;
import salons.room.Outbox.Waiting;

/** What outbox.lua writes. */
final class OutboxText {
  private OutboxText() {}

  /**
   * @throws IllegalArgumentException or a {@link salons.protocol.RefusedException} when it wrote something else
   */
  static Waiting read(Place place, String text) {
    long at = number(place.id().replaceFirst("-.*", ""));
    String[] lines = text.split("\n", -1);
    String[] words = lines[0].split(" ", -1);
    return new Waiting(place, at, event(words, lines));
  }

  private static Event event(String[] words, String[] lines) {
    if (is("log", 3, words) && lines.length == 2) {
      int count = (int) Math.min(RoomQueue.MOST_PER_CALL, number(words[2]));
      return new Logged(room(lines[1]), number(words[1]), count);
    }
    if (is("presence", 4, words) && lines.length >= 2) {
      return new Presence(
          room(lines[1]),
          number(words[1]),
          (int) number(words[2]),
          turn(words[3]),
          Stream.of(lines).skip(2).map(OutboxText::change).toList());
    }
    if (is("dropped", 2, words)) {
      return new Dropped(number(words[1]));
    }
    throw new IllegalArgumentException("of no kind that is known");
  }

  private static boolean is(String kind, int size, String[] words) {
    return words.length == size && words[0].equals(kind);
  }

  private static RoomName room(String channel) {
    if (!channel.contains("}:")) {
      throw new IllegalArgumentException("no channel");
    }
    return RoomName.stored(Keys.nameIn(channel));
  }

  private static long number(String text) {
    long number = Long.parseLong(text);
    if (number < 0 || number > LogLines.MOST_SEQ) {
      throw new IllegalArgumentException("out of range");
    }
    return number;
  }

  private static Turn turn(String sign) {
    return switch (sign) {
      case "+" -> Turn.OCCUPIED;
      case "-" -> Turn.VACANT;
      default -> Turn.NONE;
    };
  }

  private static Change change(String line) {
    if (!line.startsWith("+") && !line.startsWith("-")) {
      throw new IllegalArgumentException("no change");
    }
    return new Change(Person.decode(line.substring(1)), line.startsWith("+"));
  }
}
