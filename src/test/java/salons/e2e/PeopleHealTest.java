package salons.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salons.redis.RoomKeys;

/** Who is in a room stays right while instances die, freeze and stop, and Redis forgets. Each room heals within 15 s. */
final class PeopleHealTest {
  private static final String ROOM = "general";

  @TempDir
  Path folder;

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final List<Program> programs = new ArrayList<>();

  @AfterEach
  void stop() {
    tabs.close();
    programs.forEach(Program::close);
    redis.close();
  }

  @Test
  void the_people_of_an_instance_that_was_killed_leave_once() {
    int[] ports = start(3);
    Tab there = member(ports[0], "There");
    Tab also = member(ports[2], "Also");
    member(ports[1], "Ana");
    member(ports[1], "Bo");
    member(ports[1], "There");
    PresenceService here = new PresenceService(there);
    here.await("There", "Also", "Ana", "Bo");
    PresenceService other = new PresenceService(also);
    other.await("There", "Also", "Ana", "Bo");

    long before = System.nanoTime();
    programs.get(1).kill();
    here.await("There", "Also");
    other.await("There", "Also");
    System.out.printf(
        "Two people left %d ms after their instance was killed%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
    assertThat(here.timesLeft).isEqualTo(Map.of("Ana", 1, "Bo", 1));
    assertThat(other.timesLeft).isEqualTo(Map.of("Ana", 1, "Bo", 1));
    assertThat(tabs.connect(ports[0]).join(ROOM, "New").getInteger("count")).isEqualTo(3);
  }

  @Test
  void an_instance_that_stops_takes_its_people_with_it() {
    int[] ports = start(2);
    Tab there = member(ports[0], "There");
    member(ports[1], "Ana");
    PresenceService here = new PresenceService(there);
    here.await("There", "Ana");
    programs.get(1).terminate();
    programs.get(1).awaitExit();
    JsonObject next = tabs.connect(ports[0]).join(ROOM, "New");
    assertThat(next.getInteger("count")).isEqualTo(2);
    assertThat(redis.cli("ZCARD", "salons:{instances}:leases")).isEqualTo("1");
    assertThat(redis.cli("HLEN", "salons:{instances}:about")).isEqualTo("1");
  }

  @Test
  void an_instance_that_was_frozen_puts_its_people_back() {
    int[] ports = start(2);
    Tab there = member(ports[0], "There");
    member(ports[1], "Ana");
    PresenceService here = new PresenceService(there);
    here.await("There", "Ana");
    programs.get(1).freeze();
    here.await("There");
    programs.get(1).thaw();
    here.await("There", "Ana");
  }

  @Test
  void people_are_right_again_after_redis_was_flushed() {
    int[] ports = start(2);
    Tab there = member(ports[0], "There");
    member(ports[1], "Ana");
    PresenceService here = new PresenceService(there);
    here.await("There", "Ana");
    redis.cli("FLUSHALL");
    awaitCount(2);
    assertThat(tabs.connect(ports[0]).join(ROOM, "New").getInteger("count")).isEqualTo(3);
    here.await("There", "Ana", "New");
  }

  @Test
  void people_are_right_again_after_redis_was_restarted_without_its_memory() {
    int[] ports = start(2);
    Tab there = member(ports[0], "There");
    Tab ana = member(ports[1], "Ana");
    member(ports[1], "Bo");
    PresenceService here = new PresenceService(there);
    here.await("There", "Ana", "Bo");
    redis.kill();
    // Meanwhile, with nobody to tell.
    ana.ask(new JsonObject().put("type", "leave").put("room", ROOM));
    JsonObject late = tabs.connect(ports[1]).join(ROOM, "Late");
    assertThat(late.getJsonArray("members").contains("Late")).isTrue();
    redis.restart();
    here.await("There", "Bo", "Late");
    awaitCount(3);
  }

  @Test
  void what_nobody_looks_after_expires() {
    int[] ports = start(1);
    member(ports[0], "Ana");
    awaitCount(1);
    List<String> keys = Arrays.asList(redis.cli("KEYS", "*").split("\n"));
    assertThat(keys)
        .contains(RoomKeys.of("general") + ":members", RoomKeys.of("general") + ":presence");
    // Some are given their time when the lease is renewed, every two seconds.
    for (String key : keys) {
      until(key + " expires", () -> Long.parseLong(redis.cli("TTL", key)) > 0);
    }
  }

  /** What a tab was told of the people so far. */
  private static final class PresenceService {
    private final Tab tab;
    private final Set<String> members = new TreeSet<>();
    private final Map<String, Integer> timesLeft = new TreeMap<>();

    PresenceService(Tab tab) {
      this.tab = tab;
      tab.heard().stream()
          .filter(frame -> "joined".equals(frame.getString("type")))
          .forEach(frame -> frame.getJsonArray("members").forEach(name -> add((String) name)));
    }

    void await(String... names) {
      Set<String> expected = new TreeSet<>(Arrays.asList(names));
      while (!members.equals(expected)) {
        JsonObject change = tab.await("presence");
        change.getJsonArray("left").forEach(name -> remove((String) name));
        change.getJsonArray("joined").forEach(name -> add((String) name));
        assertThat(change.getInteger("count")).isEqualTo(members.size());
      }
    }

    private void add(String name) {
      assertThat(members.add(name)).as(name + " came twice").isTrue();
    }

    private void remove(String name) {
      assertThat(members.remove(name)).as(name + " left twice").isTrue();
      timesLeft.merge(name, 1, Integer::sum);
    }
  }

  /** Waits until Redis has so many people in the room. */
  private void awaitCount(int count) {
    until(
        count + " people",
        () -> redis.cli("HGET", RoomKeys.of(ROOM) + ":presence", "count").equals("" + count));
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain for: " + what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @CanIgnoreReturnValue
  private Tab member(int port, String user) {
    Tab tab = tabs.connect(port);
    tab.join(ROOM, user);
    return tab;
  }

  private int[] start(int count) {
    int[] ports = new int[count];
    for (int i = 0; i < count; i++) {
      programs.add(Program.start(
          folder,
          Map.of(
              "port",
              "0",
              "host",
              "127.0.0.1",
              "instance",
              "process-" + i,
              "loops",
              "2",
              "redis.url",
              redis.url())));
    }
    for (int i = 0; i < count; i++) {
      ports[i] = programs.get(i).awaitReady();
    }
    return ports;
  }
}
