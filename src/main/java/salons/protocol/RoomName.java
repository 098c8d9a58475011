package salons.protocol;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import salons.protocol.Characters.Kind;

/**
 * The name of a room: NFC, 1 to {@link Limits#ROOM} letters, marks behind a letter, digits and {@code . - _}; joiners where a script needs
 * them.
 */
public final class RoomName {
  /** As UTS 39 has it; pointed Hebrew with its accents takes so many. */
  private static final int MOST_STACKED = 4;

  private final String value;

  /**
   * The name that somebody asks for.
   *
   * @throws RefusedException when it is none
   */
  public RoomName(String typed) {
    this(typed, RoomName::spelled);
  }

  private RoomName(String name, UnaryOperator<String> check) {
    value = check.apply(name);
  }

  /**
   * A name that stands in Redis, as it is: what another instance let in is not judged again.
   *
   * @throws RefusedException when no instance can have let it in
   */
  public static RoomName stored(String name) {
    return new RoomName(name, each -> NameCheck.stored(each, Refusal.Code.BAD_ROOM));
  }

  public String value() {
    return value;
  }

  private static String spelled(String typed) {
    return isPlain(typed) ? typed : new Check().spelled(typed, Limits.ROOM);
  }

  /** Most are: each message names its room, so they are let through at a glance. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || isSign(c))) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= Limits.ROOM;
  }

  private static boolean isSign(int c) {
    return c == '.' || c == '-' || c == '_';
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RoomName room && room.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }

  private static final class Check extends NameCheck {
    Check() {
      super(Refusal.Code.BAD_ROOM, "A room name", MOST_STACKED);
    }

    @Override
    boolean takes(Kind kind, int c) {
      return kind == Kind.LETTER || kind == Kind.DIGIT || isSign(c);
    }

    @Override
    boolean bears(Kind kind, int c) {
      return kind == Kind.LETTER;
    }

    @Override
    boolean takesEmojiSequences() {
      return false;
    }
  }
}
