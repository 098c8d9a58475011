package salons.redis;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import salons.protocol.ClientFrame;
import salons.protocol.ModerationEvent;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.protocol.Target;
import salons.room.ModerationDraft;
import salons.room.Receipt;

/** Calls moderate.lua; the only place that knows the order of the arguments of its own. */
final class ModerateScript {
  private static final int SECRET_BYTES = 16;

  private final EventScript events;
  private final SecureRandom random = new SecureRandom();
  private final Script script =
      Script.named("room.lua", "outbox.lua", "log.lua", "rules.lua", "moderate.lua");

  ModerateScript(EventScript events) {
    this.events = events;
  }

  /** As {@link EventScript#call}. */
  Future<Receipt> call(ModerationDraft draft) {
    ClientFrame.Moderate moderate = draft.moderate();
    EventScript.Event event = new EventScript.Event(
        moderate.room(),
        moderate.id(),
        ModerationEvent.TYPE,
        ModerationEvent.fields(moderate, draft.person()),
        effect(draft));
    return events.call(script, event, why -> refusal(why, moderate.room().value()));
  }

  private List<Object> effect(ModerationDraft draft) {
    ClientFrame.Moderate moderate = draft.moderate();
    Person person = draft.person();
    String by = person.isVerified() ? person.by() : null;
    Target whom = moderate.target();
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return List.of(
        moderate.action().wireName(),
        by == null ? "" : by,
        draft.hasRight() ? 1 : 0,
        whom == null ? "" : whom.key(),
        moderate.seconds(),
        moderate.value(),
        moderate.addresses() ? HexFormat.of().formatHex(secret) : "");
  }

  private static Refusal refusal(String why, String room) {
    return switch (why) {
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
