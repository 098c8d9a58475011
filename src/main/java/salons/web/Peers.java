package salons.web;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import salons.room.ClusterStatus;
import salons.room.ClusterStatus.Relay;
import salons.room.ClusterStatus.State;

/**
 * How other instances are reached, as Redis knew a moment ago. While Redis is out of reach all are where they were, and for a while
 * whoever it does not list: it may have lost its data. Confined to one event loop.
 */
final class Peers {
  static final long FORGOTTEN_AFTER_NS = TimeUnit.SECONDS.toNanos(15);

  private final ClusterStatus status;
  private final LongSupplier clock;
  private final RecentAnswers<String, State> recent;
  private final Map<String, Peer> all = new HashMap<>();

  private record Peer(Relay relay, long startedAt, long seenAt) {
    /** Of two lives of one instance the later one. */
    private static Peer later(Peer one, Peer other) {
      return other.startedAt >= one.startedAt ? other : one;
    }
  }

  /**
   * @param clock in nanoseconds, like {@link System#nanoTime}
   */
  Peers(ClusterStatus status, LongSupplier clock) {
    this.status = status;
    this.clock = clock;
    this.recent = new RecentAnswers<>(clock);
  }

  /** Empty when no such instance lives. Never fails, and waits for Redis only when the instance is not known. */
  Future<Optional<Relay>> find(String instance) {
    Future<State> news = recent.get("", () -> status.state(null).onSuccess(this::learn));
    return all.containsKey(instance)
        ? Future.succeededFuture(known(instance))
        : news.transform(asked -> Future.succeededFuture(known(instance)));
  }

  private Optional<Relay> known(String instance) {
    return Optional.ofNullable(all.get(instance)).map(Peer::relay);
  }

  private void learn(State state) {
    if (!state.redis().reachable()) {
      return;
    }
    long now = clock.getAsLong();
    state.instances().forEach(each -> {
      Relay relay = each.relay();
      if (relay != null) {
        all.merge(each.id(), new Peer(relay, each.startedAt(), now), Peer::later);
      }
    });
    all.values().removeIf(peer -> now - peer.seenAt >= FORGOTTEN_AFTER_NS);
  }
}
