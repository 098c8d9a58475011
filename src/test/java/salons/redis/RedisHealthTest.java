package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RedisHealthTest {
  private static final String NO_XADD =
      "NOPERM User salons has no permissions to run the 'xadd' command";

  private final AtomicInteger reconnections = new AtomicInteger();
  private final RedisHealth health = new RedisHealth(() -> 0, reconnections::incrementAndGet);

  @Test
  void a_replica_that_refuses_what_is_written_is_left_for_another_redis() {
    health.renewed();
    assertThat(health.publishRefused("READONLY You can't write against a read only replica."))
        .isTrue();
    assertThat(reconnections).hasValue(1);
  }

  @Test
  void commands_go_on_over_a_connection_that_works_while_one_to_subscribe_is_not_let_in() {
    health.renewed();
    health.heard();
    health.subscriberFailed(RedisFailure.ofRefusal("NOAUTH Authentication required."));
    assertThat(health.failure()).isNotNull();
    assertThat(reconnections).hasValue(0);
  }

  @Test
  void a_right_that_is_there_again_counts_before_somebody_speaks() {
    health.renewed();
    health.heard();
    assertThat(health.publishRefused(NO_XADD)).isTrue();
    assertThat(health.isServerSuspect()).as("so that it is asked soon").isTrue();
    health.server(RedisFailure.ofAnswer(NO_XADD));
    health.server(null);
    assertThat(health.failure()).isNull();
  }

  @Test
  void a_right_that_only_publishing_lacks_is_not_there_because_others_are() {
    health.renewed();
    health.heard();
    assertThat(health.publishRefused(NO_XADD)).isTrue();
    health.server(null);
    assertThat(health.failure()).isNotNull();
  }
}
