package salons.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;

/** The session as three instances give it, each a program of its own. */
@Timeout(90)
final class PageIT {
  @RegisterExtension
  static final Programs programs = new Programs();

  private final String room = Cluster.room();

  @Test
  void tabs_on_three_ports_share_one_conversation_in_one_order() {
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
      assertThat(tab.attributes("from"))
          .extracting(from -> from.replaceAll("-.*", ""))
          .contains("" + programs.port(0), "" + programs.port(1), "" + programs.port(2));
    }
  }

  @Test
  void a_tab_survives_the_restart_of_its_instance_without_loss_or_double() {
    Visit ana = enter(0, "Ana");
    Visit bo = enter(1, "Bo");
    ana.say("before");
    bo.awaitMessages(1);
    programs.kill(0);
    ana.page().waitForSelector("#conn[data-state=reconnecting]");
    ana.say("typed while the instance is down");
    ana.say("and another");
    ana.page().waitForSelector("#log li[data-state=waiting] >> nth=1");
    bo.say("said while Ana was away");
    bo.awaitMessages(2);
    programs.launch(0);
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
  void what_waits_survives_a_reload() {
    Visit ana = enter(0, "Ana");
    ana.say("before");
    ana.awaitMessages(1);
    programs.get(0).freeze();
    ana.say("sent to an instance that does not answer");
    programs.get(0).thaw();
    ana.page().reload();
    ana.awaitMessages(2);
    assertThat(ana.texts()).containsExactly("before", "sent to an instance that does not answer");
  }

  private Visit enter(int i, String name) {
    return programs.enter(i, room, name);
  }
}
