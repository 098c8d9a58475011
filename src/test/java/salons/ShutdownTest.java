package salons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import salons.e2e.Tabs;

final class ShutdownTest {
  private final List<String> taken = new ArrayList<>();

  @Test
  void each_step_waits_for_the_one_before() {
    Promise<Void> first = Promise.promise();
    Future<Void> all =
        Shutdown.inOrder(List.of(step("first", first.future()), step("second", done())));
    assertThat(taken).containsExactly("first");
    first.complete();
    assertThat(taken).containsExactly("first", "second");
    assertThat(all.succeeded()).isTrue();
  }

  @Test
  void every_step_is_taken_and_the_first_failure_told() {
    Future<Void> all = Shutdown.inOrder(List.of(
        step("first", done()),
        step("second", Future.failedFuture("this one")),
        step("third", Future.failedFuture("not this one")),
        step("fourth", done())));
    assertThat(taken).containsExactly("first", "second", "third", "fourth");
    assertThat(all.cause()).hasMessage("this one");
  }

  @Test
  void it_is_over_though_its_event_loops_are_gone() {
    Vertx vertx = Vertx.vertx();
    Tabs.await(Shutdown.inOrder(List.of(vertx::close)));
    Vertx another = Vertx.vertx();
    Future<Void> failing =
        Shutdown.inOrder(List.of(step("first", Future.failedFuture("no")), another::close));
    assertThatThrownBy(() -> Tabs.await(failing)).hasMessageContaining("no");
  }

  @Test
  void one_in_time_and_without_a_failure_is_graceful() {
    assertThat(Shutdown.awaitGraceful(CompletableFuture.completedFuture(null), 10))
        .isTrue();
  }

  @Test
  void one_that_fails_is_not_graceful() {
    assertThat(Shutdown.awaitGraceful(CompletableFuture.failedFuture(new Exception("no")), 10))
        .isFalse();
  }

  @Test
  void one_that_takes_too_long_is_not_graceful() {
    assertThat(Shutdown.awaitGraceful(new CompletableFuture<>(), 10)).isFalse();
  }

  private Supplier<Future<Void>> step(String name, Future<Void> outcome) {
    return () -> {
      taken.add(name);
      return outcome;
    };
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
