package salons.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a moderator may do: to somebody, or to the room. */
public enum Moderation {
  /** Somebody leaves the room, and may come back. */
  KICK(true, false),
  /** Somebody leaves the room, and may not come back for a time. */
  BAN(true, true),
  UNBAN(true, false),
  /** Somebody may not speak for a time. */
  MUTE(true, true),
  UNMUTE(true, false),
  TOPIC(false, false),
  MODE(false, false),
  /** Everybody speaks once in so many seconds. */
  SLOW(false, true);

  private final boolean hasTarget;
  private final boolean hasSeconds;
  private final String wireName = name().toLowerCase(Locale.ROOT);

  Moderation(boolean hasTarget, boolean hasSeconds) {
    this.hasTarget = hasTarget;
    this.hasSeconds = hasSeconds;
  }

  public String wireName() {
    return wireName;
  }

  /** Whether it is about somebody. */
  boolean hasTarget() {
    return hasTarget;
  }

  boolean hasSeconds() {
    return hasSeconds;
  }

  /** Null when there is none of that name. */
  static @Nullable Moderation named(String wireName) {
    for (Moderation action : values()) {
      if (action.wireName.equals(wireName)) {
        return action;
      }
    }
    return null;
  }
}
