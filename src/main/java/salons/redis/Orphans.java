package salons.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.protocol.RoomName;

/**
 * Incarnations that have people in a room but no lease, so that none expires and nobody is given them to sweep: one that never lived,
 * or one whose list of rooms was lost before it was swept. Whoever has none for as long as a lease lasts is dead, and leaves the rooms
 * in which it was met. Confined to one event loop.
 */
final class Orphans {
  private static final Logger log = LoggerFactory.getLogger(Orphans.class);

  private final RedisConnector connector;
  private final Sweeper sweeper;
  private final long leaseNs;
  private final LongSupplier clock;

  /** The rooms in which each was met and not yet looked after. */
  private Map<String, Set<String>> met = new HashMap<>();

  /** Since when those that were met have no lease. */
  private final Map<String, Long> since = new HashMap<>();

  /**
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  Orphans(RedisConnector connector, Sweeper sweeper, PresenceTimes times, LongSupplier clock) {
    this.connector = connector;
    this.sweeper = sweeper;
    this.leaseNs = TimeUnit.MILLISECONDS.toNanos(times.leaseMs());
    this.clock = clock;
  }

  /** These have people in the room. */
  void meet(RoomName room, List<String> incarnations) {
    incarnations.forEach(incarnation -> meet(incarnation, Set.of(room.value())));
  }

  private void meet(String incarnation, Set<String> rooms) {
    met.computeIfAbsent(incarnation, first -> new HashSet<>()).addAll(rooms);
  }

  /** Looks after those who were met; to be called every now and then. */
  void tick() {
    if (met.isEmpty() || !connector.isUp()) {
      return;
    }
    Map<String, Set<String>> asked = met;
    met = new HashMap<>();
    connector
        .send(Request.cmd(Command.ZRANGE).arg(Keys.LEASES).arg(0).arg(-1))
        .onSuccess(leases -> judge(asked, leases))
        .onFailure(metAgain -> {});
  }

  private void judge(Map<String, Set<String>> asked, Response leases) {
    Set<String> living = leases.stream().map(Response::toString).collect(Collectors.toSet());
    asked.keySet().removeAll(living);
    since.keySet().retainAll(asked.keySet());
    long now = clock.getAsLong();
    asked.forEach((incarnation, rooms) -> {
      if (now - since.computeIfAbsent(incarnation, first -> now) < leaseNs) {
        meet(incarnation, rooms);
      } else {
        sweepUnlessDying(incarnation, List.copyOf(rooms));
      }
    });
  }

  /** Whoever is being swept has its rooms, and one of the instances that sees to it. */
  private void sweepUnlessDying(String incarnation, List<String> rooms) {
    connector
        .send(Request.cmd(Command.ZSCORE).arg(Keys.DEAD).arg(incarnation))
        .compose(dying -> sweeper.sweep(incarnation, dying == null ? rooms : List.of()))
        .onSuccess(swept -> log.debug("Rooms that an instance without a lease left: {}", swept))
        .onFailure(metAgain -> {});
  }
}
