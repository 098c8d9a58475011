package salons.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The secret by which an operator is known. Of it only a hash is kept. */
public final class AdminToken {
  private final byte[] hash;

  public AdminToken(String token) {
    this.hash = hash(token);
  }

  /** Takes as long for any text, whatever of it is right. */
  boolean is(String text) {
    return MessageDigest.isEqual(hash, hash(text));
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
