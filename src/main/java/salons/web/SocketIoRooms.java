package salons.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.Person;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.protocol.SocketIoEvents;
import salons.room.Delivery;
import salons.room.SavedSessions.SavedRoom;

/**
 * The rooms of one client of Socket.IO, and how far each was told to it. The client keeps only the offset of the last event it got, so that
 * of one who is in several rooms has to tell all of them. Confined to the event loop of the session.
 */
final class SocketIoRooms {
  /** Rooms of which an offset tells; of who is in more of them nobody can say what was missed. */
  static final int MOST = 16;

  private static final class Place {
    Person person;

    /** Null while the client has not been told. */
    @Nullable
    Position entered;

    /** Kept only while there are other rooms. */
    Position told;

    Place(Person person, Position entered) {
      this.person = person;
      this.entered = entered;
      this.told = entered;
    }
  }

  private final Map<RoomName, Place> places = new LinkedHashMap<>(2);

  /** The last entries that were told while there was one room. */
  private @Nullable Delivery last;

  /** Whether the offset of an entry is all that has to be told. */
  boolean areSimple() {
    return places.size() <= 1 || places.size() > MOST;
  }

  void joined(Joined joined) {
    settle();
    RoomName room = joined.join().room();
    Place place = places.get(room);
    if (place == null) {
      places.put(room, new Place(joined.person(), joined.at()));
    } else {
      // It was told everything up to here in between: what it got of that, its offset says.
      place.person = joined.person();
      place.entered = place.entered == null ? joined.at() : place.entered;
      place.told = joined.at();
    }
  }

  /** Is about to be brought back, from where it was if that is known. */
  void returns(ClientFrame.Join join) {
    Position from = join.since();
    if (from != null) {
      places.put(join.room(), new Place(join.person(), from));
    }
  }

  void left(RoomName room) {
    settle();
    places.remove(room);
  }

  /** The client is in these rooms, but does not know since when: whoever comes back so has missed something. */
  void loseTrack() {
    places.values().forEach(place -> place.entered = null);
  }

  void clear() {
    places.clear();
    last = null;
  }

  /** These entries are being told. */
  void told(Delivery delivery) {
    if (places.size() <= 1) {
      last = delivery;
    } else if (delivery.last() != null) {
      told(delivery.room(), delivery.last());
    }
  }

  void told(RoomName room, Position at) {
    Place place = places.get(room);
    if (place != null) {
      place.told = at;
    }
  }

  /** The log of the room is another one by now, of which the client is told from there on. */
  void startsAnew(RoomName room, Position at) {
    Place place = places.get(room);
    if (place != null) {
      place.entered = place.entered == null ? null : at;
      place.told = at;
    }
  }

  private void settle() {
    Delivery delivery = last;
    last = null;
    if (delivery != null && delivery.last() != null) {
      told(delivery.room(), delivery.last());
    }
  }

  /** What the client is to keep of where all of them stand; null when there are too many. */
  @Nullable
  String offset() {
    if (places.size() > MOST) {
      return null;
    }
    settle();
    return places.values().stream().map(SocketIoRooms::offset).collect(Collectors.joining(" "));
  }

  /** The offset of an entry of the room, with where the others stand. */
  String offset(RoomName room, String own) {
    StringBuilder offset = new StringBuilder(own);
    places.forEach((other, place) -> {
      if (!other.equals(room)) {
        offset.append(' ').append(offset(place));
      }
    });
    return offset.toString();
  }

  private static String offset(Place place) {
    return SocketIoEvents.offset(place.told.epoch(), place.told.seq());
  }

  List<SavedRoom> saved() {
    List<SavedRoom> rooms = new ArrayList<>(places.size());
    places.forEach((room, place) ->
        rooms.add(new SavedRoom(room, place.person, places.size() > MOST ? null : place.entered)));
    return rooms;
  }
}
