package salons.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Program;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Three instances as processes, and what becomes of their people when one of them, all of them or Redis is lost. */
final class LeasesTest {
  private static final String ROOM = "general";

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final List<Program> programs = new ArrayList<>();
  private final Map<String, Tab> members = new HashMap<>();
  private final int[] ports = new int[3];

  @TempDir
  Path folder;

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      programs.add(program(i));
    }
    for (int i = 0; i < 3; i++) {
      ports[i] = programs.get(i).awaitReady();
    }
  }

  @AfterEach
  void stop() {
    tabs.close();
    programs.forEach(Program::close);
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whoever_was_on_an_instance_that_was_killed_leaves_once(int victim) {
    int near = (victim + 1) % 3;
    int far = (victim + 2) % 3;
    enter("Near", near);
    enter("Far", far);
    enter("Gone", victim);
    enter("Lost", victim);
    enter("Both", victim);
    Tab elsewhere = tabs.connect(ports[far]);
    elsewhere.join(ROOM, "Both");
    allSee(List.of("Near", "Far"), "Both", "Far", "Gone", "Lost", "Near");

    programs.get(victim).kill();
    allSee(List.of("Near", "Far"), "Both", "Far", "Near");
    assertThat(Api.rooms(tabs, ports[near])).containsExactly(Map.entry(ROOM, 3));

    // Whoever comes now is told after all that the sweep had to tell.
    enter("New", near);
    allSee(List.of("Near", "Far", "New"), "Both", "Far", "Near", "New");
    for (String witness : List.of("Near", "Far")) {
      assertThat(seen(witness).leaves()).containsExactlyInAnyOrder("Gone", "Lost");
    }
  }

  @Test
  void a_frozen_instance_that_comes_back_puts_its_people_back() {
    enter("Ana", 0);
    enter("Bo", 1);
    enter("Cy", 2);
    allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");

    programs.get(1).freeze();
    allSee(List.of("Ana", "Cy"), "Ana", "Cy");
    enter("Dee", 0);
    programs.get(1).thaw();
    allSee(List.of("Ana", "Bo", "Cy", "Dee"), "Ana", "Bo", "Cy", "Dee");
    for (int port : ports) {
      assertThat(Api.rooms(tabs, port)).containsExactly(Map.entry(ROOM, 4));
    }
    assertThat(seen("Ana").leaves()).containsExactly("Bo");
    assertThat(Collections.frequency(seen("Ana").joins(), "Bo")).isLessThanOrEqualTo(2);
    assertThat(member("Bo").isOpen()).isTrue();
  }

  @Test
  void presence_is_right_again_when_redis_was_flushed() {
    everybodyIsThereAgainAfter(() -> redis.cli("FLUSHALL"));
  }

  @Test
  void presence_is_right_again_when_redis_lost_all_and_came_back() {
    everybodyIsThereAgainAfter(() -> {
      redis.kill();
      redis.restart();
    });
  }

  private void everybodyIsThereAgainAfter(Runnable loss) {
    enter("Ana", 0);
    enter("Bo", 1);
    enter("Cy", 2);
    allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");

    loss.run();
    for (int port : ports) {
      Await.until(
          "all three listed by " + port,
          () -> Api.rooms(tabs, port).equals(Map.of(ROOM, 3)),
          () -> Api.rooms(tabs, port));
    }
    allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");
    member("Bo").close();
    allSee(List.of("Ana", "Cy"), "Ana", "Cy");
  }

  @Test
  void nothing_stale_is_left_for_the_next_start_when_all_instances_are_gone() {
    enter("Ana", 0);
    enter("Bo", 1);
    enter("Cy", 2);
    allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");
    programs.forEach(Program::kill);
    // Though nobody may ever come again.
    assertThat(redis.cli("KEYS", "*").lines())
        .isNotEmpty()
        .allSatisfy(
            key -> assertThat(Long.parseLong(redis.cli("PTTL", key))).as(key).isPositive());

    Program next = program(3);
    programs.add(next);
    int port = next.awaitReady();
    Tab first = tabs.connect(port);
    first.join(ROOM, "First");
    members.put("First", first);
    allSee(List.of("First"), "First");
    assertThat(Api.rooms(tabs, port)).containsExactly(Map.entry(ROOM, 1));
    assertThat(Api.get(tabs, port, "/api/cluster").getJsonArray("instances")).hasSize(1);
  }

  @Test
  void whoever_was_on_an_instance_that_was_stopped_leaves() {
    enter("Ana", 0);
    enter("Bo", 1);
    allSee(List.of("Ana"), "Ana", "Bo");
    programs.get(1).terminate();
    assertThat(programs.get(1).awaitExit()).isZero();
    allSee(List.of("Ana"), "Ana");
    assertThat(seen("Ana").leaves()).containsExactly("Bo");
  }

  private void enter(String user, int instance) {
    Tab tab = tabs.connect(ports[instance]);
    tab.join(ROOM, user);
    members.put(user, tab);
  }

  /** Waits until each of the witnesses was told of exactly these. */
  private void allSee(List<String> witnesses, String... people) {
    for (String witness : witnesses) {
      Await.until(
          witness + " sees " + Arrays.toString(people),
          () -> seen(witness).isExactly(List.of(people)),
          () -> seen(witness));
    }
  }

  private Seen seen(String user) {
    return Seen.of(member(user), ROOM);
  }

  private Tab member(String user) {
    Tab tab = members.get(user);
    if (tab == null) {
      throw new IllegalArgumentException(user);
    }
    return tab;
  }

  private Program program(int index) {
    return Program.start(
        folder,
        Map.of(
            "port",
            "0",
            "host",
            "127.0.0.1",
            "instance",
            "process-" + index,
            "redis.url",
            redis.url()));
  }
}
