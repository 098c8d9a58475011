package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import salons.protocol.RoomName;
import salons.room.ClusterStatus;

final class PeersTest {
  private static final ClusterStatus.Relay HERE = new ClusterStatus.Relay("a", 1, "s", false);
  private static final ClusterStatus.Relay THERE = new ClusterStatus.Relay("b", 1, "t", false);

  private long now;
  private int asked;
  private Future<ClusterStatus.State> next = state(null);
  private final Peers peers = new Peers(new Status(), () -> now);

  @Test
  void nobody_is_known_whom_redis_does_not_list() {
    assertThat(peers.find("one").result()).isEmpty();
    next = state(null, instance("one", 1, HERE));
    assertThat(peers.find("one").result()).as("it was asked a moment ago").isEmpty();
    aMomentLater();
    assertThat(peers.find("one").result()).contains(HERE);
  }

  @Test
  void who_is_known_is_told_at_once_and_who_is_not_is_waited_for() {
    next = state(null, instance("one", 1, HERE));
    assertThat(peers.find("one").result()).contains(HERE);
    Promise<ClusterStatus.State> slow = Promise.promise();
    next = slow.future();
    aMomentLater();
    assertThat(peers.find("one").result()).contains(HERE);
    Future<Optional<ClusterStatus.Relay>> other = peers.find("other");
    assertThat(other.isComplete()).isFalse();
    slow.fail("stopped");
    assertThat(other.result()).isEmpty();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void while_redis_is_away_all_are_where_they_were() {
    next = state(null, instance("one", 1, HERE));
    assertThat(peers.find("one").result()).contains(HERE);
    next = state("away", instance("self", 1, THERE));
    now += TimeUnit.HOURS.toNanos(1);
    assertThat(peers.find("one").result()).contains(HERE);
    assertThat(peers.find("self").result()).isEmpty();
  }

  @Test
  void whoever_is_not_listed_any_more_is_forgotten_after_a_while() {
    next = state(null, instance("one", 1, HERE));
    assertThat(peers.find("one").result()).contains(HERE);
    next = state(null);
    aMomentLater();
    assertThat(peers.find("one").result()).contains(HERE);
    now += Peers.FORGOTTEN_AFTER_NS;
    assertThat(peers.find("one").result()).isEmpty();
  }

  @Test
  void of_two_lives_of_an_instance_the_later_one_counts() {
    next = state(null, instance("one", 2, THERE), instance("one", 1, HERE));
    assertThat(peers.find("one").result()).contains(THERE);
    next = state(null, instance("old", 1, null));
    aMomentLater();
    assertThat(peers.find("old").result()).as("it does not say how").isEmpty();
  }

  private void aMomentLater() {
    now += TimeUnit.MILLISECONDS.toNanos(RecentAnswers.KEPT_MS);
  }

  private static ClusterStatus.Instance instance(
      String id, long startedAt, ClusterStatus.@Nullable Relay relay) {
    return new ClusterStatus.Instance(id, "h", 1, startedAt, null, 0, 0, "v", 0, 0, relay);
  }

  private static Future<ClusterStatus.State> state(
      @Nullable String trouble, ClusterStatus.Instance... instances) {
    return Future.succeededFuture(new ClusterStatus.State(
        "self", List.of(instances), new ClusterStatus.RedisState("standalone", trouble, null)));
  }

  private final class Status implements ClusterStatus {
    @Override
    public Future<State> state(@Nullable RoomName room) {
      asked++;
      return next;
    }

    @Override
    public Future<RoomPage> rooms(RoomQuery query) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public Future<RedisState> redis() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public void connections(Object loop, int count) {
      throw new AssertionError("nobody tells");
    }
  }
}
