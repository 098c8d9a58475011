package salons.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room. Names are free to take: two people of one name are two as long as their {@code by} differs. Kept for each of their
 * connections, so it holds one text and nothing else.
 */
public final class Person {
  private static final int LONGEST_BY = 64;

  /** Between name and {@code by}. No name has it, and it is less than any character of a name, so people are ordered by their names. */
  private static final char SEPARATOR = '\u001f';

  /** Who only reads: not among the people of any room, and equal to none of them. */
  public static final Person NOBODY = new Person("");

  private final String encoded;

  /**
   * A person as they are told to others.
   *
   * @param by what everybody may know of who they are, the same in each of their tabs; null for whoever showed nothing, so that all of
   *     those who have one name are one person
   * @throws IllegalArgumentException when {@code by} is too long to be one
   */
  public Person(UserName name, @Nullable String by) {
    if (by != null && by.length() > LONGEST_BY) {
      throw new IllegalArgumentException("a by of " + by.length() + " characters");
    }
    this.encoded = by == null ? name.value() : name.value() + SEPARATOR + by;
  }

  private Person(String encoded) {
    this.encoded = encoded;
  }

  /**
   * A guest of this name.
   *
   * @param key their secret, of which their {@code by} is made; null when they have none
   * @throws RefusedException when one of the two is none
   */
  public static Person guest(String user, @Nullable String key) {
    UserName name = new UserName(user);
    return new Person(name, key == null ? null : GuestKey.by(key));
  }

  /** The person of an {@linkplain #encoded} text, which may come from another instance; throws when it is none. */
  public static Person decode(String encoded) {
    return new Person(UserName.stored(nameIn(encoded)), byIn(encoded));
  }

  public String name() {
    return nameIn(encoded);
  }

  public @Nullable String by() {
    return byIn(encoded);
  }

  /** As one text without line breaks, by which presence knows people; equal people have equal texts, and no others. */
  public String encoded() {
    return encoded;
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
  public boolean equals(@Nullable Object other) {
    return other instanceof Person that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    String by = by();
    return by == null ? name() : name() + " (" + by + ")";
  }
}
