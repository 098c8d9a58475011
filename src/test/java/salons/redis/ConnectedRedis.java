package salons.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.RedisServer;
import salons.e2e.Tabs;

/** A redis-server of a test's own, and a connection to it on an event loop that the test can call from its own thread. */
final class ConnectedRedis implements AutoCloseable {
  final RedisServer redis = RedisServer.start();
  final RedisConnector connector;
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();

  ConnectedRedis() {
    Promise<Void> up = Promise.promise();
    connector = new RedisConnector(
        vertx, () -> Future.succeededFuture(redis.url()), "test", connection -> up.tryComplete());
    loop.runOnContext(tick -> connector.open());
    Tabs.await(up.future());
  }

  /** Runs it on the event loop, and waits for its outcome. */
  @CanIgnoreReturnValue
  <T> T await(Supplier<Future<T>> call) {
    Promise<T> outcome = Promise.promise();
    loop.runOnContext(tick -> call.get().onComplete(outcome));
    return Tabs.await(outcome.future());
  }

  @CanIgnoreReturnValue
  String cli(String... command) {
    return redis.cli(command);
  }

  @Override
  public void close() {
    await(connector::close);
    Tabs.await(vertx.close());
    redis.close();
  }
}
