package salons;

/** A value that cannot be used, or a name that is none; its message is one line that says which, and what is accepted. */
public final class BadSetting extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadSetting(String sentence) {
    super(sentence.replaceAll("\\p{Cntrl}", "?"));
  }

  BadSetting(String name, String value, String accepted) {
    this("Setting " + name + " is '" + value + "'; accepted: " + accepted + ".");
  }
}
