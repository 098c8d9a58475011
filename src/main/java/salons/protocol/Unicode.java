package salons.protocol;

import java.text.Normalizer;
import salons.protocol.Characters.Kind;

/** What the names and texts ask about characters, alike on every JVM. */
final class Unicode {
  private static final int ASCII = 0x80;

  private Unicode() {}

  /** The property White_Space, which will never change: blanks of any width, tab, line ends. */
  static boolean isBlank(int c) {
    return c == ' '
        || c >= '\t' && c <= '\r'
        || c >= ASCII
            && (c == 0x85
                || c == 0xA0
                || c == 0x1680
                || c >= 0x2000 && c <= 0x200A
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000);
  }

  /** Whether anything of it can be seen by itself: also what is too new for the table, or has a glyph in somebody's own font. */
  static boolean isVisible(int c) {
    Kind kind = Characters.kind(c);
    return kind != Kind.INVISIBLE && !kind.isMark();
  }

  /** Without the blanks at both ends. */
  static String strip(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && isBlank(value.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(start, end);
  }

  static boolean isAscii(String value) {
    return value.chars().allMatch(c -> c < ASCII);
  }

  /** Normalisation form C; every JVM gives the same, as long as there is no {@link Kind#UNKNOWN} in it. */
  static String normalize(String value) {
    return isAscii(value) ? value : Normalizer.normalize(value, Normalizer.Form.NFC);
  }

  static String name(int codePoint) {
    return String.format("U+%04X", codePoint);
  }

  /** C0, delete and C1. */
  static boolean isControl(int c) {
    return c < ' ' || c >= 0x7F && c < 0xA0;
  }

  /** A code point that UTF-8 cannot write: JSON's escapes can smuggle one in. */
  static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
