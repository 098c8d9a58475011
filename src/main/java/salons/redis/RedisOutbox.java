package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import salons.protocol.RefusedException;
import salons.room.Outbox;

/** The outboxes in Redis: of each hook one a partition, see outbox.lua. Everything on the event loop of the verticle that made it. */
final class RedisOutbox implements Outbox {
  /** Entries of one outbox in a reading. */
  private static final int MOST_OF_ONE = 64;

  /** Entries of all in a reading, about. */
  private static final int MOST = 512;

  /** Bytes of them, about. */
  private static final int MOST_BYTES = 256 << 10;

  private final RedisConnector connector;
  private final Unreadable unreadable;
  private final String self = UUID.randomUUID().toString();
  private final Script lease = Script.named("hook.lua");
  private final Script waiting = Script.named("waiting.lua");

  RedisOutbox(RedisConnector connector, Unreadable unreadable) {
    this.connector = connector;
    this.unreadable = unreadable;
  }

  @Override
  public Future<Held> hold(Lease asked) {
    return lease
        .run(connector, 1, List.of(Keys.leaseOf(asked.hook()), self, asked.lasts()))
        .map(reply -> new Held(reply.get(0).toInteger() == 1, reply.get(1).toLong()));
  }

  @Override
  public Future<List<Waiting>> oldest(Query asked) {
    List<Object> arguments = new ArrayList<>(IntStream.range(0, Keys.PARTITIONS)
        .mapToObj(partition -> Keys.outbox(partition, asked.hook()))
        .toList());
    arguments.addAll(
        List.of(MOST_OF_ONE, MOST, MOST_BYTES, 1 + Math.floorMod(asked.turn(), Keys.PARTITIONS)));
    return waiting
        .run(connector, Keys.PARTITIONS, arguments)
        .map(reply -> read(asked.hook(), reply));
  }

  private List<Waiting> read(String hook, Response reply) {
    String voided = reply.get(0).toString();
    if (!voided.isEmpty()) {
      unreadable.skip("outbox", "the type of" + voided + ", which is deleted now");
    }
    List<Waiting> read = new ArrayList<>();
    List<Place> dropped = new ArrayList<>();
    for (int i = 1; i + 2 < reply.size(); i += 3) {
      Place place = new Place(reply.get(i).toInteger() - 1, reply.get(i + 1).toString());
      try {
        read.add(OutboxText.read(place, reply.get(i + 2).toString()));
      } catch (IllegalArgumentException | RefusedException e) {
        unreadable.skip("outbox entry", "in " + Keys.outbox(place.partition(), hook));
        dropped.add(place);
      }
    }
    remove(new Removal(hook, dropped)).onFailure(skippedAgain -> {});
    return List.copyOf(read);
  }

  @Override
  public Future<Void> remove(Removal removal) {
    Map<Integer, Request> commands = new HashMap<>();
    for (Place place : removal.places()) {
      commands
          .computeIfAbsent(
              place.partition(),
              partition -> Request.cmd(Command.XDEL).arg(Keys.outbox(partition, removal.hook())))
          .arg(place.id());
    }
    return Future.all(commands.values().stream().map(connector::send).toList()).mapEmpty();
  }
}
