package salons.room;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;
import salons.protocol.Target;

/** What holds in rooms, asked over the bus. */
final class BusRules implements RulesService {
  private static final String MODERATE = "rules.moderate";
  private static final String OWN = "rules.own";
  private static final String ADDRESSES = "rules.addresses";
  private static final String TURN = "rules.turn";
  private static final String OF = "rules.of";

  private record Owning(RoomName room, Person person) {}

  private record Addresses(RoomName room, Target whom, Set<String> hashes) {}

  private record Turn(RoomName room, String whom, int seconds) {}

  private final LocalBus bus;

  BusRules(LocalBus bus) {
    this.bus = bus;
  }

  static Future<Void> serve(LocalBus bus, RulesService service) {
    return Future.all(List.of(
            bus.<ModerationDraft, Receipt>answer(MODERATE, service::moderate),
            bus.<Owning>receive(OWN, one -> service.own(one.room, one.person)),
            bus.<Addresses>receive(
                ADDRESSES, one -> service.banAddresses(one.room, one.whom, one.hashes)),
            bus.<Turn, Long>answer(TURN, one -> service.takeTurn(one.room, one.whom, one.seconds)),
            bus.<RoomName, RoomRules>answer(OF, service::of)))
        .mapEmpty();
  }

  @Override
  public Future<Receipt> moderate(ModerationDraft draft) {
    return bus.ask(MODERATE, draft, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public void own(RoomName room, Person person) {
    bus.send(OWN, new Owning(room, person)).onFailure(stopped -> {});
  }

  @Override
  public void banAddresses(RoomName room, Target whom, Set<String> hashes) {
    bus.send(ADDRESSES, new Addresses(room, whom, hashes)).onFailure(stopped -> {});
  }

  @Override
  public Future<Long> takeTurn(RoomName room, String whom, int seconds) {
    return bus.ask(TURN, new Turn(room, whom, seconds), LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<RoomRules> of(RoomName room) {
    return bus.ask(OF, room, LocalBus.REPLY_TIMEOUT_MS);
  }
}
