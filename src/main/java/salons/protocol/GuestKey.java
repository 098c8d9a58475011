package salons.protocol;

/** The secret of a guest, of which only what everybody may know is kept. */
final class GuestKey {
  private static final String PREFIX = "salons:";

  private GuestKey() {}

  /**
   * The {@link Person#by} of whoever has this key: the {@link KeyHash} of "salons:" + key.
   *
   * @throws RefusedException when it is none; the refusal does not quote it
   */
  static String by(String key) {
    if (!MessageId.isWord(key, Limits.SHORTEST_KEY, Limits.LONGEST_KEY)) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST,
          "Field 'key' has " + Limits.SHORTEST_KEY + " to " + Limits.LONGEST_KEY
              + " of the characters A-Z a-z 0-9 _ -.");
    }
    return KeyHash.of(PREFIX + key);
  }
}
