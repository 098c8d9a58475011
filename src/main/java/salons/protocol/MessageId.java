package salons.protocol;

/** An id that a client chose: 1 to {@link Limits#ID} of {@code A-Za-z0-9_-}. */
public record MessageId(String value) {
  public MessageId {
    if (!isWord(value, 1, Limits.ID)) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST,
          "Field 'id' has 1 to " + Limits.ID + " of the characters A-Z a-z 0-9 _ -.");
    }
  }

  /** Whether it is so many of {@code A-Za-z0-9_-}. */
  static boolean isWord(String value, int least, int most) {
    if (value.length() < least || value.length() > most) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (!allowed(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean allowed(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }

  @Override
  public String toString() {
    return value;
  }
}
