package salons.room;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.RoomName;
import salons.protocol.UserName;

/** The presence service, asked over the bus. */
final class BusPresence implements PresenceService {
  private static final String ENTER = "presence.enter";
  private static final String PEEK = "presence.peek";
  private static final String LEAVE = "presence.leave";
  private static final String TYPING = "presence.typing";

  private record Person(RoomName room, UserName user) {}

  private record Departure(RoomName room, UserName user, boolean abruptly) {}

  private record Typing(RoomName room, UserName user, boolean on) {}

  private final LocalBus bus;

  BusPresence(LocalBus bus) {
    this.bus = bus;
  }

  static Future<Void> serve(LocalBus bus, PresenceService service) {
    return Future.all(List.of(
            bus.<Person, Presence>answer(ENTER, one -> service.enter(one.room, one.user)),
            bus.<Person, Presence>answer(PEEK, one -> service.peek(one.room, one.user)),
            bus.<Departure>receive(LEAVE, one -> service.leave(one.room, one.user, one.abruptly)),
            bus.<Typing>receive(TYPING, one -> service.typing(one.room, one.user, one.on))))
        .mapEmpty();
  }

  @Override
  public Future<Presence> enter(RoomName room, UserName user) {
    return bus.ask(ENTER, new Person(room, user));
  }

  @Override
  public Future<Presence> peek(RoomName room, UserName user) {
    return bus.ask(PEEK, new Person(room, user));
  }

  /** Whoever does not serve any more has said that all are gone. */
  @Override
  public void leave(RoomName room, UserName user, boolean abruptly) {
    bus.send(LEAVE, new Departure(room, user, abruptly)).onFailure(stopped -> {});
  }

  @Override
  public void typing(RoomName room, UserName user, boolean on) {
    bus.send(TYPING, new Typing(room, user, on)).onFailure(stopped -> {});
  }
}
