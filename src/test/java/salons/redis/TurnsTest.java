package salons.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Map<String, Integer> work = Map.of("a", 60, "b", 60, "c", 60, "many", 1_000);
  private final Turns<String> turns = new Turns<>(100, work::get, 0, () -> 0);

  @Test
  void few_are_served_at_once() {
    turns.add("a");
    assertEquals(List.of("a"), turns.next());
    assertEquals(List.of(), turns.next());
  }

  @Test
  void those_who_are_too_much_for_one_call_take_turns() {
    List.of("a", "b", "c").forEach(turns::add);
    assertEquals(List.of("a", "b"), turns.next());
    turns.add("a");
    assertEquals(List.of("c", "a"), turns.next());
  }

  @Test
  void after_one_who_was_much_the_others_wait_but_not_for_long() {
    turns.add("many");
    assertEquals(List.of("many"), turns.next());
    turns.add("a");
    for (int call = 1; call < 1_000 / 100; call++) {
      assertEquals(List.of(), turns.next());
    }
    assertEquals(List.of("a"), turns.next());
  }

  @Test
  void nobody_has_a_turn_before_it_has_rested_from_its_last() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 3);
    Turns<String> turns = new Turns<>(100, work::get, 10, now::get);
    turns.add("a");
    assertEquals(List.of("a"), turns.next());
    turns.add("a");
    turns.add("b");
    assertEquals(List.of("b"), turns.next());
    now.addAndGet(9);
    assertEquals(List.of(), turns.next());
    now.addAndGet(1);
    assertEquals(List.of("a"), turns.next());
    assertEquals(List.of(), turns.next());
  }

  @Test
  void the_share_is_small_again_after_many_also_while_somebody_rests() {
    Turns<Integer> turns = new Turns<>(100, one -> 100, 10, () -> 0);
    turns.add(0);
    assertEquals(List.of(0), turns.next());
    turns.add(0);
    int many = 4 * Turns.MOST;
    for (int i = 1; i <= many; i++) {
      turns.add(i);
    }
    for (int served = 0; served < many; ) {
      served += turns.next().size();
    }
    assertEquals(List.of(), turns.next());
    turns.add(-1);
    turns.add(-2);
    assertEquals(List.of(-1), turns.next());
  }

  @Test
  void everybody_is_served_within_a_few_calls() {
    Random random = new Random(7);
    Turns<Integer> turns = new Turns<>(100, one -> 1 + one % 400, 0, () -> 0);
    for (int round = 0; round < 200; round++) {
      Set<Integer> waiting = new HashSet<>();
      random.ints(random.nextInt(500), 0, 10_000).forEach(waiting::add);
      waiting.forEach(turns::add);
      for (int call = 0; call < 2 * Turns.MOST && !waiting.isEmpty(); call++) {
        turns.next().forEach(waiting::remove);
      }
      assertTrue(waiting.isEmpty(), () -> waiting + " wait still");
    }
  }
}
