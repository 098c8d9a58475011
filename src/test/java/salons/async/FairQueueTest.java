package salons.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FairQueueTest {
  private final Deque<Runnable> ticks = new ArrayDeque<>();
  private final AtomicLong clock = new AtomicLong();
  private final FairQueue queue = new FairQueue(ticks::add, clock::get);
  private final List<String> done = new ArrayList<>();

  private Runnable work(String name, int turns) {
    return () -> {
      done.add(name);
      clock.addAndGet(turns * FairQueue.TURN_NS);
    };
  }

  private void tick() {
    ticks.remove().run();
  }

  @Test
  void a_client_that_goes_on_and_on_has_one_turn_a_tick() {
    queue.later(new Runnable() {
      @Override
      public void run() {
        done.add("on");
        queue.later(this);
      }
    });
    assertThat(done).isEmpty();
    tick();
    tick();
    assertThat(done).containsExactly("on", "on");
  }

  @Test
  void long_work_is_done_at_once_until_a_tick_has_had_enough() {
    for (String name : List.of("a", "b", "c")) {
      queue.doLong(work(name, 1));
    }
    assertThat(done).containsExactly("a");
    tick();
    assertThat(done).containsExactly("a", "b");
    tick();
    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void whoever_asks_for_little_does_not_wait_for_what_is_long() {
    for (int i = 0; i < 100; i++) {
      queue.doLongLater(work("long", 1));
    }
    queue.later(work("little", 0));
    tick();
    assertThat(done).containsExactly("little", "long");
  }

  @Test
  void what_throws_keeps_nobody_else_from_its_turn() {
    queue.later(() -> {
      throw new IllegalStateException("broken");
    });
    queue.later(work("next", 0));
    org.assertj.core.api.Assertions.assertThatThrownBy(this::tick).hasMessage("broken");
    tick();
    assertThat(done).containsExactly("next");
  }

  @Test
  void it_rests_when_there_is_nothing_to_do() {
    queue.doLong(work("a", 0));
    tick();
    assertThat(ticks).isEmpty();
  }
}
