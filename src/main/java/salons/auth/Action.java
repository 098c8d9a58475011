package salons.auth;

import org.jspecify.annotations.Nullable;

/** What may be allowed or forbidden in a room: each is a right of its own. */
public enum Action {
  /** To join, and to hear and read what is said. */
  READ("read", "read"),
  /** To say something, to be seen writing, and to change what one said. */
  WRITE("write", "write in"),
  /** To remove what others said, to send people away, and to set what the room is like. */
  MODERATE("moderate", "moderate");

  private final String right;
  private final String verb;

  Action(String right, String verb) {
    this.right = right;
    this.verb = verb;
  }

  /** As tokens and refusals call it. */
  public String right() {
    return right;
  }

  /** As in: you may not … the room. */
  public String verb() {
    return verb;
  }

  /** Null for a right that nobody knows here. */
  static @Nullable Action ofRight(String right) {
    for (Action action : values()) {
      if (action.right.equals(right)) {
        return action;
      }
    }
    return null;
  }
}
