package salons;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import salons.redis.PresenceTimes;
import salons.room.Bus;
import salons.room.ClusterStatus.State;

/** What an instance that has just begun to listen finds out of itself in the cluster. */
final class ClusterLook {
  private ClusterLook() {}

  /**
   * Completes, with one line, only if another living instance is called the same. Looks once, when the lease of one that was killed before
   * this one started has run out.
   */
  static Future<String> doubled(Vertx vertx, Bus bus, String instance, PresenceTimes times) {
    Promise<String> doubled = Promise.promise();
    vertx
        .timer(times.leaseMs() + times.renewMs(), TimeUnit.MILLISECONDS)
        .compose(due -> bus.status().state(null))
        .map(state -> called(instance, state))
        .onSuccess(count -> {
          if (count > 1) {
            doubled.tryComplete("Another instance is called " + instance
                + " as well: give each a name of its own by the setting instance");
          }
        });
    return doubled.future();
  }

  private static long called(String instance, State state) {
    return state.instances().stream().filter(one -> one.id().equals(instance)).count();
  }
}
