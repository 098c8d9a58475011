package salons.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salons.TestNode;
import salons.e2e.Program;
import salons.e2e.RedisServer;
import salons.e2e.Tabs;
import salons.redis.RoomKeys;

/** Three instances as processes, and what becomes of their people when one or all of them are killed, frozen or stopped. */
@org.junit.jupiter.api.Tag("process")
final class LeasesTest {
  private static final String ROOM = "general";

  private final RedisServer redis = RedisServer.start();
  private final Tabs tabs = new Tabs();
  private final Witnesses members = new Witnesses(tabs, ROOM);
  private final List<Program> programs = new ArrayList<>();
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

  @Test
  void whoever_was_on_an_instance_that_was_killed_leaves_once() {
    members.enter("Near", ports[2]);
    members.enter("Far", ports[0]);
    members.enter("Gone", ports[1]);
    members.enter("Lost", ports[1]);
    members.enter("Both", ports[1]);
    members.enter("Far", ports[1]);
    members.enter("Both", ports[0]);
    members.enter("Far", ports[0]);
    members.allSee(List.of("Near", "Far"), "Both", "Far", "Gone", "Lost", "Near");

    programs.get(1).kill();
    members.allSee(List.of("Near", "Far"), "Both", "Far", "Near");
    assertThat(Api.rooms(tabs, ports[2])).containsExactly(Map.entry(ROOM, 3));

    // Whoever comes now is told after all that the sweep had to tell.
    assertThat(members.enter("New", ports[2])).isEqualTo(4);
    members.allSee(List.of("Near", "Far", "New"), "Both", "Far", "Near", "New");
    for (String witness : List.of("Near", "Far")) {
      assertThat(members.seen(witness).leaves()).containsExactlyInAnyOrder("Gone", "Lost");
    }
  }

  @Test
  void a_frozen_instance_that_comes_back_puts_its_people_back() {
    enterAll();
    programs.get(1).freeze();
    members.allSee(List.of("Ana", "Cy"), "Ana", "Cy");
    members.enter("Dee", ports[0]);
    programs.get(1).thaw();
    members.allSee(List.of("Ana", "Bo", "Cy", "Dee"), "Ana", "Bo", "Cy", "Dee");
    for (int port : ports) {
      assertThat(Api.rooms(tabs, port)).containsExactly(Map.entry(ROOM, 4));
    }
    assertThat(members.seen("Ana").leaves()).containsExactly("Bo");
    assertThat(Collections.frequency(members.seen("Ana").joins(), "Bo")).isLessThanOrEqualTo(2);
    assertThat(members.tab("Bo").isOpen()).isTrue();
  }

  @Test
  void nothing_stale_is_left_for_the_next_start_when_all_instances_are_gone() {
    enterAll();
    programs.forEach(Program::kill);
    // Though nobody may ever come again.
    assertThat(redis.cli("KEYS", "*").lines())
        .contains(RoomKeys.of(ROOM) + ":members", RoomKeys.of(ROOM) + ":presence")
        .allSatisfy(
            key -> assertThat(Long.parseLong(redis.cli("PTTL", key))).as(key).isPositive());

    Program next = program(3);
    programs.add(next);
    int port = next.awaitReady();
    members.enter("First", port);
    members.allSee(List.of("First"), "First");
    assertThat(Api.rooms(tabs, port)).containsExactly(Map.entry(ROOM, 1));
    assertThat(Api.get(tabs, port, "/api/cluster").getJsonArray("instances")).hasSize(1);
  }

  @Test
  void whoever_was_on_an_instance_that_was_stopped_leaves_with_it() {
    enterAll();
    programs.get(1).terminate();
    assertThat(programs.get(1).awaitExit()).isZero();
    assertThat(redis.cli("ZCARD", "salons:{instances}:leases")).isEqualTo("2");
    assertThat(redis.cli("HLEN", "salons:{instances}:about")).isEqualTo("2");
    assertThat(members.enter("New", ports[0])).as("waits for no lease").isEqualTo(3);
    members.allSee(List.of("Ana", "Cy", "New"), "Ana", "Cy", "New");
    assertThat(members.seen("Ana").leaves()).containsExactly("Bo");
  }

  private void enterAll() {
    members.enter("Ana", ports[0]);
    members.enter("Bo", ports[1]);
    members.enter("Cy", ports[2]);
    members.allSee(List.of("Ana", "Bo", "Cy"), "Ana", "Bo", "Cy");
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
            "loops",
            "2",
            "redis.url",
            redis.url()),
        Map.of(),
        TestNode.class.getName());
  }
}
