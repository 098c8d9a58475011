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

  private static final NameCheck.Rule RULE = new NameCheck.Rule(
      Refusal.Code.BAD_ROOM,
      "A room name",
      Limits.ROOM,
      MOST_STACKED,
      false,
      (kind, c) -> kind == Kind.LETTER || kind == Kind.DIGIT || isSign(c),
      " is made of letters, digits, '.', '-' and '_'",
      (kind, c) -> kind == Kind.LETTER);

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
    return new RoomName(name, RoomName::checkStored);
  }

  public String value() {
    return value;
  }

  private static String spelled(String typed) {
    return isPlain(typed) ? typed : RULE.spelled(typed);
  }

  /** Tables differ in letters, never in ASCII and blanks. */
  private static String checkStored(String name) {
    String bounded = NameCheck.stored(name, Refusal.Code.BAD_ROOM);
    boolean taken = bounded.codePoints().allMatch(c -> c < 0x80 ? isPlain(c) : !Unicode.isBlank(c))
        && Unicode.normalize(bounded).equals(bounded);
    return taken ? bounded : NameCheck.stored("", Refusal.Code.BAD_ROOM);
  }

  /** Most are: each message names its room, so they are let through at a glance. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isPlain(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= Limits.ROOM;
  }

  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || isSign(c);
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
}
