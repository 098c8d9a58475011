package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import salons.e2e.RedisServer;

/** What a subscription brings, from a real Redis. */
@ExtendWith(VertxExtension.class)
final class SubscriberTest {
  private static final RedisServer redis = RedisServer.start();

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void a_listener_that_throws_keeps_nothing_from_the_others(Vertx vertx) throws Exception {
    Consumer<String> throwing = payload -> {
      throw new IllegalStateException("cannot take " + payload);
    };
    subscribe(vertx, Map.of("throwing", throwing, "other", heard::add));
    for (int i = 0; i < 10; i++) {
      redis.cli("PUBLISH", "throwing", "x");
      redis.cli("PUBLISH", "other", "after " + i);
      assertThat(next()).isEqualTo("after " + i);
    }
  }

  @Test
  void every_channel_is_subscribed_again_when_the_connection_comes_back(Vertx vertx)
      throws Exception {
    Map<String, Consumer<String>> channels = new HashMap<>();
    for (int i = 0; i < 1_201; i++) {
      channels.put("channel-" + i, heard::add);
    }
    subscribe(vertx, channels);
    redis.cli("CLIENT", "KILL", "TYPE", "pubsub");
    for (int i = 0; i < channels.size(); i++) {
      assertThat(next()).isEqualTo("subscribed");
    }
    for (String channel : channels.keySet()) {
      assertThat(redis.cli("PUBLISH", channel, "to " + channel)).isEqualTo("1");
      assertThat(next()).isEqualTo("to " + channel);
    }
  }

  private @Nullable String next() throws InterruptedException {
    return heard.poll(5, TimeUnit.SECONDS);
  }

  /** Over one connection; waits until Redis confirmed each channel. */
  private void subscribe(Vertx vertx, Map<String, Consumer<String>> channels) throws Exception {
    vertx.runOnContext(tick -> {
      Subscriber subscriber = new Subscriber(
          vertx,
          () -> Future.succeededFuture(redis.url()),
          "test",
          failure -> {},
          RedisMeters.NONE);
      channels.forEach((name, published) -> subscriber.subscribe(name, listener(published)));
      subscriber.open();
    });
    for (int i = 0; i < channels.size(); i++) {
      assertThat(next()).isEqualTo("subscribed");
    }
  }

  private Subscriber.Listener listener(Consumer<String> published) {
    return new Subscriber.Listener() {
      @Override
      public void subscribed() {
        heard.add("subscribed");
      }

      @Override
      public void published(byte[] payload) {
        published.accept(new String(payload, StandardCharsets.UTF_8));
      }
    };
  }
}
