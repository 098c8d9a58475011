package salons;

/** A value that cannot be used, or a name that is none; its message is one line that says which, and what is accepted. */
public final class BadSetting extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadSetting(String name, String value, String accepted) {
    super("Setting " + name + " is '" + onOneLine(value) + "'; accepted: " + accepted + ".");
  }

  private static String onOneLine(String value) {
    return value.replaceAll("\\p{Cntrl}", "?");
  }
}
