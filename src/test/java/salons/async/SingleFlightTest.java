package salons.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SingleFlightTest {
  private final List<Promise<String>> calls = new ArrayList<>();
  private final SingleFlight<String> flight = new SingleFlight<>(() -> {
    Promise<String> call = Promise.promise();
    calls.add(call);
    return call.future();
  });

  @Test
  void all_who_want_it_meanwhile_share_one_call() {
    Future<String> first = flight.run();
    Future<String> second = flight.run();
    assertThat(calls).hasSize(1);
    assertThat(flight.isRunning()).isTrue();
    calls.get(0).complete("a");
    assertThat(List.of(first.result(), second.result())).containsExactly("a", "a");
    assertThat(flight.isRunning()).isFalse();
  }

  @Test
  void whoever_asks_afterwards_gets_a_call_of_their_own() {
    List<String> seen = new ArrayList<>();
    flight.run().onSuccess(done -> flight.run().onSuccess(seen::add));
    calls.get(0).complete("a");
    assertThat(calls).hasSize(2);
    calls.get(1).complete("b");
    assertThat(seen).containsExactly("b");
  }

  @Test
  void a_failure_is_shared_and_over() {
    Future<String> first = flight.run();
    calls.get(0).fail("no");
    assertThat(first.failed()).isTrue();
    assertThat(flight.run()).isNotSameAs(first);
  }
}
