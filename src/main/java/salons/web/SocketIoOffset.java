package salons.web;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import salons.protocol.Position;
import salons.room.SavedSessions.SavedRoom;

/**
 * Where a client of Socket.IO says it was: in the room of the last event that it got and, if it was in several, in the others.
 *
 * @param places one for each log
 * @param isKnown false of who was never told
 */
record SocketIoOffset(List<Position> places, boolean isKnown) {
  private static final int LONGEST = 4_096;
  private static final Pattern PLACE = Pattern.compile("([A-Za-z0-9_-]{1,64}):([0-9]{1,15})");

  /** What cannot be read is left out: a client may send anything. */
  static SocketIoOffset parse(@Nullable Object offset) {
    List<Position> places = new ArrayList<>();
    boolean isKnown = offset instanceof String;
    if (offset instanceof String text && text.length() <= LONGEST) {
      Matcher place = PLACE.matcher(text);
      while (place.find()) {
        places.add(new Position(place.group(1), Long.parseLong(place.group(2))));
      }
    }
    return new SocketIoOffset(places, isKnown);
  }

  /** Whether the client was in that room, if that can be told. */
  boolean names(SavedRoom room) {
    return !isKnown || places.stream().anyMatch(place -> isOf(place, room));
  }

  /**
   * Whether these are all rooms that the client was in, and it can be told where: one may not have been saved, its log may be another one by
   * now, and older versions gave the logs of several rooms one epoch.
   */
  boolean isWithin(List<SavedRoom> rooms) {
    return places.stream()
        .allMatch(place -> rooms.stream().filter(room -> isOf(place, room)).count() == 1);
  }

  private static boolean isOf(Position place, SavedRoom room) {
    return room.entered() != null && room.entered().epoch().equals(place.epoch());
  }

  /** The last entry of the room that the client has; null when nobody knows. */
  @Nullable
  Position in(SavedRoom room) {
    Position newest = room.entered();
    for (Position place : places) {
      if (newest != null && place.epoch().equals(newest.epoch()) && place.seq() > newest.seq()) {
        newest = place;
      }
    }
    return newest;
  }
}
