package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.protocol.RoomName;

/** Removes all people of an incarnation, room by room. Each room is one step in Redis, so two who sweep the same do no harm. */
final class Sweeper {
  private static final int MOST_UNDER_WAY = 32;
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private final RedisConnector connector;
  private final PresenceScript script;
  private final RoomIndex index;

  Sweeper(RedisConnector connector, PresenceScript script, RoomIndex index) {
    this.connector = connector;
    this.script = script;
    this.index = index;
  }

  /** Sweeps an instance that died; if that fails, somebody will be given it again. */
  void sweepDead(String incarnation) {
    sweep(incarnation)
        .onSuccess(rooms -> log.info("An instance is gone; rooms that its people left: {}", rooms))
        .onFailure(failure -> log.debug("A sweep failed: {}", failure.getMessage()));
  }

  /** Completes with the number of rooms, when nothing is left of the incarnation. */
  Future<Integer> sweep(String incarnation) {
    return connector
        .send(Request.cmd(Command.SMEMBERS).arg(Keys.roomsOf(incarnation)))
        .compose(rooms -> new Sweep(incarnation, rooms).run())
        .compose(rooms -> forget(incarnation).map(rooms));
  }

  private Future<?> forget(String incarnation) {
    return Future.all(List.of(
        connector.send(Request.cmd(Command.DEL).arg(Keys.roomsOf(incarnation))),
        connector.send(Request.cmd(Command.HDEL).arg(Keys.ABOUT).arg(incarnation)),
        connector.send(Request.cmd(Command.ZREM).arg(Keys.LEASES).arg(incarnation)),
        connector.send(Request.cmd(Command.ZREM).arg(Keys.DEAD).arg(incarnation))));
  }

  /** One incarnation's rooms, a bounded number at a time. */
  private final class Sweep {
    private final PresenceScript.Caller nobody;
    private final Deque<RoomName> rooms = new ArrayDeque<>();
    private final int size;
    private final Promise<Integer> done = Promise.promise();
    private int underWay;

    Sweep(String incarnation, Response names) {
      this.nobody = new PresenceScript.Caller(incarnation, "", 0, PresenceScript.Extent.FULL);
      for (Response name : names) {
        rooms.add(new RoomName(name.toString()));
      }
      this.size = rooms.size();
    }

    Future<Integer> run() {
      next();
      return done.future();
    }

    private void next() {
      while (underWay < MOST_UNDER_WAY && !rooms.isEmpty() && !done.future().isComplete()) {
        underWay++;
        empty(rooms.remove()).onFailure(done::tryFail).onSuccess(emptied -> {
          underWay--;
          next();
        });
      }
      if (underWay == 0 && rooms.isEmpty()) {
        done.tryComplete(size);
      }
    }

    private Future<?> empty(RoomName room) {
      return script
          .call(Keys.of(room), nobody, List.of())
          .compose(outcome -> index.list(room, outcome.delta().count()));
    }
  }
}
