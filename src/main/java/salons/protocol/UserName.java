package salons.protocol;

import java.text.Normalizer;

/**
 * How a person is called in a room: NFC, trimmed, 1 to {@link Limits#USER} code points, nothing invisible in it that could make
 * one name pass for another.
 */
public record UserName(String value) {
  public UserName {
    value = Normalizer.normalize(Unicode.strip(value), Normalizer.Form.NFC);
    if (value.isEmpty() || value.codePointCount(0, value.length()) > Limits.USER) {
      throw RefusedException.because(
          Refusal.Code.BAD_USER, "A user name has 1 to " + Limits.USER + " visible characters.");
    }
    if (value.codePoints().anyMatch(UserName::deceives)) {
      throw RefusedException.because(
          Refusal.Code.BAD_USER, "A user name has no control, direction or invisible characters.");
    }
  }

  private static boolean deceives(int c) {
    return switch (Character.getType(c)) {
      // FORMAT holds the bidirectional overrides and isolates and the zero-width characters.
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> true;
      // The Hangul fillers and the braille blank count as letters and symbols, but nobody can see
      // them.
      default ->
        c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800 || c == 0x034F;
    };
  }

  @Override
  public String toString() {
    return value;
  }
}
