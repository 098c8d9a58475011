package salons.protocol;

import java.text.Normalizer;

/** The name of a room: NFC, 1 to {@link Limits#ROOM} letters, digits and {@code . - _}. */
public record RoomName(String value) {
  public RoomName {
    value = Normalizer.normalize(value, Normalizer.Form.NFC);
    if (value.isEmpty() || value.codePointCount(0, value.length()) > Limits.ROOM) {
      throw RefusedException.because(
          Refusal.Code.BAD_ROOM, "A room name has 1 to " + Limits.ROOM + " characters.");
    }
    if (!value.codePoints().allMatch(RoomName::allowed)) {
      throw RefusedException.because(
          Refusal.Code.BAD_ROOM, "A room name is made of letters, digits, '.', '-' and '_'.");
    }
  }

  private static boolean allowed(int c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
  }

  @Override
  public String toString() {
    return value;
  }
}
