package salons.redis;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import salons.room.ClusterStatus;

/** How long Redis took lately, all by this instance's clock. Confined to the verticle's event loop. */
final class RedisLatency {
  private long roundTripNs = -1;
  private long pubsubNs = -1;
  private long measuredAt;

  void answered(long sentAt) {
    roundTripNs = System.nanoTime() - sentAt;
  }

  void heard(long publishedAt) {
    measuredAt = System.nanoTime();
    pubsubNs = measuredAt - publishedAt;
  }

  /** Null before both were measured. */
  ClusterStatus.@Nullable Sample sample() {
    if (roundTripNs < 0 || pubsubNs < 0) {
      return null;
    }
    long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - measuredAt);
    return new ClusterStatus.Sample(roundTripNs, pubsubNs, age);
  }
}
