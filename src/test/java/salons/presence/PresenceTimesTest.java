package salons.presence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import salons.TestNode;
import salons.redis.PresenceTimes;

/** That the usual times keep what is promised; other tests, with shorter ones, show that it follows from them. */
final class PresenceTimesTest {
  @Test
  void the_usual_times_are_pinned() {
    assertThat(PresenceTimes.DEFAULT)
        .isEqualTo(new PresenceTimes(
            250, 50, 500, 2_000, 1_000, 30_000, 2_000, 12_000, 10_000, 90, 3_600));
  }

  @Test
  void a_member_killed_without_a_word_leaves_within_15_seconds() {
    assertThat(leavesWithinMs(PresenceTimes.DEFAULT)).isLessThanOrEqualTo(15_000);
    assertThat(leavesWithinMs(TestNode.TIMES)).isLessThanOrEqualTo(3_000);
  }

  /**
   * The longest way of somebody who was killed right after a renewal: their lease expires, the next renewal of another instance
   * notices, and what its sweep changes is told when the room may be told of again. A tick is for a call that fails once.
   */
  static long leavesWithinMs(PresenceTimes times) {
    return times.leaseMs() + times.renewMs() + times.tickMs() + times.restMs() + times.sliceMs();
  }

  @Test
  void a_missed_renewal_or_two_lose_no_lease() {
    for (PresenceTimes times : new PresenceTimes[] {PresenceTimes.DEFAULT, TestNode.TIMES}) {
      assertThat(times.leaseMs()).isGreaterThanOrEqualTo(5 * times.renewMs());
    }
  }

  @Test
  void what_is_kept_in_redis_outlives_what_renews_it() {
    for (PresenceTimes times : new PresenceTimes[] {PresenceTimes.DEFAULT, TestNode.TIMES}) {
      assertThat(times.peopleTtlS() * 1_000).isGreaterThanOrEqualTo(2 * times.roundMs());
      assertThat(times.instancesTtlS()).isGreaterThan(times.peopleTtlS());
      assertThat(times.peopleTtlS() * 1_000).isGreaterThan(times.leaseMs() + times.sweepMs());
    }
  }
}
