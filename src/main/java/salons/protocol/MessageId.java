package salons.protocol;

/** An id that a client chose: 1 to {@link Limits#ID} of {@code A-Za-z0-9_-}. */
public record MessageId(String value) {
  public MessageId {
    if (!isValid(value)) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST,
          "Field 'id' has 1 to " + Limits.ID + " of the characters A-Z a-z 0-9 _ -.");
    }
  }

  static boolean isValid(String value) {
    if (value.isEmpty() || value.length() > Limits.ID) {
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
