package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import salons.e2e.Program;

/** Instances out of the packaged jar, as the README starts them: no Redis given, one data folder, a tab on each. */
@Timeout(150)
final class PageIT {
  private final List<Integer> ports = new ArrayList<>();
  private final List<Program> instances = new ArrayList<>();
  private Chromium chromium = Chromium.launch();

  @TempDir
  Path folder;

  private void start(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      try (ServerSocket free = new ServerSocket(0)) {
        ports.add(free.getLocalPort());
      }
      instances.add(launch(i));
    }
    instances.forEach(Program::awaitReady);
  }

  @AfterEach
  void stop() {
    chromium.close();
    // In order, so that the last one takes the Redis that was brought along with it.
    instances.forEach(Program::terminate);
    instances.forEach(Program::awaitExit);
  }

  @Test
  void tabs_on_three_ports_share_one_conversation_in_one_order() throws IOException {
    start(3);
    List<Visit> tabs = List.of(enter(0, "Ana"), enter(1, "Bo"), enter(2, "Cy"));
    for (int turn = 0; turn < 10; turn++) {
      for (Visit tab : tabs) {
        tab.say("turn " + turn);
      }
    }
    for (Visit tab : tabs) {
      tab.awaitMessages(30);
      assertThat(tab.attributes("seq")).isEqualTo(Visit.seqs(30));
      assertThat(tab.attributes("id"))
          .isEqualTo(tabs.get(0).attributes("id"))
          .doesNotHaveDuplicates();
      assertThat(tab.attributes("from")).contains("one", "two", "three");
    }
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  void a_tab_survives_the_restart_of_its_instance_without_loss_or_double() throws IOException {
    start(2);
    Visit ana = enter(0, "Ana");
    Visit bo = enter(1, "Bo");
    ana.say("before");
    bo.awaitMessages(1);
    instances.get(0).kill();
    ana.page().waitForSelector("#conn[data-state=reconnecting]");
    ana.say("typed while the instance is down");
    ana.say("and another");
    ana.page().waitForSelector("#log li[data-state=waiting] >> nth=1");
    bo.say("said while Ana was away");
    bo.awaitMessages(2);
    instances.set(0, launch(0)).close();
    instances.get(0).awaitReady();
    for (Visit tab : List.of(ana, bo)) {
      tab.awaitMessages(4);
      assertThat(tab.attributes("seq")).isEqualTo(Visit.seqs(4));
      assertThat(tab.texts())
          .containsExactly(
              "before",
              "said while Ana was away",
              "typed while the instance is down",
              "and another");
    }
    assertThat(ana.attributes("state")).containsOnly("sent");
  }

  @Test
  void what_waits_survives_a_reload() throws IOException {
    start(1);
    Visit ana = enter(0, "Ana");
    ana.say("before");
    ana.awaitMessages(1);
    instances.get(0).freeze();
    ana.say("sent to an instance that does not answer");
    instances.get(0).thaw();
    ana.page().reload();
    ana.awaitMessages(2);
    assertThat(ana.texts()).containsExactly("before", "sent to an instance that does not answer");
  }

  private Program launch(int i) {
    String name = List.of("one", "two", "three").get(i);
    return Program.start(folder, Map.of("port", Integer.toString(ports.get(i)), "instance", name));
  }

  private String url(int i) {
    return "http://localhost:" + ports.get(i) + "/";
  }

  private Visit enter(int i, String name) {
    return Visit.enter(chromium.tab(Chat.options()), url(i), "test", name);
  }
}
