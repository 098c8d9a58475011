package salons.room;

import io.vertx.core.Future;
import java.util.List;

/** The outboxes of hooks, asked over the bus. */
final class BusOutbox implements Outbox {
  private static final String HOLD = "outbox.hold";
  private static final String OLDEST = "outbox.oldest";
  private static final String REMOVE = "outbox.remove";

  private final LocalBus bus;

  BusOutbox(LocalBus bus) {
    this.bus = bus;
  }

  static Future<Void> serve(LocalBus bus, Outbox outbox) {
    return Future.all(List.of(
            bus.<Lease, Held>answer(HOLD, outbox::hold),
            bus.<Query, List<Waiting>>answer(OLDEST, outbox::oldest),
            bus.<Removal, Void>answer(REMOVE, outbox::remove)))
        .mapEmpty();
  }

  @Override
  public Future<Held> hold(Lease lease) {
    return bus.ask(HOLD, lease, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<List<Waiting>> oldest(Query query) {
    return bus.ask(OLDEST, query, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<Void> remove(Removal removal) {
    return bus.ask(REMOVE, removal, LocalBus.REPLY_TIMEOUT_MS);
  }
}
