package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import salons.protocol.RoomName;

/** People of whom no instance will ever say that they left, in a real Redis; the test winds the clock. */
final class OrphansTest {
  private static final PresenceTimes TIMES = PresenceTimes.DEFAULT;
  private static final String NEVER = "never";
  private static final RoomName RED = new RoomName("red");
  private static final Keys KEYS = Keys.of(RED);

  private final ConnectedRedis redis = new ConnectedRedis();
  private final PresenceScript script =
      new PresenceScript(redis.connector, TIMES, List.of(), RedisMeters.NONE);
  private final Sweeper sweeper = new Sweeper(
      redis.connector,
      script,
      new RoomIndex(redis.connector, TIMES, new Unreadable(RedisMeters.NONE), room -> true),
      RedisMeters.NONE);
  private volatile long nowMs;
  private final Orphans orphans =
      new Orphans(redis.connector, sweeper, TIMES, () -> TimeUnit.MILLISECONDS.toNanos(nowMs));

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void who_has_no_lease_for_as_long_as_one_lasts_leaves() {
    enter(NEVER, "+Ghost");
    enter("alive", "+Ana");
    redis.cli("ZADD", Keys.LEASES, "1", "alive");
    meet();
    tick();
    nowMs = TIMES.leaseMs() - 1;
    tick();
    assertThat(people()).isEqualTo("Ana\nalive\nGhost\nnever");
    nowMs = TIMES.leaseMs();
    tick();
    assertThat(people()).isEqualTo("Ana\nalive");
    assertThat(redis.cli("HGET", KEYS.presence(), "count")).isEqualTo("1");
  }

  @Test
  void who_gets_a_lease_meanwhile_stays() {
    enter(NEVER, "+Bo");
    meet();
    tick();
    redis.cli("ZADD", Keys.LEASES, "1", NEVER);
    nowMs = TIMES.leaseMs();
    tick();
    redis.cli("DEL", Keys.LEASES);
    meet();
    tick();
    assertThat(people()).as("the time starts anew").isEqualTo("Bo\nnever");
  }

  @Test
  void who_is_being_swept_is_left_to_that() {
    enter(NEVER, "+Bo");
    redis.cli("ZADD", Keys.DEAD, "1", NEVER);
    meet();
    tick();
    nowMs = TIMES.leaseMs();
    tick();
    assertThat(people()).isEqualTo("Bo\nnever");
  }

  private void enter(String incarnation, String... names) {
    redis.await(() -> script.call(
        KEYS,
        new PresenceScript.Caller(incarnation, "", 0, PresenceScript.Extent.DELTA),
        List.of(names)));
  }

  /** As the one that compares the room with Redis does. */
  private void meet() {
    redis.await(() -> script
        .call(
            KEYS,
            new PresenceScript.Caller("mine", "", 0, PresenceScript.Extent.REFRESH),
            List.of())
        .onSuccess(outcome -> orphans.meet(RED, outcome.others())));
  }

  /** Commands are answered in turn, so what a tick asks for, and what that leads to, is over after some more. */
  private void tick() {
    redis.await(() -> {
      orphans.tick();
      return answered()
          .compose(leases -> answered())
          .compose(dying -> answered())
          .compose(swept -> answered());
    });
  }

  private Future<Response> answered() {
    return redis.connector.send(Request.cmd(Command.PING));
  }

  private String people() {
    return redis.cli("ZRANGE", KEYS.members(), "0", "-1");
  }
}
