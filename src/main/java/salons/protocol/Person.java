package salons.protocol;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a room. Names are free to take, but for those of verified people who are there: two people of one name are two as long as
 * their {@code by} differs. Kept for each of their connections, so it holds one text and nothing else.
 */
public final class Person {
  private static final int LONGEST_BY = 64;

  /** Between name and {@code by}. No name has it, and it is less than any character of a name, so people are ordered by their names. */
  private static final char SEPARATOR = '\u001f';

  /** Who only reads: not among the people of any room, and equal to none of them. */
  public static final Person NOBODY = new Person("");

  /**
   * Begins who is verified: then the {@link #skeleton}, {@code by} and the name. So they stand first in any order, and who has a name is
   * found among them by its skeleton.
   */
  private static final char VERIFIED = '\u001e';

  private final String encoded;

  /**
   * A person as they are told to others, whom nobody has verified.
   *
   * @param by what everybody may know of who they are, the same in each of their tabs; null for whoever showed nothing, so that all of
   *     those who have one name are one person
   * @throws IllegalArgumentException when {@code by} is too long to be one
   */
  public Person(UserName name, @Nullable String by) {
    this(by == null ? name.value() : name.value() + SEPARATOR + checked(by));
  }

  private Person(String encoded) {
    this.encoded = encoded;
  }

  /** Somebody whose {@code by} a token says, which was verified. */
  public static Person verified(UserName name, String by) {
    return new Person(
        VERIFIED + skeleton(name.value()) + SEPARATOR + checked(by) + SEPARATOR + name.value());
  }

  private static String checked(String by) {
    if (by.length() > LONGEST_BY) {
      throw new IllegalArgumentException("a by of " + by.length() + " characters");
    }
    return by;
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
    UserName name = UserName.stored(nameIn(encoded));
    String by = byIn(encoded);
    return by != null && isVerifiedIn(encoded) ? verified(name, by) : new Person(name, by);
  }

  public String name() {
    return nameIn(encoded);
  }

  public UserName userName() {
    return UserName.stored(name());
  }

  public @Nullable String by() {
    return byIn(encoded);
  }

  public boolean isVerified() {
    return isVerifiedIn(encoded);
  }

  /** As one text without line breaks, by which presence knows people; equal people have equal texts, and no others. */
  public String encoded() {
    return encoded;
  }

  /** What the texts of all verified people begin with whose name looks like this one's, and of no others. */
  public String namesakes() {
    return VERIFIED + skeleton(name()) + SEPARATOR;
  }

  /** What those of them begin with who are this person, whatever their spelling; null for a guest. */
  public @Nullable String self() {
    String by = by();
    return by != null && isVerified() ? namesakes() + by + SEPARATOR : null;
  }

  /** The same for names that look alike but for case, width and joiners. */
  private static String skeleton(String name) {
    String wide = Normalizer.normalize(name, Normalizer.Form.NFKC);
    // Up and down again: there are letters that only one of the two brings together.
    String folded = wide.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC).replaceAll("[\u200c\u200d]", "");
  }

  static boolean isVerifiedIn(String encoded) {
    return !encoded.isEmpty() && encoded.charAt(0) == VERIFIED;
  }

  static String nameIn(String encoded) {
    if (isVerifiedIn(encoded)) {
      return encoded.substring(encoded.lastIndexOf(SEPARATOR) + 1);
    }
    int end = encoded.indexOf(SEPARATOR);
    return end < 0 ? encoded : encoded.substring(0, end);
  }

  static @Nullable String byIn(String encoded) {
    int before = encoded.indexOf(SEPARATOR);
    if (isVerifiedIn(encoded)) {
      int end = encoded.lastIndexOf(SEPARATOR);
      return before < end ? encoded.substring(before + 1, end) : null;
    }
    return before < 0 ? null : encoded.substring(before + 1);
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
    return by == null ? name() : name() + " (" + by + (isVerified() ? ", verified)" : ")");
  }
}
