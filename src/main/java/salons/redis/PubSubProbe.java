package salons.redis;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The liveness probe of Pub/Sub: an instance publishes to itself with its lease, and expects the echo. A subscription can be half dead
 * with its connection looking well; then everything that others say would be heard only by reading the log, seconds late.
 */
final class PubSubProbe {
  /** Renewals within which a subscription must be confirmed. */
  private static final int MOST_CALLS_UNSUBSCRIBED = 2;

  private static final Logger log = LoggerFactory.getLogger(PubSubProbe.class);

  private final Subscriber subscriber;
  private final RedisLatency latency;
  private final RedisHealth health;
  private final Unreadable unreadable;
  private final String channel;

  // Owned by the verticle's event loop.
  private boolean subscribed;
  private int callsUnsubscribed;

  /** The last number that was given out, that Redis says it published, and that was heard. */
  private long given;

  private long published;
  private long heard;
  private long publishedAt;

  PubSubProbe(
      Subscriber subscriber,
      String instance,
      RedisLatency latency,
      RedisHealth health,
      Unreadable unreadable) {
    this.latency = latency;
    this.health = health;
    this.unreadable = unreadable;
    this.subscriber = subscriber;
    // Nobody keeps two instances from having one name.
    this.channel = "salons:probe:" + instance + ":" + UUID.randomUUID();
  }

  /**
   * @param onSubscribed called when something may be published, from now on or again
   */
  void open(Runnable onSubscribed) {
    subscriber.subscribe(channel, new Subscriber.Listener() {
      @Override
      public void subscribed() {
        subscribed = true;
        heard = given;
        onSubscribed.run();
      }

      @Override
      public void published(byte[] payload) {
        hear(new String(payload, StandardCharsets.US_ASCII));
      }
    });
  }

  /** Anybody may publish here: only what was given out last is an echo, and what was before it a late one. */
  private void hear(String text) {
    if (!text.equals(Long.toString(given))) {
      if (!isEarlier(text)) {
        unreadable.skip("probe", "on " + channel);
      }
    } else if (heard < given) {
      heard = given;
      latency.heard(publishedAt);
      if (!subscriber.isRefused()) {
        subscriber.proven();
        health.heard();
      }
    }
  }

  private boolean isEarlier(String text) {
    return text.matches("[1-9]\\d{0,17}") && Long.parseLong(text) < given;
  }

  String channel() {
    return channel;
  }

  /** Makes a new connection when this one does not bring what it should; to be called every {@link PresenceTimes#renewMs}. */
  void check() {
    callsUnsubscribed = subscribed || !subscriber.isUp() ? 0 : callsUnsubscribed + 1;
    if (callsUnsubscribed > MOST_CALLS_UNSUBSCRIBED || subscriber.isRefused()) {
      resubscribe("it does not confirm");
    } else if (!subscriber.isUp()) {
      subscribed = false;
    } else if (subscribed && heard < published) {
      resubscribe("it is silent");
    }
  }

  private void resubscribe(String why) {
    log.debug("Subscribing anew: {}", why);
    callsUnsubscribed = 0;
    subscribed = false;
    subscriber.reset();
  }

  /** What is to be published on {@link #channel} now, then told to {@link #published}; null when nobody would hear it. */
  @Nullable
  String next() {
    if (!subscribed) {
      return null;
    }
    publishedAt = System.nanoTime();
    given++;
    return Long.toString(given);
  }

  void published(String text) {
    published = Long.parseLong(text);
  }
}
