package salons.protocol;

/**
 * What somebody says: 1 to {@link Limits#TEXT} code points, something to be seen among them, no control characters but newline and tab.
 * Whatever ends a line becomes a newline; other control characters go, as do blank lines at the beginning and all blanks at the end.
 */
public record MessageText(String value) {
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  public MessageText {
    value = trim(clean(value));
    if (!isVisible(value)) {
      throw RefusedException.because(
          Refusal.Code.EMPTY_TEXT, "A message has at least one visible character.");
    }
    int length = value.codePointCount(0, value.length());
    if (length > Limits.TEXT) {
      throw RefusedException.because(
          Refusal.Code.TOO_LONG,
          "A message has at most " + Limits.TEXT + " characters; this one has " + length + ".");
    }
  }

  /** Mostly the first character says so. */
  private static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (Unicode.isVisible(text.codePointAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static String clean(String text) {
    int clean = 0;
    while (clean < text.length() && isClean(text.charAt(clean))) {
      clean++;
    }
    if (clean == text.length()) {
      return text;
    }
    StringBuilder cleaned = new StringBuilder(text.length()).append(text, 0, clean);
    for (int i = clean; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\r' && i < text.length() && text.charAt(i) == '\n') {
        continue;
      }
      append(cleaned, c);
    }
    return cleaned.toString();
  }

  /** Whether it surely stays as it is. */
  private static boolean isClean(char c) {
    return c >= ' ' && c < 0x7F
        || c == '\n'
        || c == '\t'
        || c >= 0xA0 && !endsLine(c) && !Character.isSurrogate(c);
  }

  private static void append(StringBuilder cleaned, int c) {
    if (Unicode.isLoneSurrogate(c)) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST, "Field 'text' holds half a surrogate pair.");
    }
    if (endsLine(c)) {
      cleaned.append('\n');
    } else if (c == '\t' || !Unicode.isControl(c)) {
      cleaned.appendCodePoint(c);
    }
  }

  private static boolean endsLine(int c) {
    return c >= '\n' && c <= '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  /** Without blank lines at the beginning and blanks at the end: how far the first line is indented may matter. */
  private static String trim(String text) {
    int end = text.length();
    while (end > 0 && isBlank(text.charAt(end - 1))) {
      end--;
    }
    int start = 0;
    for (int i = 0; i < end && isBlank(text.charAt(i)); i++) {
      if (text.charAt(i) == '\n') {
        start = i + 1;
      }
    }
    return text.substring(start, end);
  }

  /** As JavaScript has it, so that the page trims alike. */
  private static boolean isBlank(char c) {
    return Unicode.isBlank(c) || c == BYTE_ORDER_MARK;
  }
}
