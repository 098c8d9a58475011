package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import salons.protocol.RoomName;

/** What is left of an instance that died, in a real Redis. */
final class SweeperTest {
  private static final String DEAD = "dead";
  private static final Keys RED = Keys.of(new RoomName("red"));

  private final ConnectedRedis redis = new ConnectedRedis();
  private final Counts counts = new Counts();
  private final PresenceScript script =
      new PresenceScript(redis.connector, PresenceTimes.DEFAULT, List.of(), counts);
  private final Sweeper sweeper = new Sweeper(
      redis.connector,
      script,
      new RoomIndex(redis.connector, PresenceTimes.DEFAULT, new Unreadable(counts), room -> true),
      counts);

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void nothing_is_left_of_whoever_died_and_the_others_stay() {
    enter(RED, DEAD, "+Ana", "+Bo");
    enter(RED, "alive", "+Bo");
    redis.cli("SADD", Keys.roomsOf(DEAD), "red");
    redis.cli("ZADD", Keys.LEASES, "1", DEAD);
    redis.cli("ZADD", Keys.DEAD, "1", DEAD);
    redis.cli("HSET", Keys.ABOUT, DEAD, "{}");

    assertThat(redis.await(() -> sweeper.sweep(DEAD))).isOne();

    assertThat(redis.cli("HGET", RED.presence(), "count")).isEqualTo("1");
    assertThat(redis.cli("ZRANGE", RED.members(), "0", "-1")).isEqualTo("Bo\nalive");
    assertForgotten();
  }

  @Test
  void a_room_of_a_name_that_cannot_be_keeps_nobody_from_being_swept() {
    enter(RED, DEAD, "+Ana");
    redis.cli("SADD", Keys.roomsOf(DEAD), "bad name", "red", "");

    assertThat(redis.await(() -> sweeper.sweep(DEAD))).isEqualTo(3);

    assertThat(redis.cli("HGET", RED.presence(), "count")).isEqualTo("0");
    assertForgotten();
  }

  @Test
  void rooms_of_the_wrong_type_keep_nobody_from_being_forgotten() {
    redis.cli("SET", Keys.roomsOf(DEAD), "no set");
    redis.cli("ZADD", Keys.DEAD, "1", DEAD);

    assertThat(redis.await(() -> sweeper.sweep(DEAD))).isZero();

    assertForgotten();
    assertThat(counts.unreadable).containsExactly("list of rooms");
  }

  @Test
  void a_room_of_the_wrong_type_keeps_no_other_from_being_swept() {
    enter(RED, DEAD, "+Ana");
    redis.cli("SADD", Keys.roomsOf(DEAD), "red", "blue", "green");
    redis.cli("SET", Keys.of(new RoomName("blue")).members(), "no zset");
    redis.cli("SET", Keys.of(new RoomName("green")).presence(), "no hash");

    assertThat(redis.await(() -> sweeper.sweep(DEAD))).isEqualTo(3);

    assertThat(redis.cli("HGET", RED.presence(), "count")).isEqualTo("0");
    assertForgotten();
  }

  @Test
  void a_list_of_rooms_of_the_wrong_type_keeps_nobody_from_being_swept() {
    enter(RED, DEAD, "+Ana");
    redis.cli("SADD", Keys.roomsOf(DEAD), "red");
    redis.cli("SET", Keys.OCCUPIED, "no zset");

    assertThat(redis.await(() -> sweeper.sweep(DEAD))).isOne();

    assertThat(redis.cli("HGET", RED.presence(), "count")).isEqualTo("0");
    assertForgotten();
  }

  private void enter(Keys room, String incarnation, String... names) {
    redis.await(() -> script.call(
        room,
        new PresenceScript.Caller(incarnation, "", 0, PresenceScript.Extent.DELTA),
        List.of(names)));
  }

  private void assertForgotten() {
    assertThat(redis.cli("EXISTS", Keys.roomsOf(DEAD))).isEqualTo("0");
    assertThat(redis.cli("HEXISTS", Keys.ABOUT, DEAD)).isEqualTo("0");
    assertThat(redis.cli("ZSCORE", Keys.LEASES, DEAD)).isEqualTo("(nil)");
    assertThat(redis.cli("ZSCORE", Keys.DEAD, DEAD)).isEqualTo("(nil)");
  }
}
