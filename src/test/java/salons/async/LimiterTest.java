package salons.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimiterTest {
  private final Limiter limiter = new Limiter(2);
  private final List<String> started = new ArrayList<>();
  private final List<Promise<String>> calls = new ArrayList<>();

  private Future<String> call(String name) {
    started.add(name);
    Promise<String> call = Promise.promise();
    calls.add(call);
    return call.future();
  }

  @Test
  void no_more_than_allowed_are_in_flight_and_the_others_come_in_order() {
    List<Future<String>> all = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      all.add(limiter.run(() -> call(name)));
    }
    assertThat(started).containsExactly("a", "b");
    calls.get(1).fail("no");
    assertThat(started).containsExactly("a", "b", "c");
    assertThat(all.get(1).failed()).isTrue();
    calls.get(0).complete("done");
    assertThat(all.get(0).result()).isEqualTo("done");
    assertThat(started).containsExactly("a", "b", "c", "d");
  }

  @Test
  void what_is_urgent_goes_before_what_waits_already() {
    for (String name : List.of("a", "b", "c")) {
      assertThat(limiter.run(() -> call(name)).isComplete()).isFalse();
    }
    assertThat(limiter.runUrgent(() -> call("u")).isComplete()).isFalse();
    calls.get(0).complete("done");
    assertThat(started).containsExactly("a", "b", "u");
  }

  @Test
  void calls_that_complete_at_once_do_not_deepen_the_stack() {
    int many = 100_000;
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      all.add(limiter.run(() -> call("held")));
    }
    for (int i = 0; i < many; i++) {
      all.add(limiter.run(() -> Future.succeededFuture("at once")));
    }
    calls.get(0).complete("released");
    assertThat(all.get(many + 1).result()).isEqualTo("at once");
  }
}
