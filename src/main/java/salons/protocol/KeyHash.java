package salons.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/** What everybody may know of something that they are not to know: 80 bits of its hash, from which it cannot be found. */
final class KeyHash {
  private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 16;
  private static final Pattern FORM = Pattern.compile("[a-z2-7]{" + LENGTH + "}");

  /** Finding one takes longer than using it; each digest leaves it as new. */
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(KeyHash::sha256);

  private KeyHash() {}

  /** The first 16 digits of the SHA-256 of a text in base32 (RFC 4648), lower case. */
  static String of(String text) {
    return base32(SHA_256.get().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether {@link #of} could have made it. */
  static boolean isLike(String text) {
    return FORM.matcher(text).matches();
  }

  private static String base32(byte[] hash) {
    StringBuilder digits = new StringBuilder(LENGTH);
    int bits = 0;
    int held = 0;
    for (int next = 0; digits.length() < LENGTH; held -= 5) {
      if (held < 5) {
        bits = bits << 8 | hash[next++] & 0xFF;
        held += 8;
      }
      digits.append(BASE_32.charAt(bits >> held - 5 & 31));
    }
    return digits.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
