package salons.redis;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.ChangeTemplate;
import salons.protocol.ClientFrame;
import salons.protocol.Person;
import salons.protocol.Refusal;
import salons.room.ChangeDraft;
import salons.room.Receipt;

/** Calls change.lua; the only place that knows the order of the arguments of its own. */
final class ChangeScript {
  private static final long MS_A_SECOND = 1_000;
  private static final long SECONDS_AN_HOUR = 3_600;

  private final EventScript events;
  private final LogSettings settings;
  private final Script script = Script.named("room.lua", "outbox.lua", "log.lua", "change.lua");

  ChangeScript(EventScript events, LogSettings settings) {
    this.events = events;
    this.settings = settings;
  }

  /** As {@link EventScript#call}. */
  Future<Receipt> call(ChangeDraft draft) {
    ClientFrame.Change change = draft.change();
    EventScript.Event event = new EventScript.Event(
        change.room(),
        change.id(),
        ChangeTemplate.type(change),
        ChangeTemplate.fields(change, draft.person()),
        effect(draft));
    return events.call(script, event, why -> refusal(why, change));
  }

  private List<Object> effect(ChangeDraft draft) {
    ClientFrame.Change change = draft.change();
    Person person = draft.person();
    String by = person.by();
    ClientFrame.React react = change instanceof ClientFrame.React reaction ? reaction : null;
    return List.of(
        ChangeTemplate.type(change),
        change.seq(),
        by == null ? "" : by,
        settings.editSeconds() * MS_A_SECOND,
        draft.isModerator() ? 1 : 0,
        react == null ? "" : react.emoji().value(),
        react == null ? "" : by == null ? "~" + person.name() : "=" + by,
        react != null && react.on() ? 1 : 0);
  }

  private Refusal refusal(String why, ClientFrame.Change change) {
    return switch (why) {
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
