package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.redis.RedisFailure.Kind;

/**
 * Whether Redis does all that this instance needs of it, and if not, why. It does as long as the lease was renewed and its echo heard
 * within the last 6 s and nobody knows of a reason why it should not. Kept from what happens, so that asking costs nothing. Logs each
 * reason once, and when it is over. Confined to the verticle's event loop.
 */
final class RedisHealth {
  /** Who knows of a failure; the first one's is told. */
  private enum Source {
    COMMANDS,
    SERVER,
    SUBSCRIBER,
    PUBLISHING
  }

  private static final Logger log = LoggerFactory.getLogger(RedisHealth.class);

  /** Three renewals. */
  static final long WITHIN_NS = TimeUnit.SECONDS.toNanos(6);

  /** How long a refusal counts that the lease does not meet, when nobody tries again. */
  private static final long REFUSED_NS = TimeUnit.MINUTES.toNanos(1);

  /** As long, when others are written all the same: then it is in the way for as long as somebody meets it. */
  private static final long REFUSED_NOW_NS = TimeUnit.SECONDS.toNanos(3);

  /** How long the same reason is not logged again, when it comes and goes. */
  private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private final Runnable reconnect;
  private final Promise<Void> ready = Promise.promise();

  private final Map<Source, RedisFailure> failures = new EnumMap<>(Source.class);
  private final Map<Kind, Long> lastLogged = new EnumMap<>(Kind.class);
  private @Nullable Kind logged;
  private long renewedAt;
  private long heardAt;
  private long refusedAt;
  private long refusalLastsNs = REFUSED_NS;

  /** Since when there is nothing but the echo to wait for. */
  private long renewingSince;

  /**
   * @param reconnect called when another connection for commands may lead to a better Redis
   */
  RedisHealth(LongSupplier nanoTime, Runnable reconnect) {
    this.nanoTime = nanoTime;
    this.reconnect = reconnect;
    long never = nanoTime.getAsLong() - WITHIN_NS;
    renewedAt = never;
    heardAt = never;
    renewingSince = never;
    failures.put(Source.COMMANDS, new RedisFailure(Kind.NOT_YET));
  }

  /** Completes when Redis can be used for the first time. */
  Future<Void> ready() {
    return ready.future();
  }

  /** Why Redis cannot be used now; null when it can. */
  @Nullable
  RedisFailure failure() {
    if (!failures.isEmpty()) {
      return failures.values().iterator().next();
    } else if (!within(renewedAt, WITHIN_NS)) {
      return new RedisFailure(Kind.LATE);
    } else if (!within(heardAt, WITHIN_NS)) {
      return new RedisFailure(
          within(renewingSince, WITHIN_NS) ? Kind.NOT_HEARD_YET : Kind.NOT_HEARD);
    }
    return null;
  }

  private boolean within(long then, long ns) {
    return nanoTime.getAsLong() - then < ns;
  }

  /** The lease was renewed, so Redis takes what is written. */
  void renewed() {
    renewedAt = nanoTime.getAsLong();
    if (failures.remove(Source.COMMANDS) != null) {
      renewingSince = renewedAt;
    }
    RedisFailure refused = failures.get(Source.PUBLISHING);
    if (refused != null && refused.kind().isOfAllKeys()) {
      failures.remove(Source.PUBLISHING);
    }
    look();
  }

  /** What this instance published to itself was heard. */
  void heard() {
    heardAt = nanoTime.getAsLong();
    failures.remove(Source.SUBSCRIBER);
    look();
  }

  /** Messages were written. */
  void written() {
    RedisFailure refused = failures.get(Source.PUBLISHING);
    if (refused != null && refused.kind().isOfAllKeys()) {
      failures.remove(Source.PUBLISHING);
      look();
    } else if (refused != null) {
      refusalLastsNs = REFUSED_NOW_NS;
    }
  }

  /** There is no connection for commands. */
  void commandsFailed(RedisFailure why) {
    fail(Source.COMMANDS, why);
  }

  /** There is no connection that subscribes, or it is refused a channel; until the next echo. */
  void subscriberFailed(RedisFailure why) {
    fail(Source.SUBSCRIBER, why);
  }

  /** The lease was not renewed. */
  void leaseRefused(String answer) {
    fail(
        Source.COMMANDS,
        // Its script deletes other keys of another type.
        answer.contains("WRONGTYPE")
            ? new RedisFailure(Kind.FOREIGN_FORMAT, answer)
            : RedisFailure.ofRefusal(answer));
  }

  /** Messages were not written; tells whether that is for more than their room's sake. */
  boolean publishRefused(String answer) {
    RedisFailure why = RedisFailure.ofAnswer(answer);
    if (why != null) {
      refusedAt = nanoTime.getAsLong();
      refusalLastsNs = REFUSED_NS;
      fail(Source.PUBLISHING, why);
    }
    return why != null;
  }

  /**
   * What the server says of itself, whatever it takes; null for nothing that is in the way. If it was a right that was missing, it is
   * there again for those who publish, too: they need no others.
   */
  void server(@Nullable RedisFailure why) {
    if (why == null) {
      RedisFailure over = failures.remove(Source.SERVER);
      if (isOfRights(over) && isOfRights(failures.get(Source.PUBLISHING))) {
        failures.remove(Source.PUBLISHING);
      }
      look();
    } else {
      fail(Source.SERVER, why);
    }
  }

  private static boolean isOfRights(@Nullable RedisFailure why) {
    return why != null && why.kind() == Kind.NO_RIGHTS;
  }

  /** Whether what the server says of itself may be in the way, so that it is worth asking again. */
  boolean isServerSuspect() {
    return failures.containsKey(Source.SERVER) || isOfRights(failures.get(Source.PUBLISHING));
  }

  private void fail(Source source, RedisFailure why) {
    failures.put(source, why);
    look();
    // One that subscribes and is not let in says nothing of one for commands that still works.
    if (source != Source.SUBSCRIBER && why.kind().isOfConnection()) {
      reconnect.run();
    }
  }

  /** Logs what changed; to be called a few times a second beside, as time alone changes it too. */
  void look() {
    if (!within(refusedAt, refusalLastsNs)) {
      failures.remove(Source.PUBLISHING);
    }
    RedisFailure now = failure();
    if (now == null) {
      ready.tryComplete();
      if (logged != null) {
        logged = null;
        log.info("Redis is back");
      }
    } else if (now.kind() != logged && now.kind().isLogged() && !loggedLately(now.kind())) {
      logged = now.kind();
      lastLogged.put(now.kind(), nanoTime.getAsLong());
      log.warn("{}; trying again until it can be used", now.sentence());
    }
  }

  private boolean loggedLately(Kind kind) {
    Long at = lastLogged.get(kind);
    return at != null && within(at, QUIET_NS);
  }
}
