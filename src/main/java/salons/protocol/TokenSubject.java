package salons.protocol;

import java.util.regex.Pattern;

/** Whom a token is about: what becomes their {@link Person#by}. */
public final class TokenSubject {
  private static final String PREFIX = "salons-sub:";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@:|/+-]{1,64}");

  private TokenSubject() {}

  /**
   * The subject itself, where it can be told as it is; else its hash, made like that of a guest's key. A subject that looks like what is
   * made of a key is hashed as well: nobody's token is to be a guest's {@code by}.
   */
  public static String by(String subject) {
    return PLAIN.matcher(subject).matches() && !KeyHash.isLike(subject)
        ? subject
        : KeyHash.of(PREFIX + subject);
  }
}
