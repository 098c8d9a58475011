package salons.async;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private static final long SECOND = 1_000_000_000;

  private static int taken(TokenBucket bucket, int tries, long now) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += bucket.tryTake(now) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void a_burst_is_its_capacity_whatever_the_clock_shows() {
    assertThat(taken(new TokenBucket(100, 10), 150, -5)).isEqualTo(100);
    assertThat(taken(new TokenBucket(100, 10), 150, Long.MAX_VALUE)).isEqualTo(100);
  }

  @Test
  void tokens_come_back_at_the_rate_and_no_further_than_the_capacity() {
    TokenBucket bucket = new TokenBucket(5, 10);
    assertThat(taken(bucket, 10, 0)).isEqualTo(5);
    assertThat(taken(bucket, 10, SECOND / 10)).isEqualTo(1);
    assertThat(taken(bucket, 10, 100 * SECOND)).isEqualTo(5);
  }

  @Test
  void whoever_goes_on_asking_gets_no_less_than_the_rate() {
    TokenBucket bucket = new TokenBucket(1, 10);
    int taken = 0;
    for (int ms = 0; ms < 10_000; ms++) {
      taken += bucket.tryTake(ms * SECOND / 1_000) ? 1 : 0;
    }
    assertThat(taken).isBetween(99, 101);
  }
}
