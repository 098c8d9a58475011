package salons.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** The members of one room, each with a tab, and what they were told of each other. */
final class Witnesses {
  private final Tabs tabs;
  private final String room;
  private final Map<String, Tab> members = new HashMap<>();

  Witnesses(Tabs tabs, String room) {
    this.tabs = tabs;
    this.room = room;
  }

  /** Gives how many people the {@code joined} told of. */
  @CanIgnoreReturnValue
  int enter(String user, int port) {
    Tab tab = tabs.connect(port);
    members.put(user, tab);
    return tab.join(room, user).getInteger("count");
  }

  Tab tab(String user) {
    Tab tab = members.get(user);
    if (tab == null) {
      throw new IllegalArgumentException(user);
    }
    return tab;
  }

  Seen seen(String user) {
    return Seen.of(tab(user), room);
  }

  /** Waits until each of the witnesses was told of exactly these, and of nothing meanwhile that cannot be. */
  void allSee(List<String> witnesses, String... people) {
    for (String witness : witnesses) {
      Await.until(
          witness + " sees " + Arrays.toString(people),
          () -> seen(witness).isExactly(List.of(people)),
          () -> seen(witness));
      assertThat(seen(witness).contradictions()).as(witness).isEmpty();
    }
  }
}
