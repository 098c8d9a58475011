package salons.protocol;

import java.util.regex.Pattern;

/**
 * Whom a measure of a moderator is about: everybody with one {@link Person#by}, or everybody of one name who has none.
 *
 * @param key as rules know them
 */
public record Target(String key) {
  private static final char BY = 'b';
  private static final char NAME = 'n';
  private static final Pattern BY_FORM = Pattern.compile("[!-~&&[^\"\\\\]]{1,64}");

  /** @throws IllegalArgumentException when it is none */
  public Target {
    if (key.isEmpty() || key.charAt(0) != BY && key.charAt(0) != NAME) {
      throw new IllegalArgumentException("nobody");
    }
  }

  /**
   * Everybody with that.
   *
   * @throws RefusedException when nobody can have it
   */
  public static Target ofBy(String by) {
    if (!BY_FORM.matcher(by).matches()) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST,
          "Field 'by' has 1 to 64 visible ASCII characters without quotes.");
    }
    return new Target(BY + by);
  }

  public static Target ofName(UserName name) {
    return new Target(NAME + name.value());
  }

  public static Target of(Person person) {
    String by = person.by();
    return new Target(by == null ? NAME + person.name() : BY + by);
  }

  JsonWriter write(JsonWriter json) {
    return json.field(key.charAt(0) == BY ? "target" : "targetUser", key.substring(1));
  }
}
