package salons.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import salons.protocol.ClientFrame;
import salons.protocol.MessageId;
import salons.protocol.MessageTemplate;
import salons.protocol.ModerationEvent;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.Target;
import salons.room.ModerationDraft;
import salons.room.Receipt;

/** Calls moderate.lua; the only place that knows the order of its arguments and of its reply. */
final class ModerateScript {
  private static final int SECRET_BYTES = 16;

  private final RedisConnector connector;
  private final PublishScript publishing;
  private final Supplier<String> nextEpoch;
  private final LogSettings settings;
  private final RedisHealth health;
  private final Unreadable unreadable;
  private final byte[] tail;
  private final SecureRandom random = new SecureRandom();
  private final MessageMarks marks = new MessageMarks();
  private final Script script =
      Script.named("room.lua", "outbox.lua", "log.lua", "rules.lua", "moderate.lua");

  /**
   * @param publishing knows the keys of rooms
   * @param nextEpoch gives a name that no log had before
   * @param instance who is named in each event as the one that took it in
   */
  ModerateScript(
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

  /** Fails with a {@link RefusedException} when it may not be, with {@link RoomCalls.Refused} when Redis will not. */
  Future<Receipt> call(ModerationDraft draft) {
    RoomQueue.Target target = publishing.target(draft.moderate().room());
    return script
        .run(connector, target.keys().length, arguments(draft, target))
        .recover(failure -> Future.failedFuture(
            failure instanceof RedisConnector.Down
                ? failure
                : refused(String.valueOf(failure.getMessage()))))
        .map(reply -> receipt(reply, draft.moderate()));
  }

  private RuntimeException refused(String answer) {
    if (!health.publishRefused(answer)) {
      unreadable.skip("answer to a measure of a moderator", answer);
    }
    return new RoomCalls.Refused(answer);
  }

  private List<Object> arguments(ModerationDraft draft, RoomQueue.Target target) {
    ClientFrame.Moderate moderate = draft.moderate();
    byte[] fields = ModerationEvent.fields(moderate, draft.person());
    List<Object> arguments = new ArrayList<>();
    Collections.addAll(arguments, target.keys());
    Collections.addAll(
        arguments, settings.size(), settings.bytes(), settings.ttlSeconds(), nextEpoch.get());
    Collections.addAll(
        arguments, target.channel(), 1, MessageTemplate.event(ModerationEvent.TYPE, fields, tail));
    MessageId id = moderate.id();
    if (id == null) {
      arguments.add(0);
    } else {
      Collections.addAll(arguments, 1, id.value(), marks.of(List.of(fields)));
    }
    addEffect(draft, arguments);
    return arguments;
  }

  private void addEffect(ModerationDraft draft, List<Object> arguments) {
    ClientFrame.Moderate moderate = draft.moderate();
    Person person = draft.person();
    String by = person.isVerified() ? person.by() : null;
    Target whom = moderate.target();
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    Collections.addAll(
        arguments,
        moderate.action().wireName(),
        by == null ? "" : by,
        draft.hasRight() ? 1 : 0,
        whom == null ? "" : whom.key(),
        moderate.seconds(),
        moderate.value(),
        moderate.addresses() ? HexFormat.of().formatHex(secret) : "");
  }

  private Receipt receipt(Response reply, ClientFrame.Moderate moderate) {
    if (reply.type() != ResponseType.MULTI) {
      throw refused(reply.toString());
    }
    String voided = reply.get(3).toString();
    if (!voided.isEmpty()) {
      unreadable.skip("log", voided + " in room " + moderate.room());
    }
    health.written();
    if (reply.size() <= 5) {
      return new Receipt(reply.get(1).toLong(), reply.get(0).toLong(), false);
    }
    String[] answer = reply.get(5).toString(US_ASCII).split(" ", 2);
    if (answer.length < 2) {
      throw new RefusedException(refusal(answer[0], moderate.room().value()));
    }
    return new Receipt(Long.parseLong(answer[0]), Long.parseLong(answer[1]), true);
  }

  private static Refusal refusal(String why, String room) {
    return switch (why) {
      case "taken" -> Refusal.idTaken();
      case "owner" ->
        new Refusal(
            Refusal.Code.FORBIDDEN, "They own " + room + ", and cannot be sent away from it.");
      case "too_many" ->
        new Refusal(
            Refusal.Code.BAD_REQUEST,
            "There are 1,000 bans and mutes in " + room + "; end some of them first.");
      default -> Refusal.forbidden("moderate", room, "moderate");
    };
  }
}
