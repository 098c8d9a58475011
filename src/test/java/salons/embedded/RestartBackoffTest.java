package salons.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RestartBackoffTest {
  @Test
  void one_that_dies_again_and_again_is_started_at_ever_longer_intervals() {
    RestartBackoff backoff = new RestartBackoff();
    List<Long> starts = new ArrayList<>();
    for (long now = 5_000; now < 65_000; now += 500) {
      if (backoff.tryStart(now)) {
        starts.add(now - 5_000);
      }
    }
    assertThat(starts).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 30_500L, 45_500L);
  }

  @Test
  void one_that_lived_for_long_is_started_again_at_once() {
    RestartBackoff backoff = new RestartBackoff();
    for (long now = 0; now < 60_000; now += 500) {
      assertThat(backoff.tryStart(now)).isIn(true, false);
    }
    assertThat(backoff.tryStart(200_000)).isTrue();
    assertThat(backoff.tryStart(200_100))
        .as("the first try after a death is at once")
        .isTrue();
    assertThat(backoff.tryStart(200_200)).isFalse();
  }
}
