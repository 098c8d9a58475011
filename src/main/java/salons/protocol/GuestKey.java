package salons.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The secret of a guest, of which only what everybody may know is kept: 80 bits of its hash, from which it cannot be found. */
final class GuestKey {
  private static final String PREFIX = "salons:";
  private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 16;

  /** Finding one takes longer than using it; each digest leaves it as new. */
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(GuestKey::sha256);

  private GuestKey() {}

  /**
   * The {@link Person#by} of whoever has this key: the first 16 digits of SHA-256("salons:" + key) in base32 (RFC 4648), lower case.
   *
   * @throws RefusedException when it is none; the refusal does not quote it
   */
  static String by(String key) {
    if (!MessageId.isWord(key, Limits.SHORTEST_KEY, Limits.LONGEST_KEY)) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST,
          "Field 'key' has " + Limits.SHORTEST_KEY + " to " + Limits.LONGEST_KEY
              + " of the characters A-Z a-z 0-9 _ -.");
    }
    return base32(SHA_256.get().digest((PREFIX + key).getBytes(StandardCharsets.US_ASCII)));
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
