package salons.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import salons.protocol.ChangeTemplate;
import salons.protocol.ClientFrame;
import salons.protocol.MessageId;
import salons.protocol.MessageTemplate;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.room.ChangeDraft;
import salons.room.Receipt;

/** Calls change.lua; the only place that knows the order of its arguments and of its reply. */
final class ChangeScript {
  private static final long MS_A_SECOND = 1_000;
  private static final long SECONDS_AN_HOUR = 3_600;

  private final RedisConnector connector;
  private final PublishScript publishing;
  private final Supplier<String> nextEpoch;
  private final LogSettings settings;
  private final RedisHealth health;
  private final Unreadable unreadable;
  private final byte[] tail;
  private final MessageMarks marks = new MessageMarks();
  private final Script script = Script.named("room.lua", "outbox.lua", "log.lua", "change.lua");

  /**
   * @param publishing knows the keys of rooms
   * @param nextEpoch gives a name that no log had before
   * @param instance who is named in each event as the one that took it in
   */
  ChangeScript(
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

  /** Fails with a {@link RefusedException} when the log will not have it, with {@link RoomCalls.Refused} when Redis will not. */
  Future<Receipt> call(ChangeDraft draft) {
    RoomQueue.Target target = publishing.target(draft.change().room());
    return script
        .run(connector, target.keys().length, arguments(draft, target))
        .recover(failure -> Future.failedFuture(
            failure instanceof RedisConnector.Down
                ? failure
                : refused(String.valueOf(failure.getMessage()))))
        .map(reply -> receipt(reply, draft.change()));
  }

  private RuntimeException refused(String answer) {
    boolean isKnown = health.publishRefused(answer);
    if (!isKnown) {
      unreadable.skip("answer to a change", answer);
    }
    return new RoomCalls.Refused(answer);
  }

  private List<Object> arguments(ChangeDraft draft, RoomQueue.Target target) {
    ClientFrame.Change change = draft.change();
    byte[] fields = ChangeTemplate.fields(change, draft.person());
    List<Object> arguments = new ArrayList<>();
    Collections.addAll(arguments, target.keys());
    Collections.addAll(
        arguments, settings.size(), settings.bytes(), settings.ttlSeconds(), nextEpoch.get());
    Collections.addAll(
        arguments,
        target.channel(),
        1,
        MessageTemplate.event(ChangeTemplate.type(change), fields, tail));
    MessageId id = change.id();
    if (id == null) {
      arguments.add(0);
    } else {
      Collections.addAll(arguments, 1, id.value(), marks.of(List.of(fields)));
    }
    addEffect(draft, arguments);
    return arguments;
  }

  private void addEffect(ChangeDraft draft, List<Object> arguments) {
    ClientFrame.Change change = draft.change();
    Person person = draft.person();
    String by = person.by();
    ClientFrame.React react = change instanceof ClientFrame.React reaction ? reaction : null;
    Collections.addAll(
        arguments,
        ChangeTemplate.type(change),
        change.seq(),
        by == null ? "" : by,
        settings.editSeconds() * MS_A_SECOND,
        draft.isModerator() ? 1 : 0,
        react == null ? "" : react.emoji().value(),
        react == null ? "" : by == null ? "~" + person.name() : "=" + by,
        react != null && react.on() ? 1 : 0);
  }

  private Receipt receipt(Response reply, ClientFrame.Change change) {
    if (reply.type() != ResponseType.MULTI) {
      throw refused(reply.toString());
    }
    String voided = reply.get(3).toString();
    if (!voided.isEmpty()) {
      unreadable.skip("log", voided + " in room " + change.room());
    }
    health.written();
    if (reply.size() <= 5) {
      return new Receipt(reply.get(1).toLong(), reply.get(0).toLong(), false);
    }
    String[] answer = reply.get(5).toString(US_ASCII).split(" ", 2);
    if (answer.length < 2) {
      throw new RefusedException(refusal(answer[0], change));
    }
    return new Receipt(Long.parseLong(answer[0]), Long.parseLong(answer[1]), true);
  }

  private Refusal refusal(String why, ClientFrame.Change change) {
    return switch (why) {
      case "taken" -> Refusal.idTaken();
      case "forbidden" ->
        new Refusal(Refusal.Code.FORBIDDEN, "Message " + change.seq() + " is not yours to change.");
      case "too_late" ->
        new Refusal(
            Refusal.Code.FORBIDDEN,
            "A message can be changed for " + settings.editSeconds() / SECONDS_AN_HOUR + " hours.");
      case "too_many_kinds" ->
        new Refusal(
            Refusal.Code.BAD_REQUEST,
            "Field 'emoji' is one more than the 20 that a message may have beside it.");
      case "too_many" ->
        new Refusal(
            Refusal.Code.BAD_REQUEST,
            "Message " + change.seq() + " has as many reactions as one may have.");
      default -> Refusal.noSuchMessage(change.room(), change.seq());
    };
  }
}
