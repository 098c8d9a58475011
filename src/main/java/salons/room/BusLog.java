package salons.room;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.RoomName;

/** The log, asked over the bus. */
final class BusLog implements RoomLog {
  private static final String PUBLISH = "log.publish";
  private static final String CHANGE = "log.change";
  private static final String ATTACH = "log.attach";
  private static final String KNOWS = "log.knows";
  private static final String DETACH = "log.detach";
  private static final String COMPARE = "log.compare";
  private static final String READ = "log.read";

  /** How long somebody who enters a room waits for a log that does not answer. */
  private static final long ATTACH_TIMEOUT_MS = 2_000;

  private final LocalBus bus;

  BusLog(LocalBus bus) {
    this.bus = bus;
  }

  static Future<Void> serve(LocalBus bus, RoomLog log) {
    return Future.all(List.of(
            bus.<List<PublishBatch>>receive(PUBLISH, log::publish),
            bus.<RoomName>receive(DETACH, log::detach),
            bus.<ChangeDraft, Receipt>answer(CHANGE, log::change),
            bus.<RoomName, LogPage>answer(ATTACH, ATTACH_TIMEOUT_MS, log::attach),
            bus.<RoomName, Boolean>answer(KNOWS, ATTACH_TIMEOUT_MS, log::knows),
            bus.<RoomName, Void>answer(COMPARE, ATTACH_TIMEOUT_MS, log::compare),
            bus.<LogPage.Request, LogPage>answer(READ, log::read)))
        .mapEmpty();
  }

  @Override
  public void publish(List<PublishBatch> batches) {
    bus.send(PUBLISH, batches)
        .onFailure(failure -> batches.forEach(batch -> batch.outcome().tryFail(failure)));
  }

  @Override
  public Future<Receipt> change(ChangeDraft draft) {
    return bus.ask(CHANGE, draft, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<LogPage> attach(RoomName room) {
    return bus.ask(ATTACH, room, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<Boolean> knows(RoomName room) {
    return bus.ask(KNOWS, room, LocalBus.REPLY_TIMEOUT_MS);
  }

  /** Whoever does not serve any more has let go of all. */
  @Override
  public void detach(RoomName room) {
    bus.send(DETACH, room).onFailure(stopped -> {});
  }

  @Override
  public Future<Void> compare(RoomName room) {
    return bus.ask(COMPARE, room, LocalBus.REPLY_TIMEOUT_MS);
  }

  @Override
  public Future<LogPage> read(LogPage.Request request) {
    return bus.ask(READ, request, LocalBus.REPLY_TIMEOUT_MS);
  }
}
