package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SpreadTest {
  private final List<Integer> done = new ArrayList<>();

  @Test
  void a_tenth_is_done_at_once_and_the_rest_later_in_order(Vertx vertx, VertxTestContext test) {
    Spread<Integer> spread = new Spread<>(vertx, n -> {
      done.add(n);
      if (done.size() == 95) {
        test.verify(() -> assertThat(done).isEqualTo(numbers(0, 95)));
        test.completeNow();
      }
    });

    vertx.runOnContext(begun -> {
      spread.addAll(numbers(0, 95));

      test.verify(() -> assertThat(done).isEqualTo(numbers(0, 10)));
    });
  }

  @Test
  void one_alone_waits_for_nothing(Vertx vertx, VertxTestContext test) {
    Spread<Integer> spread = new Spread<>(vertx, done::add);

    vertx.runOnContext(begun -> {
      spread.addAll(List.of(1));
      spread.addAll(List.of(2));

      test.verify(() -> assertThat(done).containsExactly(1, 2));
      test.completeNow();
    });
  }

  @Test
  void what_is_added_meanwhile_is_done_too_and_only_once(Vertx vertx, VertxTestContext test) {
    Spread<Integer> spread = new Spread<>(vertx, n -> {
      done.add(n);
      if (done.size() == 130) {
        // Whatever is done once more would be done by then.
        vertx.setTimer(
            2 * Spread.SLICES * Spread.SLICE_MS,
            timer -> test.verify(() -> {
              assertThat(done).isEqualTo(numbers(0, 130));
              test.completeNow();
            }));
      }
    });

    vertx.runOnContext(begun -> {
      spread.addAll(numbers(0, 100));
      spread.addAll(numbers(50, 130));
    });
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
