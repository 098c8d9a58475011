package salons.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.protocol.MessageId;
import salons.protocol.MessageTemplate;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.room.Receipt;

/** Calls a script that appends one event, and does what that says: see {@code write} of log.lua, whose arguments and reply are known here. */
final class EventScript {
  private final RedisConnector connector;
  private final PublishScript publishing;
  private final Supplier<String> nextEpoch;
  private final LogSettings settings;
  private final RedisHealth health;
  private final Unreadable unreadable;
  private final byte[] tail;
  private final MessageMarks marks = new MessageMarks();

  /**
   * An event to be appended.
   *
   * @param fields see {@link MessageTemplate#event}
   * @param effect what the script reads behind that which all of them read
   */
  record Event(
      RoomName room, @Nullable MessageId id, String type, byte[] fields, List<Object> effect) {}

  /**
   * @param publishing knows the keys of rooms
   * @param nextEpoch gives a name that no log had before
   * @param instance who is named in each event as the one that took it in
   */
  EventScript(
      RedisConnector connector,
      PublishScript publishing,
      Supplier<String> nextEpoch,
      LogSettings settings,
      String instance,
      RedisHealth health,
      Unreadable unreadable) {
    this.connector = connector;
    this.publishing = publishing;
    this.nextEpoch = nextEpoch;
    this.settings = settings;
    this.health = health;
    this.unreadable = unreadable;
    this.tail = MessageTemplate.tail(instance);
  }

  /**
   * Fails with a {@link RefusedException} when the log will not have it, with {@link RoomCalls.Refused} when Redis will not.
   *
   * @param why what the script says of an event that it will not have, but that its id is taken
   */
  Future<Receipt> call(Script script, Event event, Function<String, Refusal> why) {
    RoomQueue.Target target = publishing.target(event.room());
    return script
        .run(connector, target.keys().length, arguments(event, target))
        .recover(failure -> Future.failedFuture(
            failure instanceof RedisConnector.Down
                ? failure
                : refused(String.valueOf(failure.getMessage()), event.type())))
        .map(reply -> receipt(reply, event, why));
  }

  private RuntimeException refused(String answer, String type) {
    if (!health.publishRefused(answer)) {
      unreadable.skip("answer to an event '" + type + "'", answer);
    }
    return new RoomCalls.Refused(answer);
  }

  private List<Object> arguments(Event event, RoomQueue.Target target) {
    List<Object> arguments = new ArrayList<>();
    Collections.addAll(arguments, target.keys());
    Collections.addAll(
        arguments, settings.size(), settings.bytes(), settings.ttlSeconds(), nextEpoch.get());
    Collections.addAll(
        arguments, target.channel(), 1, MessageTemplate.event(event.type(), event.fields(), tail));
    MessageId id = event.id();
    if (id == null) {
      arguments.add(0);
    } else {
      Collections.addAll(arguments, 1, id.value(), marks.of(List.of(event.fields())));
    }
    arguments.addAll(event.effect());
    return arguments;
  }

  private Receipt receipt(Response reply, Event event, Function<String, Refusal> why) {
    if (reply.type() != ResponseType.MULTI) {
      throw refused(reply.toString(), event.type());
    }
    String voided = reply.get(3).toString();
    if (!voided.isEmpty()) {
      unreadable.skip("log", voided + " in room " + event.room());
    }
    health.written();
    if (reply.size() <= 5) {
      return new Receipt(reply.get(1).toLong(), reply.get(0).toLong(), false);
    }
    String[] answer = reply.get(5).toString(US_ASCII).split(" ", 2);
    if (answer.length < 2) {
      throw new RefusedException(
          answer[0].equals("taken") ? Refusal.idTaken() : why.apply(answer[0]));
    }
    return new Receipt(Long.parseLong(answer[0]), Long.parseLong(answer[1]), true);
  }
}
