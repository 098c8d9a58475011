package salons.protocol;

/**
 * What somebody says: trimmed, 1 to {@link Limits#TEXT} code points, no control characters but newline and tab. The line ends of
 * Windows become plain newlines.
 */
public record MessageText(String value) {
  public MessageText {
    value = Unicode.strip(value);
    if (value.indexOf('\r') >= 0) {
      value = value.replace("\r\n", "\n");
    }
    if (value.isEmpty()) {
      throw RefusedException.because(
          Refusal.Code.EMPTY_TEXT, "A message has at least one visible character.");
    }
    check(value);
  }

  private static void check(String value) {
    int codePoints = 0;
    for (int i = 0; i < value.length(); codePoints++) {
      int c = value.codePointAt(i);
      if (c < 0x20 && c != '\n' && c != '\t' || c >= 0x7F && c < 0xA0) {
        throw RefusedException.because(
            Refusal.Code.BAD_REQUEST,
            "Field 'text' holds the control character " + Unicode.name(c) + ".");
      }
      if (Unicode.isLoneSurrogate(c)) {
        throw RefusedException.because(
            Refusal.Code.BAD_REQUEST, "Field 'text' holds half a surrogate pair.");
      }
      i += Character.charCount(c);
    }
    if (codePoints > Limits.TEXT) {
      throw RefusedException.because(
          Refusal.Code.TOO_LONG,
          "A message has at most " + Limits.TEXT + " characters; this one has " + codePoints + ".");
    }
  }
}
