package salons.protocol;

/** What stands beside a message: one emoji of those recommended for general interchange, with all that belongs to it. */
public record Emoji(String value) {
  public Emoji {
    value = Unicode.normalize(value);
    if (!EmojiSequences.isOne(value)) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST, "Field 'emoji' must be one emoji and nothing else.");
    }
  }
}
