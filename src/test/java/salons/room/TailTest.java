package salons.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import salons.protocol.LogEntry;

final class TailTest {
  private final Tail tail = new Tail(new TailBudget(Long.MAX_VALUE));

  @Test
  void an_empty_tail_reaches_back_to_the_head_and_no_further() {
    assertThat(tail.isEmpty()).isTrue();
    assertThat(tail.reachesBackTo(7, 7)).isTrue();
    assertThat(tail.reachesBackTo(9, 7)).isTrue();
    assertThat(tail.reachesBackTo(6, 7)).isFalse();
    assertThat(tail.after(7, Tail.BYTES)).isEmpty();
    assertThat(tail.before(Long.MAX_VALUE, 10, Tail.BYTES)).isEmpty();
  }

  @Test
  void gives_what_is_behind_a_seq() {
    tail.reset(messages(5, 9));
    assertThat(seqs(tail.after(4, Tail.BYTES))).containsExactly(5L, 6L, 7L, 8L, 9L);
    assertThat(seqs(tail.after(7, Tail.BYTES))).containsExactly(8L, 9L);
    assertThat(tail.after(9, Tail.BYTES)).isEmpty();
    assertThat(tail.after(100, Tail.BYTES)).isEmpty();
  }

  @Test
  void gives_the_newest_before_a_seq() {
    tail.reset(messages(5, 9));
    assertThat(seqs(tail.before(Long.MAX_VALUE, 2, Tail.BYTES))).containsExactly(8L, 9L);
    assertThat(seqs(tail.before(8, 2, Tail.BYTES))).containsExactly(6L, 7L);
    assertThat(seqs(tail.before(7, 100, Tail.BYTES))).containsExactly(5L, 6L);
    assertThat(tail.before(5, 2, Tail.BYTES)).isEmpty();
    assertThat(tail.before(8, 0, Tail.BYTES)).isEmpty();
  }

  @Test
  void reaches_back_to_what_comes_right_before_its_first() {
    tail.reset(messages(5, 9));
    assertThat(tail.reachesBackTo(4, 9)).isTrue();
    assertThat(tail.reachesBackTo(3, 9)).isFalse();
  }

  @Test
  void holds_at_least_its_capacity_and_at_most_twice_that() {
    for (long seq = 1; seq <= 5_000; seq++) {
      tail.append(messages(seq, seq));
      List<LogEntry> all = tail.before(Long.MAX_VALUE, Integer.MAX_VALUE, Tail.BYTES);
      assertThat(all.size()).isBetween((int) Math.min(seq, Tail.CAPACITY), 2 * Tail.CAPACITY);
      assertThat(all.get(0).seq()).isEqualTo(tail.first()).isEqualTo(seq - all.size() + 1);
      assertThat(tail.last().seq()).isEqualTo(seq);
    }
  }

  @Test
  void takes_more_than_its_capacity_at_once() {
    tail.append(messages(1, 10_000));
    assertThat(seqs(tail.before(Long.MAX_VALUE, Tail.CAPACITY, Tail.BYTES)))
        .hasSize(Tail.CAPACITY)
        .endsWith(10_000L);
  }

  @Test
  void holds_no_more_than_its_bytes_and_gives_no_more_than_are_asked_for() {
    for (long seq = 1; seq <= 300; seq++) {
      tail.append(List.of(new LogEntry(seq, new byte[16_000])));
      assertThat(tail.bytes()).isBetween(0, Tail.BYTES);
    }
    assertThat(tail.bytes()).isGreaterThan(Tail.BYTES / 3);
    assertThat(seqs(tail.before(300, 9, 40_000))).containsExactly(298L, 299L);
    assertThat(seqs(tail.before(300, 9, 10))).containsExactly(299L);
    assertThat(seqs(tail.after(297, 40_000))).containsExactly(298L, 299L);
    assertThat(seqs(tail.after(297, 10))).containsExactly(298L);
  }

  @Test
  void one_entry_is_held_however_large() {
    tail.append(messages(1, 3));
    tail.append(List.of(new LogEntry(4, new byte[3 * Tail.BYTES])));
    assertThat(seqs(tail.after(0, Tail.BYTES))).containsExactly(4L);
  }

  @Test
  void drops_nothing_while_older_messages_are_fetched() {
    tail.reset(messages(901, 1_000));
    tail.grow();
    tail.append(messages(1_001, 3_000));
    tail.prepend(messages(1, 900));
    assertThat(seqs(tail.after(0, Tail.BYTES))).isEqualTo(seqs(messages(1, 3_000)));
    tail.shrink();
    tail.append(messages(3_001, 3_001));
    assertThat(tail.first()).isGreaterThan(1);
    assertThat(tail.last().seq()).isEqualTo(3_001);
  }

  @Test
  void those_of_all_rooms_hold_no_more_than_their_budget_and_the_least_used_go_first() {
    TailBudget budget = new TailBudget(10 << 20);
    List<Tail> tails = IntStream.range(0, 100).mapToObj(i -> new Tail(budget)).toList();
    for (Tail each : tails) {
      for (long seq = 1; seq <= 60; seq++) {
        each.append(List.of(new LogEntry(seq, new byte[16_000])));
        assertThat(budget.used()).isBetween(16_000L, 10L << 20);
      }
      // Somebody reads the first one, and nobody the others.
      assertThat(tails.get(0).after(59, Tail.BYTES)).hasSize(1);
    }
    assertThat(tails.get(99).isEmpty()).isFalse();
    assertThat(tails.subList(1, 90)).allMatch(Tail::isEmpty);
    tails.forEach(each -> each.reset(List.of()));
    assertThat(budget.used()).isZero();
  }

  @Test
  void one_that_was_dropped_knows_its_last_entry_and_goes_on() {
    tail.append(messages(1, 9));
    tail.drop();
    assertThat(tail.isEmpty()).isTrue();
    assertThat(tail.mayEndWith(messages(9, 9).get(0))).isTrue();
    assertThat(tail.mayEndWith(messages(8, 8).get(0))).isFalse();
    tail.append(messages(10, 11));
    assertThat(seqs(tail.after(9, Tail.BYTES))).containsExactly(10L, 11L);
    assertThat(tail.mayEndWith(messages(11, 11).get(0))).isTrue();
    assertThat(tail.mayEndWith(messages(9, 9).get(0))).isFalse();
  }

  @Test
  void what_was_given_out_does_not_change() {
    tail.reset(messages(1, 3));
    List<LogEntry> given = tail.after(0, Tail.BYTES);
    tail.append(messages(4, 1_000));
    assertThat(seqs(given)).containsExactly(1L, 2L, 3L);
  }

  static List<LogEntry> messages(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(
            seq -> new LogEntry(seq, ("m" + seq).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .toList();
  }

  static List<Long> seqs(List<LogEntry> messages) {
    return messages.stream().map(LogEntry::seq).toList();
  }
}
