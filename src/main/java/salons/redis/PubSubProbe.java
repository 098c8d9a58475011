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
  private final Unreadable unreadable;
  private final String channel;

  // Owned by the verticle's event loop.
  private boolean subscribed;
  private int callsUnsubscribed;
  private long published;
  private long heard;
  private long publishedAt;

  PubSubProbe(Subscriber subscriber, String instance, RedisLatency latency, Unreadable unreadable) {
    this.latency = latency;
    this.unreadable = unreadable;
    this.subscriber = subscriber;
    // Nobody keeps two instances from having one name.
    this.channel = "salons:probe:" + instance + ":" + UUID.randomUUID();
  }

  void open() {
    subscriber.subscribe(channel, new Subscriber.Listener() {
      @Override
      public void subscribed() {
        subscribed = true;
        heard = published;
      }

      @Override
      public void published(byte[] payload) {
        hear(new String(payload, StandardCharsets.US_ASCII));
      }
    });
  }

  private void hear(String text) {
    try {
      heard = Long.parseLong(text);
      latency.heard(publishedAt);
    } catch (NumberFormatException e) {
      unreadable.skip("probe", "on " + channel);
    }
  }

  String channel() {
    return channel;
  }

  /** What is to be published on {@link #channel} now, then told to {@link #published}; null when nobody would hear it. */
  @Nullable
  String next() {
    callsUnsubscribed = subscribed || !subscriber.isUp() ? 0 : callsUnsubscribed + 1;
    if (callsUnsubscribed > MOST_CALLS_UNSUBSCRIBED) {
      callsUnsubscribed = 0;
      subscriber.reset("it does not confirm");
      return null;
    }
    if (subscribed && heard < published) {
      log.warn("Pub/Sub does not bring what was published; subscribing anew");
      subscribed = false;
      subscriber.reset("it is silent");
    }
    publishedAt = System.nanoTime();
    return subscribed ? Long.toString(published + 1) : null;
  }

  void published(String text) {
    published = Long.parseLong(text);
  }
}
