package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import salons.protocol.RoomName;

final class AntiEntropyTest {
  private static final PresenceTimes TIMES = PresenceTimes.DEFAULT;
  private static final int TICKS_A_ROUND = (int) (TIMES.roundMs() / TIMES.tickMs());

  private final List<RoomPresence> compared = new ArrayList<>();
  private final List<Promise<Void>> inFlight = new ArrayList<>();
  private boolean up = true;
  private boolean atOnce = true;
  private final AntiEntropy antiEntropy = new AntiEntropy(TIMES, () -> up, this::compare);

  @Test
  void every_room_is_compared_once_in_a_round_and_none_before_the_others() {
    List<RoomPresence> rooms = rooms(200);
    ticks(TICKS_A_ROUND);
    assertThat(compared).containsExactlyElementsOf(rooms);
    ticks(TICKS_A_ROUND);
    assertThat(compared).hasSize(400);
    assertThat(compared.subList(200, 400)).containsExactlyElementsOf(rooms);
  }

  @Test
  void a_round_of_few_rooms_takes_as_long() {
    List<RoomPresence> rooms = rooms(1);
    ticks(TICKS_A_ROUND - 1);
    assertThat(compared).isEmpty();
    ticks(2);
    assertThat(compared).isEqualTo(rooms);
  }

  @Test
  void a_bounded_number_is_compared_at_the_same_time_each_once() {
    atOnce = false;
    List<RoomPresence> rooms = rooms(100);
    rooms.forEach(antiEntropy::compareSoon);
    rooms.forEach(antiEntropy::compareSoon);
    assertThat(compared).isEqualTo(rooms.subList(0, 64));
    inFlight.get(0).complete();
    assertThat(compared).isEqualTo(rooms.subList(0, 65));
    atOnce = true;
    List.copyOf(inFlight).forEach(Promise::tryComplete);
    assertThat(compared).as("those in flight were wanted once more").hasSize(164);
  }

  @Test
  void what_failed_is_compared_by_the_next_tick() {
    RoomPresence room = rooms(1).get(0);
    antiEntropy.retry(room);
    assertThat(compared).isEmpty();
    ticks(2);
    assertThat(compared).containsExactly(room);
  }

  @Test
  void without_redis_all_waits_until_it_is_back() {
    RoomPresence room = rooms(1).get(0);
    up = false;
    antiEntropy.compareSoon(room);
    ticks(2 * TICKS_A_ROUND);
    assertThat(compared).isEmpty();
    up = true;
    ticks(1);
    assertThat(compared).containsExactly(room);
  }

  @Test
  void a_room_that_was_given_up_is_compared_no_more() {
    RoomPresence retried = rooms(1).get(0);
    antiEntropy.retry(retried);
    antiEntropy.remove(retried);
    ticks(2 * TICKS_A_ROUND);
    atOnce = false;
    List<RoomPresence> rooms = rooms(65);
    rooms.forEach(antiEntropy::compareSoon);
    antiEntropy.remove(rooms.get(64));
    inFlight.forEach(Promise::complete);
    assertThat(compared).isEqualTo(rooms.subList(0, 64));
  }

  private List<RoomPresence> rooms(int count) {
    List<RoomPresence> rooms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RoomPresence room =
          new RoomPresence(new RoomName("room-" + i), new FakeHost(), TIMES, () -> 0);
      antiEntropy.add(room);
      rooms.add(room);
    }
    return rooms;
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      antiEntropy.tick();
    }
  }

  private Future<Void> compare(RoomPresence room) {
    compared.add(room);
    Promise<Void> done = Promise.promise();
    if (atOnce) {
      done.complete();
    } else {
      inFlight.add(done);
    }
    return done.future();
  }
}
