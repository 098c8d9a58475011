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

  @Test
  void whoever_waits_as_long_as_it_says_gets_what_was_wanted_and_no_sooner() {
    TokenBucket bucket = new TokenBucket(65_536, 65_536);
    long now = Long.MAX_VALUE - SECOND / 2;
    for (double wanted : new double[] {1, 4_000, 65_536, 33.5, 60_000, 65_536}) {
      long wait = bucket.nanosUntil(wanted, now);
      if (wait > 0) {
        assertThat(bucket.nanosUntil(wanted, now + wait - 1)).isPositive();
      }
      now += wait;
      assertThat(bucket.nanosUntil(wanted, now)).isZero();
      bucket.take(wanted, now);
    }
  }

  @Test
  void asking_takes_nothing() {
    TokenBucket bucket = new TokenBucket(1, 10);
    assertThat(bucket.nanosUntil(1, 0)).isZero();
    assertThat(bucket.nanosUntil(1, 0)).isZero();
    assertThat(taken(bucket, 2, 0)).isEqualTo(1);
    assertThat(bucket.nanosUntil(1, 0)).isEqualTo(SECOND / 10);
  }

  @Test
  void more_than_there_ever_is_comes_with_a_full_bucket_and_is_paid_for_afterwards() {
    TokenBucket bucket = new TokenBucket(10, 10);
    assertThat(bucket.nanosUntil(40, 0)).isZero();
    bucket.take(40, 0);
    assertThat(bucket.nanosUntil(1, 0)).isEqualTo(3 * SECOND + SECOND / 10);
    assertThat(bucket.isFull(4 * SECOND - 1)).isFalse();
    assertThat(bucket.isFull(4 * SECOND)).isTrue();
  }

  @Test
  void what_is_put_back_is_there_again() {
    TokenBucket bucket = new TokenBucket(2, 1);
    assertThat(taken(bucket, 3, 0)).isEqualTo(2);
    bucket.putBack(1);
    assertThat(taken(bucket, 3, 0)).isEqualTo(1);
    bucket.putBack(2);
    bucket.putBack(1);
    assertThat(taken(bucket, 3, 0)).isEqualTo(2);
  }
}
