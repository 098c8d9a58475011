package salons.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room. Names are free to take: two people of one name are two as long as their {@code by} differs.
 *
 * @param by what everybody may know of who they are, the same in each of their tabs; null for whoever showed nothing, so that all of
 *     those who have one name are one person
 */
public record Person(UserName name, @Nullable String by) {
  private static final int LONGEST_BY = 64;

  /** Between name and {@code by}. No name has it, and it is less than any character of a name, so people are ordered by their names. */
  private static final char SEPARATOR = '\u001f';

  /**
   * Checks what may come from another instance.
   *
   * @throws IllegalArgumentException when {@code by} is too long to be one
   */
  public Person {
    if (by != null && by.length() > LONGEST_BY) {
      throw new IllegalArgumentException("a by of " + by.length() + " characters");
    }
  }

  /** As one text without line breaks, by which presence knows people; equal people have equal texts, and no others. */
  public String encoded() {
    return by == null ? name.value() : name.value() + SEPARATOR + by;
  }

  /** The person of an {@linkplain #encoded} text; throws what they are checked with when it is none. */
  public static Person decode(String encoded) {
    return new Person(UserName.stored(nameIn(encoded)), byIn(encoded));
  }

  static String nameIn(String encoded) {
    int end = encoded.indexOf(SEPARATOR);
    return end < 0 ? encoded : encoded.substring(0, end);
  }

  static @Nullable String byIn(String encoded) {
    int end = encoded.indexOf(SEPARATOR);
    return end < 0 ? null : encoded.substring(end + 1);
  }

  @Override
  public String toString() {
    return by == null ? name.value() : name + " (" + by + ")";
  }
}
