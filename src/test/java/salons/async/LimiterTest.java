package salons.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
  void as_long_as_calls_come_to_a_good_end_nobody_waits_in_vain() {
    long[] now = {0};
    Limiter patient = new Limiter(1, 10, () -> TimeUnit.MILLISECONDS.toNanos(now[0]));
    List<Future<String>> all = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      all.add(patient.run(() -> call(name)));
    }
    now[0] = 100;
    calls.get(0).complete("good");
    now[0] = 105;
    calls.get(1).fail("for a reason of its own");
    assertThat(all.get(2).isComplete()).isFalse();
    assertThat(started).containsExactly("a", "b", "c");
    Future<String> late = patient.run(() -> call("late"));
    now[0] = 110;
    calls.get(2).fail("out of reach");
    assertThat(all.get(3).cause()).isSameAs(all.get(2).cause());
    assertThat(late.isComplete()).as("has not waited for so long").isFalse();
    assertThat(started).containsExactly("a", "b", "c", "late");
    calls.get(3).complete("good");
    assertThat(late.result()).isEqualTo("good");
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
