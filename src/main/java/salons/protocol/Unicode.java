package salons.protocol;

/** What the names and texts ask about single code points. */
final class Unicode {
  private Unicode() {}

  static String name(int codePoint) {
    return String.format("U+%04X", codePoint);
  }

  /** A code point that UTF-8 cannot write: JSON's escapes can smuggle one in. */
  static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
