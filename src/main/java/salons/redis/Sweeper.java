package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.async.Limiter;

/**
 * Removes all people of an incarnation, room by room. Each room is one step in Redis, so two who sweep the same do no harm. A room is
 * swept by whatever name stands in Redis: the instance that died may have taken names that this one does not.
 */
final class Sweeper {
  private static final int MOST_IN_FLIGHT = 32;
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private final RedisConnector connector;
  private final PresenceScript script;
  private final RoomIndex index;
  private final RedisMeters meters;

  Sweeper(RedisConnector connector, PresenceScript script, RoomIndex index, RedisMeters meters) {
    this.connector = connector;
    this.script = script;
    this.index = index;
    this.meters = meters;
  }

  /** Sweeps an instance that died; if that fails, somebody will be given it again. */
  void sweepDead(String incarnation) {
    sweep(incarnation)
        .onSuccess(rooms -> {
          meters.swept(rooms);
          log.info("An instance is gone; rooms that its people left: {}", rooms);
        })
        .onFailure(failure -> log.debug("A sweep failed: {}", failure.getMessage()));
  }

  /** Completes with the number of rooms, when nothing is left of the incarnation; fails when something may be. */
  Future<Integer> sweep(String incarnation) {
    return index
        .roomsOf(incarnation)
        .compose(rooms -> sweep(incarnation, rooms))
        .compose(rooms -> forget(incarnation).map(rooms));
  }

  /** Removes the people of the incarnation from these rooms. Completes with their number; fails when some may be left. */
  Future<Integer> sweep(String incarnation, List<String> rooms) {
    PresenceScript.Caller caller =
        new PresenceScript.Caller(incarnation, "", 0, PresenceScript.Extent.FULL);
    Limiter limiter = new Limiter(MOST_IN_FLIGHT);
    List<Future<Boolean>> emptied =
        rooms.stream().map(room -> limiter.run(() -> empty(room, caller))).toList();
    return Future.join(emptied).map(rooms.size());
  }

  private Future<Boolean> empty(String room, PresenceScript.Caller caller) {
    return script
        .call(Keys.named(room), caller, List.of())
        .compose(outcome -> index.recordOccupancy(room, outcome.delta().count()));
  }

  private Future<?> forget(String incarnation) {
    return Future.all(List.of(
        connector.send(Request.cmd(Command.DEL).arg(Keys.roomsOf(incarnation))),
        connector.send(Request.cmd(Command.HDEL).arg(Keys.ABOUT).arg(incarnation)),
        connector.send(Request.cmd(Command.ZREM).arg(Keys.LEASES).arg(incarnation)),
        connector.send(Request.cmd(Command.ZREM).arg(Keys.DEAD).arg(incarnation))));
  }
}
