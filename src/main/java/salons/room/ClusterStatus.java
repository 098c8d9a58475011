package salons.room;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.RoomName;

/** What can be seen of all instances together. */
public interface ClusterStatus {
  /** A room with somebody in it. */
  record OccupiedRoom(RoomName name, int members) {}

  /**
   * Where a page of rooms ends: behind this room, as it was listed then. It need not be there any more.
   *
   * @param members how many people it was listed with
   */
  record RoomPlace(long members, String name) {}

  /**
   * Which rooms are asked for.
   *
   * @param text is part of their names, be it in capital or small letters; of all when it is empty
   * @param after where the page before ended; null for the first one
   * @param limit rooms at most, up to {@link #MOST_ROOMS}
   */
  record RoomQuery(String text, @Nullable RoomPlace after, int limit) {
    /** The first page of all. */
    public static final RoomQuery ALL = new RoomQuery("", null, MOST_ROOMS);
  }

  /**
   * A page of rooms, fullest first.
   *
   * @param next where the next page begins; null when there are no more. A page may be short, or empty, all the same: so many were looked
   *     at and did not match
   */
  record RoomPage(List<OccupiedRoom> rooms, @Nullable RoomPlace next) {}

  /**
   * An instance that lives, or did a moment ago.
   *
   * @param startedAt ms since 1970, by its own clock
   * @param url where browsers reach it, if that is known
   * @param rooms in which it has people
   * @param ageMs since it last said so
   * @param members its people in the room that was asked for; 0 when none was
   * @param relay how requests of its clients are handed on to it; null when it does not say
   */
  record Instance(
      String id,
      String host,
      int port,
      long startedAt,
      @Nullable String url,
      int connections,
      int rooms,
      String version,
      long ageMs,
      int members,
      @Nullable Relay relay) {}

  /**
   * How one instance hands on to another what belongs to a client of that one. For instances alone.
   *
   * @param host a name or an address
   * @param secret by which the other one knows that it comes from an instance
   * @param proxyProtocol whether connections to it begin with a header of the PROXY protocol
   */
  record Relay(String host, int port, String secret, boolean proxyProtocol) {
    /** Without the secret. */
    @Override
    public String toString() {
      return host + " port " + port;
    }
  }

  /**
   * Redis as this instance sees it.
   *
   * @param mode {@code embedded} when it was brought along, else {@code standalone}
   * @param trouble why it cannot be used, in words for everybody; null when it can: messages are taken and heard
   * @param sample null before the first
   */
  record RedisState(
      String mode, @Nullable String trouble, @Nullable Sample sample) {
    public boolean reachable() {
      return trouble == null;
    }
  }

  /**
   * How long Redis took.
   *
   * @param roundTripNs from a command to its answer
   * @param pubsubNs from publishing something to hearing it
   * @param ageMs since this was measured
   */
  record Sample(long roundTripNs, long pubsubNs, long ageMs) {}

  /**
   * Everything at a glance.
   *
   * @param self the id of the instance that was asked
   */
  record State(String self, List<Instance> instances, RedisState redis) {}

  /** How many rooms are listed at once at most. */
  int MOST_ROOMS = 100;

  /** The {@link #MOST_ROOMS} with the most people, fullest first; fails while Redis is out of reach. */
  default Future<List<OccupiedRoom>> rooms() {
    return rooms(RoomQuery.ALL).map(RoomPage::rooms);
  }

  /** Rooms with somebody in them; fails while Redis is out of reach. */
  Future<RoomPage> rooms(RoomQuery query);

  /** Never fails: while Redis is out of reach this instance tells of itself alone. */
  Future<State> state(@Nullable RoomName room);

  /** How Redis is, without asking it: may be called as often as anybody likes. */
  Future<RedisState> redis();

  /** One event loop of this instance has so many connections by now. */
  void connections(Object loop, int count);
}
