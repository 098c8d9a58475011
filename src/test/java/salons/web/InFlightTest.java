package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import salons.protocol.Bye;
import salons.room.Delivery;

/** How much sessions may have on its way to the log, each and all together. */
final class InFlightTest {
  private static final int ALL = 64_000;

  private final Budget drafts = new Budget(ALL);
  private final Ears ears = new Ears();
  private final InFlight one = session(ears);
  private final InFlight other = session(new Ears());

  private InFlight session(Outbound outbound) {
    return new InFlight(outbound, FrameLimits.Rates.of(RateLimits.NONE), drafts);
  }

  /** Knows whether the client is heard. */
  private static final class Ears implements Outbound {
    final Set<Pause> closed = EnumSet.noneOf(Pause.class);

    @Override
    public Replies replies() {
      return new JsonReplies(text -> {});
    }

    @Override
    public void deliver(Delivery delivery) {}

    @Override
    public void end(Bye bye) {}

    @Override
    public boolean isEnded() {
      return false;
    }

    @Override
    public void pause(Pause why) {
      closed.add(why);
    }

    @Override
    public void resume(Pause why) {
      closed.remove(why);
    }

    @Override
    public void inTurn(Runnable work) {
      work.run();
    }

    @Override
    public void whenReady(Supplier<Future<Void>> next) {}

    @Override
    public void afterFlush(@Nullable Runnable flushed) {}
  }

  private static void fill(InFlight session, int bytes) {
    for (int i = 0; i < bytes; i += 1_000) {
      assertThat(session.tryDraft(1_000)).isTrue();
    }
  }

  @Test
  void a_session_may_have_several_on_its_way_while_there_is_room_for_all() {
    fill(one, ALL / 2);
    assertThat(ears.closed).isEmpty();
  }

  @Test
  void where_all_have_much_on_its_way_each_goes_on_when_its_own_has_arrived() {
    fill(other, ALL / 2);
    fill(one, 2_000);
    assertThat(ears.closed).containsExactly(Outbound.Pause.IN_FLIGHT);
    one.draftDone(1_000);
    assertThat(ears.closed).containsExactly(Outbound.Pause.IN_FLIGHT);
    one.draftDone(1_000);
    assertThat(ears.closed).isEmpty();
  }

  @Test
  void what_is_large_is_refused_before_there_is_no_room_for_anything_small() {
    fill(other, ALL - 15_000);
    assertThat(one.tryDraft(1_000)).isFalse();
    assertThat(one.tryDraft(100)).isTrue();
    assertThat(drafts.used()).isEqualTo(ALL - 14_900);
  }

  @Test
  void what_is_answered_makes_room_also_when_its_session_is_gone() {
    fill(other, ALL - 15_000);
    other.drain();
    other.draftDone(1_000);
    assertThat(one.tryDraft(1_000)).isTrue();
  }
}
