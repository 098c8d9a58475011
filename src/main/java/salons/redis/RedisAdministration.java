package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.protocol.RoomName;
import salons.room.Administration;
import salons.room.AuditEntry;

/** What administrators do, in Redis. Everything on the event loop of the verticle that made it. */
final class RedisAdministration implements Administration {
  private static final Logger log = LoggerFactory.getLogger(RedisAdministration.class);

  /** How long a room is kept in which nothing was said. */
  private static final long EMPTY_S = 86_400;

  private static final long AGAIN_MS = 1_000;

  private final Vertx vertx;
  private final RedisConnector connector;
  private final RoomCalls calls;
  private final Supplier<String> nextEpoch;
  private final AuditStream audit;
  private final RoomScanner scanner;
  private final Script erase = Script.named("erase.lua");

  // Owned by the verticle's event loop.
  private boolean compactsAgain;

  /**
   * @param calls in whose row a room is erased
   * @param nextEpoch gives a name that no log had before
   */
  RedisAdministration(
      Vertx vertx,
      RedisConnector connector,
      RoomCalls calls,
      Supplier<String> nextEpoch,
      Unreadable unreadable) {
    this.vertx = vertx;
    this.connector = connector;
    this.calls = calls;
    this.nextEpoch = nextEpoch;
    this.audit = new AuditStream(connector, unreadable);
    this.scanner = new RoomScanner(connector, unreadable);
  }

  @Override
  public Future<Boolean> erase(RoomName room) {
    Keys keys = Keys.of(room);
    List<String> erased = keys.erasable();
    return calls.run(room, true, () -> {
      List<Object> arguments = new ArrayList<>(erased);
      arguments.addAll(List.of(nextEpoch.get(), keys.channel(), EMPTY_S));
      return erase.run(connector, erased.size(), arguments).map(reply -> reply.toInteger() == 1);
    });
  }

  @Override
  public Future<RoomScan> rooms(String cursor) {
    return scanner.rooms(cursor);
  }

  @Override
  public Future<ReactionPage> reactions(ReactionQuery query) {
    return scanner.reactions(query);
  }

  @Override
  public Future<Boolean> compact() {
    return connector.send(Request.cmd(Command.BGREWRITEAOF)).map(true).recover(failure -> {
      if (failure instanceof RedisConnector.Down) {
        return Future.failedFuture(failure);
      }
      boolean isAtIt = String.valueOf(failure.getMessage()).contains("in progress");
      if (isAtIt) {
        compactAgain();
      } else {
        log.warn("Redis does not rewrite its append-only file: {}", failure.getMessage());
      }
      return Future.succeededFuture(isAtIt);
    });
  }

  /** The file that is being written may have what was erased since it was begun. */
  private void compactAgain() {
    if (!compactsAgain) {
      compactsAgain = true;
      vertx.setTimer(AGAIN_MS, timer -> {
        compactsAgain = false;
        compact().onFailure(down -> compactAgain());
      });
    }
  }

  @Override
  public Future<Void> record(AuditEntry entry) {
    return audit.add(entry);
  }

  @Override
  public Future<List<AuditEntry>> audit(AuditQuery query) {
    return audit.read(query);
  }
}
