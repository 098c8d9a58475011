package salons.redis;

import io.vertx.core.Future;
import java.util.List;
import salons.protocol.RoomName;
import salons.room.LogPage;
import salons.room.PublishBatch;
import salons.room.RoomLog;

/** The log in Redis, as the other event loops see it over the bus. */
final class RedisRoomLog implements RoomLog {
  private final Publisher publisher;
  private final LogReader reader;
  private final RoomFeeds feeds;

  RedisRoomLog(Publisher publisher, LogReader reader, RoomFeeds feeds) {
    this.publisher = publisher;
    this.reader = reader;
    this.feeds = feeds;
  }

  @Override
  public void publish(List<PublishBatch> batches) {
    publisher.publish(batches);
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
