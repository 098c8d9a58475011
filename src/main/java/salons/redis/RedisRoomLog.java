package salons.redis;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.ClientFrame;
import salons.protocol.RoomName;
import salons.room.ChangeDraft;
import salons.room.LogPage;
import salons.room.PublishBatch;
import salons.room.Receipt;
import salons.room.RoomLog;

/** The log in Redis, as the other event loops see it over the bus. */
final class RedisRoomLog implements RoomLog {
  private final Publisher publisher;
  private final RoomCalls calls;
  private final ChangeScript changes;
  private final LogReader reader;
  private final RoomFeeds feeds;

  RedisRoomLog(
      Publisher publisher,
      RoomCalls calls,
      ChangeScript changes,
      LogReader reader,
      RoomFeeds feeds) {
    this.publisher = publisher;
    this.calls = calls;
    this.changes = changes;
    this.reader = reader;
    this.feeds = feeds;
  }

  @Override
  public void publish(List<PublishBatch> batches) {
    publisher.publish(batches);
  }

  @Override
  public Future<Receipt> change(ChangeDraft draft) {
    ClientFrame.Change change = draft.change();
    return calls.run(change.room(), change.id() != null, () -> changes.call(draft));
  }

  @Override
  public Future<LogPage> attach(RoomName room) {
    return feeds.attach(room);
  }

  @Override
  public Future<Boolean> knows(RoomName room) {
    return feeds.holds(room) ? Future.succeededFuture(true) : reader.knows(room);
  }

  @Override
  public void detach(RoomName room) {
    feeds.detach(room);
  }

  @Override
  public Future<Void> compare(RoomName room) {
    return feeds.compare(room);
  }

  @Override
  public Future<LogPage> read(LogPage.Request request) {
    return reader.readForClient(request);
  }
}
