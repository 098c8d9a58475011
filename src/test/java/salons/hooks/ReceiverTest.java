package salons.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import salons.e2e.Tabs;

/** One receiver at a time, some of them odd, and no patience with them. */
final class ReceiverTest {
  private static final byte[] DELIVERY = "{\"events\":[]}".getBytes(UTF_8);

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final HookReceiver real = new HookReceiver();
  private final HookSettings settings = new HookSettings(
      HookUrl.parseAll(real.url()),
      Optional.empty(),
      "dev",
      new HookTimes(200, 2_000, 12_000, 300, 1_000, 1_000, 1_000));
  private final Receiver receiver = new Receiver(vertx, settings.urls().get(0), settings);

  @AfterEach
  void stop() {
    real.answerWithoutEnd(false);
    real.keepSilent(false);
    Tabs.await(vertx.close());
    real.close();
  }

  @Test
  void one_that_does_not_answer_in_time_is_left_and_tried_anew() {
    real.keepSilent(true);
    assertThat(post()).isEqualTo("no answer");
    real.keepSilent(false);
    assertThat(post()).isEqualTo("200");
    assertThat(real.deliveries()).hasSize(1);
  }

  @Test
  void an_answer_that_never_ends_is_an_answer() {
    real.answerWithoutEnd(true);
    assertThat(List.of(post(), post(), post()))
        .as("each on its own connection")
        .containsOnly("200");
    real.answerWithoutEnd(false);
    assertThat(post()).isEqualTo("200");
  }

  @Test
  void what_is_given_up_has_no_answer() {
    real.keepSilent(true);
    Future<String> answer = start();
    real.awaitRefused(1);
    loop.runOnContext(tick -> receiver.abort());
    assertThat(Tabs.await(answer)).isEqualTo("no answer");
  }

  @Test
  void without_a_secret_nothing_is_signed() {
    assertThat(post()).isEqualTo("200");
    assertThat(real.deliveries().get(0).headers())
        .containsKey("content-type")
        .doesNotContainKey("x-salons-signature")
        .doesNotContainKey("authorization");
  }

  private String post() {
    return Tabs.await(start());
  }

  private Future<String> start() {
    Promise<String> outcome = Promise.promise();
    loop.runOnContext(tick -> receiver
        .post(DELIVERY)
        .map(status -> Integer.toString(status))
        .otherwise("no answer")
        .onComplete(outcome));
    return outcome.future();
  }
}
