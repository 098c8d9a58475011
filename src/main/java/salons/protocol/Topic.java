package salons.protocol;

/** What a room is about: one line of at most {@link Limits#TOPIC} code points; empty for a room that has no topic. */
public record Topic(String value) {
  public static final Topic NONE = new Topic("");

  public Topic {
    value = value.isBlank()
        ? ""
        : new MessageText(value).value().replaceAll("\\s+", " ").strip();
    int length = value.codePointCount(0, value.length());
    if (length > Limits.TOPIC) {
      throw RefusedException.because(
          Refusal.Code.TOO_LONG,
          "A topic has at most " + Limits.TOPIC + " characters; this one has " + length + ".");
    }
  }
}
