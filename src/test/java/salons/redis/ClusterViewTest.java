package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.protocol.RoomName;
import salons.room.ClusterStatus;
import salons.room.ClusterStatus.Relay;

/** What is told of the cluster when Redis holds what this program would not write. */
final class ClusterViewTest {
  private static final RoomName ROOM = new RoomName("red");
  private static final PresenceTimes TIMES = PresenceTimes.DEFAULT;
  private static final Relay RELAY = new Relay("", 3002, "s", true);
  private static final Relay TOLD = new Relay("127.0.0.1", 3002, "s", true);
  private static final InstanceInfo SELF =
      new InstanceInfo("self", "here", 3000, 1, null, "1.0", "standalone", RELAY);
  private static final String FOR_EVER = "9999999999999";

  private final ConnectedRedis redis = new ConnectedRedis();
  private final Counts counts = new Counts();
  private final Unreadable unreadable = new Unreadable(counts);
  private final RoomIndex index = new RoomIndex(redis.connector, TIMES, unreadable, room -> true);
  private final PresenceTracker tracker = new PresenceTracker(
      redis.connector,
      new PresenceScript(redis.connector, TIMES, List.of(), counts),
      index,
      TIMES,
      System::nanoTime,
      Runnable::run,
      (room, others) -> {},
      (room, presence) -> {});
  private final RedisHealth health = new RedisHealth(() -> 0, () -> {});
  private final ClusterView view = new ClusterView(
      redis.connector,
      TIMES,
      SELF,
      tracker,
      new OccupiedRooms(redis.connector, index, TIMES, unreadable),
      new RedisLatency(),
      health,
      unreadable);

  @BeforeEach
  void this_instance_and_another_one_live() {
    health.renewed();
    health.heard();
    redis.cli("ZADD", Keys.LEASES, FOR_EVER, tracker.incarnation(), FOR_EVER, "other");
    InstanceInfo other =
        new InstanceInfo("other", "there", 3001, 2, null, "1.0", "standalone", RELAY);
    redis.cli("HSET", Keys.ABOUT, "other", InstanceJson.encode(other, 5, 6, "127.0.0.1"));
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void an_instance_is_told_of_as_it_tells_of_itself() {
    redis.cli("HSET", Keys.of(ROOM).presence(), "other", "7");
    assertThat(state().instances())
        .containsExactly(
            new ClusterStatus.Instance("other", "there", 3001, 2, null, 5, 6, "1.0", 0, 7, TOLD),
            new ClusterStatus.Instance("self", "here", 3000, 1, null, 0, 0, "1.0", 0, 0, TOLD));
    assertThat(counts.unreadable).isEmpty();
  }

  @Test
  void an_older_instance_that_does_not_say_how_requests_are_handed_on_to_it_is_told_of() {
    String about = InstanceJson.encode(SELF, 5, 6, "127.0.0.1");
    redis.cli("HSET", Keys.ABOUT, "other", about.replaceFirst(",\"relay\":\\{.*?}", ""));
    assertThat(state().instances())
        .extracting(ClusterStatus.Instance::relay)
        .containsExactlyInAnyOrder(null, TOLD);
    assertThat(counts.unreadable).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no JSON", "", "null", "7", "[]", "{}", "{\"id\":\"half\"}"})
  void what_another_version_tells_of_itself_is_left_out_and_counted(String about) {
    redis.cli("ZADD", Keys.LEASES, FOR_EVER, "foreign");
    redis.cli("HSET", Keys.ABOUT, "foreign", about);
    assertBothLive();
    assertThat(counts.unreadable).containsExactly("instance");
  }

  @Test
  void a_lease_that_never_expires_is_no_lease() {
    redis.cli("ZADD", Keys.LEASES, "inf", "foreign");
    redis.cli("HSET", Keys.ABOUT, "foreign", "{}");
    assertBothLive();
  }

  @Test
  void a_number_of_people_that_is_none_counts_as_nobody() {
    redis.cli("HSET", Keys.of(ROOM).presence(), "other", "many");
    assertBothLive();
    assertThat(counts.unreadable).containsExactly("number of people");
  }

  @Test
  void a_room_of_the_wrong_type_has_nobody() {
    redis.cli("SET", Keys.of(ROOM).presence(), "no hash");
    assertBothLive();
  }

  @Test
  void without_what_the_others_tell_this_instance_tells_of_itself() {
    redis.cli("SET", Keys.ABOUT, "no hash");
    assertAloneButReachable();
    redis.cli("SET", Keys.LEASES, "no zset");
    assertAloneButReachable();
  }

  @Test
  void a_room_of_a_name_that_cannot_be_is_left_out_while_somebody_is_there() {
    occupied("red", "2");
    occupied("bad name", "3");
    occupied("e\u0301", "3");
    assertThat(rooms()).containsExactly(new ClusterStatus.OccupiedRoom(ROOM, 2));
    assertThat(counts.unreadable).containsExactly("room name", "room name");
    assertThat(redis.cli("ZCARD", Keys.OCCUPIED))
        .as("another version may read it")
        .isEqualTo("3");
  }

  @Test
  void a_room_with_letters_that_only_another_instance_knows_is_listed() {
    occupied("red", "2");
    occupied("nouveau-\u0378", "3");
    occupied("a\u0898", "1");
    assertThat(rooms())
        .extracting(room -> room.name().value())
        .containsExactly("nouveau-\u0378", "red", "a\u0898");
    assertThat(counts.unreadable).isEmpty();
  }

  @Test
  void a_room_of_a_name_that_cannot_be_is_forgotten_when_nobody_is_there() {
    occupied("red", "2");
    redis.cli("ZADD", Keys.OCCUPIED, "9", "bad name", "9", "");
    assertThat(rooms()).hasSize(1);
    // Is asked for on the same connection as the removal, behind it.
    assertThat(rooms()).hasSize(1);
    assertThat(redis.cli("ZRANGE", Keys.OCCUPIED, "0", "-1")).isEqualTo("red");
  }

  @Test
  void what_is_no_text_goes_from_the_list_of_rooms() {
    occupied("red", "2");
    String junk = "for i = 1, 300 do redis.call('ZADD', KEYS[1], 99, '\\255' .. i) end";
    redis.cli("EVAL", junk, "1", Keys.OCCUPIED);
    for (int listing = 0; listing < 3; listing++) {
      assertThat(rooms().size()).isLessThan(2);
    }
    assertThat(rooms()).containsExactly(new ClusterStatus.OccupiedRoom(ROOM, 2));
    assertThat(redis.cli("ZCARD", Keys.OCCUPIED)).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "nan", "", "-1", "1.5", "99999999999"})
  void a_room_without_a_number_keeps_no_other_from_being_listed(String count) {
    occupied("red", "2");
    occupied("blue", count);
    assertThat(rooms()).containsExactly(new ClusterStatus.OccupiedRoom(ROOM, 2));
  }

