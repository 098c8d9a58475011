package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import salons.protocol.RoomName;
import salons.redis.PresenceScript.Extent;
import salons.room.Presence;

/** When a room calls Redis, and what it says then; without Redis. */
final class RoomPresenceTest {
  private static final RoomName ROOM = new RoomName("general");
  private static final PresenceTimes TIMES = PresenceTimes.DEFAULT;

  private final FakeHost host = new FakeHost();
  private long nowMs;
  private final RoomPresence presence =
      new RoomPresence(ROOM, host, TIMES, () -> TimeUnit.MILLISECONDS.toNanos(nowMs));

  @Test
  void one_call_is_in_flight_and_the_next_takes_all_that_came_meanwhile() {
    Future<Presence> ana = presence.enter("Ana");
    Future<Presence> bo = presence.enter("Bo");
    Future<Presence> cy = presence.enter("Cy");
    presence.leave("Ana", false);
    FakeHost.Call first = host.calls.remove();
    assertThat(first.names()).containsExactly("+Ana");
    assertThat(host.calls).isEmpty();

    first.outcome().complete(snapshot(1, 1, "Ana"));

    assertThat(ana.result().people()).containsExactly("Ana");
    assertThat(bo.isComplete()).isFalse();
    FakeHost.Call second = host.calls.remove();
    assertThat(second.names()).containsExactly("+Bo", "+Cy", "-Ana");
    assertThat(second.caller().version()).isEqualTo(1);
    assertThat(second.caller().extent()).isEqualTo(Extent.DELTA);
    second.outcome().complete(delta(2, 2, 2, "+Bo", "+Cy", "-Ana"));
    assertThat(bo.result()).isEqualTo(new Presence(2, 2, List.of("Bo", "Cy")));
    assertThat(cy.result()).isEqualTo(bo.result());
  }

  @Test
  void whoever_waits_too_long_is_answered_with_what_is_known() {
    Future<Presence> ana = presence.enter("Ana");
    nowMs = TIMES.patienceMs();
    presence.tick();
    assertThat(ana.isComplete()).isFalse();
    nowMs++;
    presence.tick();
    assertThat(ana.result().people()).containsExactly("Ana");
  }

  @Test
  void without_redis_everybody_is_answered_at_once_and_recorded_later() {
    host.up = false;
    assertThat(presence.enter("Ana").result().people()).containsExactly("Ana");
    assertThat(presence.enter("Bo").result().people()).containsExactly("Ana", "Bo");
    assertThat(host.calls).isEmpty();
    host.up = true;
    presence.tick();
    assertThat(host.calls.remove().names()).containsExactly("+Ana", "+Bo");
  }

  @Test
  void after_a_call_that_failed_all_are_said_again() {
    Future<Presence> ana = presence.enter("Ana");
    host.calls.remove().outcome().fail("gone");
    assertThat(ana.result().people()).containsExactly("Ana");
    assertThat(host.retried).containsExactly(presence);
    assertThat(presence.isQuiet()).isFalse();

    assertThat(presence.reconcile().isComplete()).isFalse();

    FakeHost.Call again = host.calls.remove();
    assertThat(again.caller().extent()).isEqualTo(Extent.FULL);
    assertThat(again.caller().version()).as("asks for the whole room").isZero();
    assertThat(again.names()).containsExactly("+Ana");
  }

  @Test
  void when_redis_has_others_of_this_instance_all_are_said_again() {
    recorded("Ana");
    assertThat(presence.reconcile().isComplete()).isFalse();
    FakeHost.Call compared = host.calls.remove();
    assertThat(compared.caller().extent()).isEqualTo(Extent.REFRESH);
    compared.outcome().complete(delta(1, 1, 0));
    assertThat(host.retried).containsExactly(presence);

    assertThat(presence.reconcile().isComplete()).isFalse();

    assertThat(host.calls.remove().caller().extent()).isEqualTo(Extent.FULL);
  }

  @Test
  void a_delta_that_follows_is_taken_and_after_a_gap_the_whole_room_is_asked_for() {
    recorded("Ana");
    assertThat(presence.hear(new PresenceDelta(2, 2, false, List.of("+Bo")))).isTrue();
    assertThat(presence.hear(new PresenceDelta(2, 2, false, List.of("+Bo")))).isTrue();
    assertThat(presence.hear(new PresenceDelta(4, 4, false, List.of("+Di")))).isFalse();
    assertThat(presence.reconcile().isComplete()).isFalse();
    assertThat(host.calls.remove().caller().version()).isZero();
  }

  @Test
  void another_incarnation_names_the_former_one_once() {
    recorded("Ana");
    presence.markOutOfStep("former");
    presence.markOutOfStep("");
    assertThat(presence.reconcile().isComplete()).isFalse();
    FakeHost.Call call = host.calls.remove();
    assertThat(call.caller().former()).isEqualTo("former");
    assertThat(call.caller().extent()).isEqualTo(Extent.FULL);
    call.outcome().complete(snapshot(1, 1, "Ana"));
    assertThat(presence.peek("Ana").isComplete()).isFalse();
    assertThat(host.calls.remove().caller().former()).isEmpty();
  }

  @Test
  void a_room_is_told_of_only_when_it_is_another() {
    recorded("Ana");
    presence.tell();
    presence.tell();
    assertThat(host.told).containsExactly(new Presence(1, 1, List.of("Ana")));
  }

  @Test
  void that_somebody_is_there_is_listed_at_once_and_how_many_when_it_is_told() {
    recorded("Ana");
    assertThat(host.listed).containsExactly(1);
    assertThat(presence.enter("Bo").isComplete()).isFalse();
    host.calls.remove().outcome().complete(delta(2, 2, 2, "+Bo"));
    assertThat(host.listed).containsExactly(1);
    presence.tell();
    assertThat(host.listed).containsExactly(1, 2);
  }

  @Test
  void what_another_instance_did_is_that_instances_to_list() {
    recorded("Ana");
    presence.tell();
    assertThat(presence.hear(new PresenceDelta(2, 2, false, List.of("+Bo")))).isTrue();
    presence.tell();
    assertThat(host.listed).containsExactly(1);
  }

  @Test
  void the_room_is_over_when_who_lingered_is_gone_and_that_is_recorded() {
    recorded("Ana");
    presence.leave("Ana", true);
    presence.tick();
    assertThat(presence.isOver()).isFalse();
    nowMs = TIMES.lingeringMs();
    presence.tick();
    assertThat(presence.isOver()).isFalse();
    host.calls.remove().outcome().complete(delta(2, 0, 0, "-Ana"));
    assertThat(presence.isOver()).isTrue();
  }

  private void recorded(String name) {
    Future<Presence> there = presence.enter(name);
    host.calls.remove().outcome().complete(snapshot(1, 1, name));
    assertThat(there.result().people()).containsExactly(name);
  }

  private static PresenceScript.Outcome snapshot(long version, int held, String... names) {
    return new PresenceScript.Outcome(
        new PresenceDelta(version, names.length, true, List.of(names)), held, List.of());
  }

  private static PresenceScript.Outcome delta(long version, int count, int held, String... lines) {
    return new PresenceScript.Outcome(
        new PresenceDelta(version, count, false, List.of(lines)), held, List.of());
  }
}
