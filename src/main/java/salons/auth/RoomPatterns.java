package salons.auth;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import salons.protocol.RoomName;

/** Some rooms: those that any of these patterns matches. Immutable. */
public final class RoomPatterns {
  public static final RoomPatterns ALL = parse("*");

  private static final String NONE = "none";
  private static final int MOST = 100;

  private final List<RoomPattern> patterns;

  private RoomPatterns(List<RoomPattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads names in which {@code *} stands for anything, separated by commas, at most {@value #MOST}; {@code none} for no room.
   *
   * @throws IllegalArgumentException when no room can be called like one of them
   */
  public static RoomPatterns parse(String text) {
    if (text.equals(NONE)) {
      return new RoomPatterns(List.of());
    }
    List<RoomPattern> patterns = Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .map(RoomPattern::parse)
        .toList();
    if (patterns.size() > MOST) {
      throw new IllegalArgumentException("more than " + MOST);
    }
    return new RoomPatterns(patterns);
  }

  public boolean have(RoomName room) {
    for (RoomPattern pattern : patterns) {
      if (pattern.matches(room)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return patterns.isEmpty()
        ? NONE
        : patterns.stream().map(RoomPattern::toString).collect(Collectors.joining(","));
  }
}
