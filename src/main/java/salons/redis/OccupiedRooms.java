package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import salons.async.Limiter;
import salons.async.SingleFlight;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.ClusterStatus;
import salons.room.ClusterStatus.OccupiedRoom;
import salons.room.ClusterStatus.RoomPage;
import salons.room.ClusterStatus.RoomPlace;
import salons.room.ClusterStatus.RoomQuery;

/** The rooms with the most people: found by the list of them, counted by the rooms themselves. */
final class OccupiedRooms {
  /** Rooms that are looked at for each that is wanted: the list may be late, and have some that are empty by now. */
  private static final int SPARE = 2;

  /** Rooms that are looked at at once for a part of their names. */
  private static final int SEARCHED = 1_000;

  /** Looks at the list for one answer. */
  private static final int MOST_LOOKS = 10;

  /** Pages that are put together at once; others wait. */
  private static final int MOST_IN_FLIGHT = 8;

  private static final Comparator<OccupiedRoom> FULLEST_FIRST = Comparator.comparingInt(
          OccupiedRoom::members)
      .reversed()
      .thenComparing(room -> room.name().value());

  private final RedisConnector connector;
  private final RoomIndex index;
  private final Unreadable unreadable;
  private final long patienceMs;
  private final Limiter limiter = new Limiter(MOST_IN_FLIGHT);
  private final SingleFlight<RoomPage> first = new SingleFlight<>(() -> find(RoomQuery.ALL));

  OccupiedRooms(
      RedisConnector connector, RoomIndex index, PresenceTimes times, Unreadable unreadable) {
    this.connector = connector;
    this.index = index;
    this.unreadable = unreadable;
    this.patienceMs = times.patienceMs();
  }

  /** As {@link ClusterStatus#rooms}; all who ask for the first page at the same time share one answer. */
  Future<RoomPage> page(RoomQuery query) {
    return query.equals(RoomQuery.ALL) ? first.run() : find(query);
  }

  private Future<RoomPage> find(RoomQuery query) {
    return limiter.run(() -> new Search(query).next()).timeout(patienceMs, TimeUnit.MILLISECONDS);
  }

  /** Walks along the list until a page is full, the list at its end, or enough was looked at. */
  private final class Search {
    private final RoomQuery query;
    private final List<OccupiedRoom> found = new ArrayList<>();
    private @Nullable RoomPlace place;
    private int looks;

    Search(RoomQuery query) {
      this.query = query;
      this.place = query.after();
    }

    Future<RoomPage> next() {
      int most = query.text().isEmpty() ? query.limit() * SPARE : SEARCHED;
      return index.fullest(place, most).compose(this::count);
    }

    private Future<RoomPage> count(RoomIndex.Listing listing) {
      List<RoomPlace> matching = listing.rooms().stream()
          .filter(room -> room.name().toLowerCase(Locale.ROOT).contains(query.text()))
          .limit((long) query.limit() * SPARE)
          .toList();
      return Future.all(matching.stream()
              .map(room -> OccupiedRooms.this.count(room.name()))
              .toList())
          .compose(counted -> take(listing, matching, counted.list()));
    }

    private Future<RoomPage> take(
        RoomIndex.Listing listing, List<RoomPlace> matching, List<Optional<OccupiedRoom>> counted) {
      for (int i = 0; i < matching.size(); i++) {
        counted.get(i).ifPresent(found::add);
        place = matching.get(i);
        if (found.size() == query.limit()) {
          return page(listing.hasMore() || !isLast(place, listing));
        }
      }
      looks++;
      if (matching.size() < query.limit() * SPARE && !listing.rooms().isEmpty()) {
        place = listing.rooms().get(listing.rooms().size() - 1);
      }
      boolean more = listing.hasMore() || place != null && !isLast(place, listing);
      return more && looks < MOST_LOOKS ? next() : page(more);
    }

    private boolean isLast(RoomPlace room, RoomIndex.Listing listing) {
      List<RoomPlace> rooms = listing.rooms();
      return rooms.isEmpty() || room.equals(rooms.get(rooms.size() - 1));
    }

    private Future<RoomPage> page(boolean more) {
      List<OccupiedRoom> fullestFirst = found.stream().sorted(FULLEST_FIRST).toList();
      return Future.succeededFuture(new RoomPage(fullestFirst, more ? place : null));
    }
  }

  private Future<Optional<OccupiedRoom>> count(String name) {
    String key = Keys.named(name).presence();
    Future<String> count = connector
        .send(Request.cmd(Command.HGET).arg(key).arg("count"))
        .map(reply -> reply == null ? "0" : reply.toString());
    return unreadable
        .orElse(count, "room's presence", key, "0")
        .map(text -> counted(name, unreadable.parseCount(text, key)));
  }

  /** Takes an empty room off the list, whatever its name. */
  private Optional<OccupiedRoom> counted(String name, int members) {
    if (members == 0) {
      index.recordOccupancy(name, 0).onFailure(emptyStill -> {});
      return Optional.empty();
    }
    Optional<RoomName> room = name(name);
    if (room.isEmpty()) {
      unreadable.skip("room name", "in " + Keys.OCCUPIED);
    }
    return room.map(known -> new OccupiedRoom(known, members));
  }

  /** Empty for what no instance can have let in. */
  private static Optional<RoomName> name(String name) {
    try {
      return Optional.of(RoomName.stored(name));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }
}
