package salons.protocol;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import salons.protocol.Characters.Kind;

/**
 * How a person is called in a room: NFC, trimmed, blanks one at a time, 1 to {@link Limits#USER} code points, nothing in it that cannot be
 * seen and could make one name pass for another; joiners where a script or an emoji needs them.
 */
public final class UserName {
  private static final int MOST_STACKED = 3;

  private static final NameCheck.Rule RULE = new NameCheck.Rule(
      Refusal.Code.BAD_USER,
      "A user name",
      Limits.USER,
      MOST_STACKED,
      true,
      (kind, c) -> kind == Kind.LETTER || kind == Kind.DIGIT || kind == Kind.SIGN || c == ' ',
      " has nothing invisible, and no blanks but plain ones",
      (kind, c) -> c != ' ');

  private final String value;

  /**
   * The name that somebody wants to have.
   *
   * @throws RefusedException when it is none
   */
  public UserName(String typed) {
    this(typed, UserName::spelled);
  }

  private UserName(String name, UnaryOperator<String> check) {
    value = check.apply(name);
  }

  /**
   * A name that stands in Redis, as it is: what another instance let in is not judged again.
   *
   * @throws RefusedException when no instance can have let it in
   */
  public static UserName stored(String name) {
    return new UserName(name, each -> NameCheck.stored(each, Refusal.Code.BAD_USER));
  }

  public String value() {
    return value;
  }

  private static String spelled(String typed) {
    return RULE.spelled(collapse(Unicode.strip(typed)));
  }

  /** A page shows any number of plain blanks as one. */
  private static String collapse(String name) {
    return name.contains("  ") ? name.replaceAll(" +", " ") : name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UserName user && user.value.equals(value);
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
