package salons.protocol;

/** What the names and texts ask about characters. */
final class Unicode {
  private Unicode() {}

  /** Without the white space at both ends, no-break spaces included: {@link String#strip} leaves those. */
  static String strip(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && isSpace(value.charAt(start))) {
      start++;
    }
    while (start < end && isSpace(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  static String name(int codePoint) {
    return String.format("U+%04X", codePoint);
  }

  /** A code point that UTF-8 cannot write: JSON's escapes can smuggle one in. */
  static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
