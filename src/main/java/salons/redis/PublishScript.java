package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.protocol.MessageTemplate;
import salons.protocol.RoomName;
import salons.room.Receipt;

/** Calls publish.lua; the only place that knows the order of its arguments and of its replies. */
final class PublishScript {
  static final int KEYS_OF_A_ROOM = 4;
  private static final byte[] NO_ID = {};

  private final RedisConnector connector;
  private final Supplier<String> nextEpoch;
  private final byte[] size;
  private final byte[] bytes;
  private final byte[] ttl;
  private final byte[] tail;
  private final MessageMarks marks = new MessageMarks();
  private final List<String> hooks;
  private final byte[] hookCount;
  private final Script script = Script.named("room.lua", "outbox.lua", "log.lua", "publish.lua");

  /**
   * @param nextEpoch gives a name that no log had before
   * @param instance who is named in each message as the one that took it in
   * @param hooks who is to be told what was written
   */
  PublishScript(
      RedisConnector connector,
      Supplier<String> nextEpoch,
      LogSettings settings,
      String instance,
      List<String> hooks) {
    this.connector = connector;
    this.nextEpoch = nextEpoch;
    this.size = Script.encode(settings.size());
    this.bytes = Script.encode(settings.bytes());
    this.ttl = Script.encode(settings.ttlSeconds());
    this.tail = MessageTemplate.tail(instance);
    this.hooks = List.copyOf(hooks);
    this.hookCount = Script.encode(hooks.size());
  }

  RoomQueue.Target target(RoomName room) {
    Keys keys = Keys.of(room);
    List<String> named =
        new ArrayList<>(List.of(keys.log(), keys.logState(), keys.evenIds(), keys.oddIds()));
    named.addAll(keys.outboxes(hooks));
    Object[] encoded = named.stream().map(Script::encode).toArray();
    return new RoomQueue.Target(
        Keys.commandGroup(keys.channel()), encoded, Script.encode(keys.channel()));
  }

  /** Writes what the rooms have in flight. Read the reply by {@link #refusal} and {@link #receipts}, in the order of the rooms. */
  Future<Response> call(List<RoomQueue> rooms) {
    int keysOfRoom = KEYS_OF_A_ROOM + hooks.size();
    int count = 5;
    for (RoomQueue room : rooms) {
      count += keysOfRoom + 5 + room.inFlight().size();
    }
    List<Object> arguments = new ArrayList<>(count);
    for (RoomQueue room : rooms) {
      Collections.addAll(arguments, room.target().keys());
    }
    arguments.add(size);
    arguments.add(bytes);
    arguments.add(ttl);
    arguments.add(nextEpoch.get());
    arguments.add(hookCount);
    for (RoomQueue room : rooms) {
      describe(room, arguments);
    }
    return script.run(connector, keysOfRoom * rooms.size(), arguments);
  }

  private void describe(RoomQueue room, List<Object> arguments) {
    List<Submission.Pending> drafts = room.inFlight();
    List<byte[]> bodies = new ArrayList<>(drafts.size());
    boolean anyId = false;
    for (Submission.Pending pending : drafts) {
      bodies.add(pending.draft().body());
      anyId |= pending.draft().id() != null;
    }
    arguments.add(room.target().channel());
    arguments.add(drafts.size());
    arguments.add(MessageTemplate.lines(bodies, tail));
    arguments.add(anyId ? drafts.size() : 0);
    if (anyId) {
      for (Submission.Pending pending : drafts) {
        String id = pending.draft().id();
        arguments.add(id == null ? NO_ID : id);
      }
      arguments.add(marks.of(bodies));
    }
  }

  /** Why the room's drafts were not written; null when they were. */
  static @Nullable String refusal(Response replies, int room) {
    Response reply = replies.get(room);
    return reply.type() == ResponseType.MULTI ? null : reply.toString();
  }

  /** What of the room was not what it should be, so that it is void; an empty text when all was well. */
  static String voided(Response replies, int room) {
    return replies.get(room).get(3).toString();
  }

  /**
   * One receipt for each of the room's drafts, in order.
   *
   * @throws RuntimeException when what Redis keeps beside an id is no receipt
   */
  static List<Receipt> receipts(Response replies, int room, int drafts) {
    Response reply = replies.get(room);
    List<Receipt> receipts = new ArrayList<>(drafts);
    long at = reply.get(0).toLong();
    long seq = reply.get(1).toLong();
    int duplicates = 4;
    for (int position = 1; position <= drafts; position++) {
      if (duplicates < reply.size() && reply.get(duplicates).toInteger() == position) {
        receipts.add(firstReceipt(reply.get(duplicates + 1)));
        duplicates += 2;
      } else {
        receipts.add(new Receipt(seq++, at, false));
      }
    }
    return receipts;
  }

  private static Receipt firstReceipt(Response seqAndAt) {
    String[] parts = seqAndAt.toString(StandardCharsets.US_ASCII).split(" ", 2);
    if (parts[0].equals("taken")) {
      return Receipt.ID_TAKEN;
    }
    return new Receipt(Long.parseLong(parts[0]), Long.parseLong(parts[1]), true);
  }
}
