package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RedisHealthTest {
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
}
