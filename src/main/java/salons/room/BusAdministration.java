package salons.room;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.RoomName;

/** What administrators may do, asked over the bus. */
final class BusAdministration implements Administration {
  private static final String ERASE = "admin.erase";
  private static final String ROOMS = "admin.rooms";
  private static final String REACTIONS = "admin.reactions";
  private static final String COMPACT = "admin.compact";
  private static final String RECORD = "admin.record";
  private static final String AUDIT = "admin.audit";

  private final LocalBus bus;

  BusAdministration(LocalBus bus) {
    this.bus = bus;
  }

  static Future<Void> serve(LocalBus bus, Administration service) {
    return Future.all(List.of(
            bus.<RoomName, Boolean>answer(ERASE, service::erase),
            bus.<String, RoomScan>answer(ROOMS, service::rooms),
            bus.<ReactionQuery, ReactionPage>answer(REACTIONS, service::reactions),
            bus.<String, Boolean>answer(COMPACT, now -> service.compact()),
            bus.<AuditEntry, Void>answer(RECORD, service::record),
            bus.<AuditQuery, List<AuditEntry>>answer(AUDIT, service::audit)))
        .mapEmpty();
  }

  @Override
  public Future<Boolean> erase(RoomName room) {
    return bus.ask(ERASE, room, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<RoomScan> rooms(String cursor) {
    return bus.ask(ROOMS, cursor, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<ReactionPage> reactions(ReactionQuery query) {
    return bus.ask(REACTIONS, query, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<Boolean> compact() {
    return bus.ask(COMPACT, COMPACT, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<Void> record(AuditEntry entry) {
    return bus.ask(RECORD, entry, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<List<AuditEntry>> audit(AuditQuery query) {
    return bus.ask(AUDIT, query, LocalBus.REPLY_TIMEOUT_MS);
  }
}
