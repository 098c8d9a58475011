package salons.redis;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import salons.async.Limiter;

/**
 * Compares the rooms of this instance with Redis, a bounded number at a time: all of them in a round, by which what is kept of them
 * there also lives on, and those of which something may be wrong as soon as possible. Confined to one event loop.
 */
final class AntiEntropy {
  /** Ten thousand rooms that are to be said anew must not delay those who enter. */
  private static final int MOST_IN_FLIGHT = 64;

  private final BooleanSupplier up;
  private final Function<RoomPresence, Future<Void>> compare;
  private final double roundsPerTick;
  private final Limiter limiter = new Limiter(MOST_IN_FLIGHT);

  /** In the order of the round: the next one first. */
  private final Set<RoomPresence> rooms = new LinkedHashSet<>();

  /** Those that wait for the limiter. */
  private final Set<RoomPresence> queued = new HashSet<>();

  /** Those to be compared by the next tick. */
  private Set<RoomPresence> retries = new HashSet<>();

  /** How many rooms of the round are to be compared now; a fraction is left for the next tick. */
  private double due;

  /**
   * @param up whether Redis can be called
   * @param compare with Redis; must not fail
   */
  AntiEntropy(
      PresenceTimes times, BooleanSupplier up, Function<RoomPresence, Future<Void>> compare) {
    this.up = up;
    this.compare = compare;
    this.roundsPerTick = (double) times.tickMs() / times.roundMs();
  }

  void add(RoomPresence room) {
    rooms.add(room);
  }

  void remove(RoomPresence room) {
    rooms.remove(room);
    retries.remove(room);
  }

  /** Compares the room as soon as there is a place for it; without Redis, when it is back. */
  void compareSoon(RoomPresence room) {
    if (!up.getAsBoolean()) {
      retries.add(room);
    } else if (queued.add(room)) {
      limiter.run(() -> start(room)).onFailure(doesNotFail -> {});
    }
  }

  private Future<Void> start(RoomPresence room) {
    queued.remove(room);
    return rooms.contains(room) ? compare.apply(room) : Future.succeededFuture();
  }

  /** Compares the room by the next {@link #tick}. */
  void retry(RoomPresence room) {
    retries.add(room);
  }

  /** Compares what failed, and this tick's share of the round. */
  void tick() {
    if (!up.getAsBoolean()) {
      return;
    }
    Set<RoomPresence> retried = retries;
    retries = new HashSet<>();
    retried.forEach(this::compareSoon);
    for (due += rooms.size() * roundsPerTick; due >= 1; due--) {
      compareNext();
    }
  }

  private void compareNext() {
    Iterator<RoomPresence> round = rooms.iterator();
    if (round.hasNext()) {
      RoomPresence next = round.next();
      round.remove();
      rooms.add(next);
      compareSoon(next);
    }
  }
}
