package salons.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who may speak in a room, and who may enter it. */
public enum RoomMode {
  OPEN,
  /** Only who moderates it speaks. */
  READ_ONLY,
  /** Likewise, and nobody else enters. */
  LOCKED;

  private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  public String wireName() {
    return wireName;
  }

  /** Null when there is none of that name. */
  public static @Nullable RoomMode named(String wireName) {
    for (RoomMode mode : values()) {
      if (mode.wireName.equals(wireName)) {
        return mode;
      }
    }
    return null;
  }
}
