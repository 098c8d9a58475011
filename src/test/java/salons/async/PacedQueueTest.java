package salons.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PacedQueueTest {
  private static final int SLICES = 40;
  private static final PacedQueue.Pace WITHOUT_REST = new PacedQueue.Pace(SLICES, 100, 0);
  private static final PacedQueue.Pace WITH_REST = new PacedQueue.Pace(SLICES, 100, 10);

  private final Map<String, Integer> cost = Map.of("a", 60, "b", 60, "c", 60, "many", 1_000);
  private final PacedQueue<String> queue = new PacedQueue<>(WITHOUT_REST, cost::get, () -> 0);

  /** Drained by a timer that the test winds by hand. */
  private final PacedQueue<Integer> drained =
      new PacedQueue<>(new PacedQueue.Pace(10, 1, 0), one -> 1, () -> 0);

  private final Queue<Runnable> timer = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();

  @Test
  void few_are_served_at_once() {
    queue.add("a");
    assertThat(queue.next()).containsExactly("a");
    assertThat(queue.next()).isEmpty();
  }

  @Test
  void those_who_are_too_much_for_one_slice_take_turns() {
    List.of("a", "b", "c").forEach(queue::add);
    assertThat(queue.next()).containsExactly("a", "b");
    queue.add("a");
    assertThat(queue.next()).containsExactly("c", "a");
  }

  @Test
  void after_one_who_was_much_the_others_wait_but_not_for_long() {
    queue.add("many");
    assertThat(queue.next()).containsExactly("many");
    queue.add("a");
    for (int slice = 1; slice < 1_000 / 100; slice++) {
      assertThat(queue.next()).isEmpty();
    }
    assertThat(queue.next()).containsExactly("a");
  }

  @Test
  void nobody_is_served_again_before_it_has_rested() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 3);
    PacedQueue<String> queue = new PacedQueue<>(WITH_REST, cost::get, now::get);
    queue.add("a");
    assertThat(queue.next()).containsExactly("a");
    queue.add("a");
    queue.add("b");
    assertThat(queue.next()).containsExactly("b");
    now.addAndGet(9);
    assertThat(queue.next()).isEmpty();
    now.addAndGet(1);
    assertThat(queue.next()).containsExactly("a");
    assertThat(queue.next()).isEmpty();
  }

  @Test
  void the_budget_is_small_again_after_a_backlog_also_while_somebody_rests() {
    PacedQueue<Integer> queue = new PacedQueue<>(WITH_REST, one -> 100, () -> 0);
    queue.add(0);
    assertThat(queue.next()).containsExactly(0);
    queue.add(0);
    int many = 4 * SLICES;
    for (int i = 1; i <= many; i++) {
      queue.add(i);
    }
    for (int served = 0; served < many; ) {
      served += queue.next().size();
    }
    assertThat(queue.next()).isEmpty();
    queue.add(-1);
    queue.add(-2);
    assertThat(queue.next()).containsExactly(-1);
  }

  @Test
  void everybody_is_served_within_twice_the_slices_of_its_pace() {
    Random random = new Random(7);
    PacedQueue<Integer> queue = new PacedQueue<>(WITHOUT_REST, one -> 1 + one % 400, () -> 0);
    for (int round = 0; round < 200; round++) {
      Set<Integer> waiting = new HashSet<>();
      random.ints(random.nextInt(500), 0, 10_000).forEach(waiting::add);
      waiting.forEach(queue::add);
      for (int slice = 0; slice < 2 * SLICES && !waiting.isEmpty(); slice++) {
        queue.next().forEach(waiting::remove);
      }
      assertThat(waiting).as("still waiting").isEmpty();
    }
  }

  @Test
  void when_drained_a_tenth_is_done_at_once_and_the_rest_later_in_order() {
    drain(0, 95);
    assertThat(done).isEqualTo(numbers(0, 10));

    int later = windUp();

    assertThat(done).isEqualTo(numbers(0, 95));
    assertThat(later).isEqualTo(9);
  }

  @Test
  void one_alone_waits_for_nothing() {
    drain(1, 2);
    drain(2, 3);
    assertThat(done).containsExactly(1, 2);
    assertThat(timer).isEmpty();
  }

  @Test
  void what_is_added_meanwhile_is_done_too_and_only_once() {
    drain(0, 100);
    drain(50, 130);
    assertThat(done).as("the next slice has its own time").isEqualTo(numbers(0, 10));

    windUp();

    assertThat(done).isEqualTo(numbers(0, 130));
  }

  @Test
  void what_fails_does_not_keep_the_others_from_being_served() {
    Consumer<Integer> work = one -> {
      if (one == 2) {
        throw new IllegalStateException("two");
      }
      done.add(one);
    };
    numbers(0, 20).forEach(drained::add);
    drained.drain(timer::add, work);
    assertThatThrownBy(this::windUp).hasMessage("two");

    windUp();

    assertThat(done).hasSize(19).isSorted().doesNotContain(2);
  }

  private void drain(int from, int to) {
    numbers(from, to).forEach(drained::add);
    drained.drain(timer::add, done::add);
  }

  /** Lets all the time pass, and tells how many slices came. */
  @salons.e2e.CanIgnoreReturnValue
  private int windUp() {
    int slices = 0;
    for (Runnable task = timer.poll(); task != null; task = timer.poll()) {
      task.run();
      slices++;
    }
    return slices;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
