package salons.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to itself, and expects to hear it. A subscription can be half dead with its connection looking well: then everything that
 * others say would be heard only by reading the log, seconds late.
 */
final class Echo {
  /** How often {@link #call} is to be called; by the next call the last one must have been heard. */
  static final long EVERY_MS = 2_000;

  private static final Logger log = LoggerFactory.getLogger(Echo.class);

  private final RedisLink commands;
  private final Subscriber subscriber;
  private final String channel;

  // Owned by the verticle's event loop.
  private boolean subscribed;
  private long published;
  private long heard;

  Echo(RedisLink commands, Subscriber subscriber, String instance) {
    this.commands = commands;
    this.subscriber = subscriber;
    this.channel = "salons:echo:" + instance;
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
        heard = Long.parseLong(new String(payload, StandardCharsets.US_ASCII));
      }
    });
  }

  void call() {
    if (subscribed && heard < published) {
      log.warn("Pub/Sub does not bring what was published; subscribing anew");
      subscribed = false;
      subscriber.reset("it is silent");
    } else if (subscribed) {
      long next = published + 1;
      commands
          .send(Request.cmd(Command.PUBLISH).arg(channel).arg(next))
          .onSuccess(published -> this.published = next);
    }
  }
}
