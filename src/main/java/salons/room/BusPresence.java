package salons.room;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.Person;
import salons.protocol.RoomName;

/** The presence service, asked over the bus. */
final class BusPresence implements PresenceService {
  private static final String ENTER = "presence.enter";
  private static final String PEEK = "presence.peek";
  private static final String LOOK = "presence.look";
  private static final String NAMESAKE = "presence.namesake";
  private static final String LEAVE = "presence.leave";
  private static final String TYPING = "presence.typing";

  private record Visit(RoomName room, Person person) {}

  private record Departure(RoomName room, Person person, boolean abruptly) {}

  private record Typing(RoomName room, Person person, boolean on) {}

  private final LocalBus bus;

  BusPresence(LocalBus bus) {
    this.bus = bus;
  }

  static Future<Void> serve(LocalBus bus, PresenceService service) {
    return Future.all(List.of(
            bus.<Visit, Presence>answer(ENTER, one -> service.enter(one.room, one.person)),
            bus.<Visit, Presence>answer(PEEK, one -> service.peek(one.room, one.person)),
            bus.<RoomName, Presence>answer(LOOK, service::look),
            bus.<Visit, Boolean>answer(NAMESAKE, one -> service.hasNamesake(one.room, one.person)),
            bus.<Departure>receive(LEAVE, one -> service.leave(one.room, one.person, one.abruptly)),
            bus.<Typing>receive(TYPING, one -> service.typing(one.room, one.person, one.on))))
        .mapEmpty();
  }

  @Override
  public Future<Presence> enter(RoomName room, Person person) {
    return bus.ask(ENTER, new Visit(room, person));
  }

  @Override
  public Future<Presence> peek(RoomName room, Person person) {
    return bus.ask(PEEK, new Visit(room, person));
  }

  @Override
  public Future<Presence> look(RoomName room) {
    return bus.ask(LOOK, room, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<Boolean> hasNamesake(RoomName room, Person person) {
    return bus.ask(NAMESAKE, new Visit(room, person), LocalBus.REPLY_TIMEOUT_MS);
  }

  /** Whoever does not serve any more has said that all are gone. */
  @Override
  public void leave(RoomName room, Person person, boolean abruptly) {
    bus.send(LEAVE, new Departure(room, person, abruptly)).onFailure(stopped -> {});
  }

  @Override
  public void typing(RoomName room, Person person, boolean on) {
    bus.send(TYPING, new Typing(room, person, on)).onFailure(stopped -> {});
  }
}