  @Test
  void a_room_of_the_wrong_type_keeps_no_other_from_being_listed() {
    occupied("red", "2");
    redis.cli("ZADD", Keys.OCCUPIED, "9", "blue");
    redis.cli("SET", Keys.of(new RoomName("blue")).presence(), "no hash");
    assertThat(rooms()).containsExactly(new ClusterStatus.OccupiedRoom(ROOM, 2));
  }

  @Test
  void a_list_of_the_wrong_type_is_empty() {
    redis.cli("SET", Keys.OCCUPIED, "no zset");
    assertThat(rooms()).isEmpty();
    assertThat(counts.unreadable).containsExactly("list of rooms");
  }

  @Test
  void all_who_ask_at_the_same_time_share_one_listing() {
    occupied("red", "2");
    List<List<ClusterStatus.OccupiedRoom>> answers =
        redis.await(() -> Future.all(view.rooms(), view.rooms()).map(both -> both.list()));
    assertThat(answers.get(0)).hasSize(1).isSameAs(answers.get(1));
  }

  private void occupied(String room, String count) {
    redis.cli("ZADD", Keys.OCCUPIED, "9", room);
    redis.cli("HSET", Keys.named(room).presence(), "version", "1", "count", count);
  }

  private List<ClusterStatus.OccupiedRoom> rooms() {
    return redis.await(view::rooms);
  }

  private ClusterStatus.State state() {
    return redis.await(() -> view.state(ROOM));
  }

  private void assertBothLive() {
    assertReachable("other", "self");
  }

  private void assertAloneButReachable() {
    assertReachable("self");
  }

  private void assertReachable(String... instances) {
    ClusterStatus.State state = state();
    assertThat(state.redis().reachable()).isTrue();
    assertThat(state.instances()).extracting(ClusterStatus.Instance::id).containsExactly(instances);
  }
}
