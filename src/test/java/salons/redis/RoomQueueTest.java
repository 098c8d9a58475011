package salons.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import salons.protocol.RoomName;
import salons.room.Draft;
import salons.room.PublishBatch;
import salons.room.Receipt;

/** What becomes of a room's drafts, call after call. */
final class RoomQueueTest {
  private static final long LATE = 100;

  private final RoomName room = new RoomName("test");
  private final RoomQueue queue =
      new RoomQueue(room, new RoomQueue.Target(0, new Object[0], new byte[0]));

  @Test
  void what_comes_while_a_call_is_in_flight_goes_together_in_the_next() {
    add("a");
    assertThat(queue.isReady()).isTrue();
    assertThat(queue.take()).isEqualTo(1);
    add("b", "c");
    add("d");
    assertThat(queue.isReady()).isFalse();
    write();
    assertThat(queue.isReady()).as("while it cools down").isFalse();
    queue.reopen();
    assertThat(queue.isReady()).isTrue();
    assertThat(queue.take()).isEqualTo(3);
    assertThat(inFlight()).containsExactly("b", "c", "d");
  }

  @Test
  void a_call_takes_the_oldest_up_to_its_bound() {
    for (int i = 0; i < 300; i++) {
      add("m" + i);
    }
    assertThat(queue.take()).isEqualTo(256);
    assertThat(inFlight()).startsWith("m0", "m1").endsWith("m255");
    assertThat(queue.waiting()).isEqualTo(44);
  }

  @Test
  void what_is_tried_again_goes_before_what_waits() {
    add("a", "b");
    assertThat(queue.take()).isEqualTo(2);
    add("c");
    assertThat(queue.requeue(true)).isZero();
    assertThat(queue.isReady()).as("before the back-off is over").isFalse();
    assertThat(queue.isIdle()).isFalse();
    queue.reopen();
    assertThat(queue.take()).isEqualTo(3);
    assertThat(inFlight()).containsExactly("a", "b", "c");
  }

  @Test
  void a_draft_without_an_id_is_not_tried_again_once_it_may_have_been_written() {
    PublishBatch batch = add("a", null, "b");
    assertThat(queue.take()).isEqualTo(3);
    assertThat(queue.requeue(true)).isEqualTo(1);
    queue.reopen();
    assertThat(queue.take()).isEqualTo(2);
    write();
    assertThat(batch.outcome().future().result())
        .containsExactly(new Receipt(1, 0, false), null, new Receipt(2, 0, false));
  }

  @Test
  void a_draft_without_an_id_is_tried_again_when_redis_refused_it() {
    add("a", null);
    assertThat(queue.take()).isEqualTo(2);
    assertThat(queue.requeue(false)).isZero();
    queue.reopen();
    assertThat(queue.take()).isEqualTo(2);
  }

  @Test
  void a_batch_is_told_once_all_of_it_is_settled() {
    String[] ids = new String[300];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "m" + i;
    }
    PublishBatch batch = add(ids);
    assertThat(queue.take()).isEqualTo(256);
    write();
    assertThat(batch.outcome().future().isComplete()).isFalse();
    queue.reopen();
    assertThat(queue.take()).isEqualTo(44);
    write();
    assertThat(batch.outcome().future().result()).hasSize(300).doesNotContainNull();
  }

  @Test
  void what_is_late_is_given_up_with_what_is_known_of_it() {
    PublishBatch inFlight = add("a", null);
    assertThat(queue.take()).isEqualTo(2);
    PublishBatch waiting = add("b");
    assertThat(queue.expire(LATE)).isZero();
    assertThat(queue.expire(LATE + 1)).isEqualTo(3);
    assertThat(queue.expire(LATE + 1)).as("once").isZero();
    assertThat(inFlight.outcome().future().result()).containsExactly(null, null);
    assertThat(waiting.outcome().future().result()).containsExactly((Receipt) null);
    write();
    queue.reopen();
    queue.prune();
    assertThat(queue.isReady()).isFalse();
    assertThat(queue.isIdle()).isTrue();
    assertThat(inFlight.outcome().future().result()).as("told already").containsOnlyNulls();
  }

  @Test
  void what_is_given_up_while_a_call_is_in_flight_waits_no_more() {
    add("a");
    assertThat(queue.take()).isEqualTo(1);
    add("b", "c");
    assertThat(queue.expire(LATE + 1)).isEqualTo(3);
    assertThat(queue.waiting()).isZero();
    assertThat(inFlight()).containsExactly("a");
  }

  @Test
  void no_more_waits_than_is_bounded() {
    String[] most = new String[RoomQueue.MOST_WAITING];
    java.util.Arrays.fill(most, "m");
    PublishBatch full = batch(most);
    assertThat(queue.hasPlaceFor(full)).isTrue();
    queue.add(full, LATE);
    assertThat(queue.hasPlaceFor(batch("one more"))).isFalse();
  }

  private void write() {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < queue.inFlight().size(); i++) {
      receipts.add(new Receipt(i + 1, 0, false));
    }
    queue.written(receipts);
  }

  private List<String> inFlight() {
    return queue.inFlight().stream()
        .map(pending -> String.valueOf(pending.draft().id()))
        .toList();
  }

  @salons.e2e.CanIgnoreReturnValue
  private PublishBatch add(@Nullable String... ids) {
    PublishBatch batch = batch(ids);
    queue.add(batch, LATE);
    return batch;
  }

  private PublishBatch batch(@Nullable String... ids) {
    List<Draft> drafts = new ArrayList<>();
    for (String id : ids) {
      drafts.add(new Draft(id, "x".getBytes(UTF_8)));
    }
    return new PublishBatch(room, drafts, Promise.promise());
  }
}
