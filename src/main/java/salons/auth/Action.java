package salons.auth;

/** What may be allowed or forbidden in a room. */
public enum Action {
  /** To join, and to hear and read what is said. */
  READ("read"),
  /** To say something, and to be seen writing. */
  WRITE("write in"),
  /** To delete what others said. */
  MODERATE("moderate");

  private final String verb;

  Action(String verb) {
    this.verb = verb;
  }

  /** As in: you may not … the room. */
  public String verb() {
    return verb;
  }
}
