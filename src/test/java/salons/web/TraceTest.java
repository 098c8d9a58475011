package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

/** A socket that wants to see the way of its own messages. */
final class TraceTest {
  private static final List<String> PARTS = List.of("inUs", "loopUs", "outUs", "replyUs");

  @RegisterExtension
  static final Cluster cluster = Cluster.of(2);

  private final String room = Cluster.room();

  @Test
  void sees_where_its_own_message_spent_its_time() {
    Tab ana = member(0, "Ana");
    trace(ana, true);
    JsonObject ack = ana.say("m-1", room, "Bonjour");
    JsonObject trace = ana.await("trace");
    assertThat(trace.getString("room")).isEqualTo(room);
    assertThat(trace.getString("id")).isEqualTo("m-1");
    assertThat(trace.getLong("seq")).isEqualTo(ack.getLong("seq"));
    assertThat(PARTS).allSatisfy(part -> assertThat(trace.getLong(part)).isNotNegative());
    assertThat(trace.getLong("loopUs")).isPositive();
    assertThat(trace.getLong("replyUs")).isPositive();
  }

  @Test
  void sees_rooms_that_it_enters_later() {
    Tab ana = cluster.tab(0);
    trace(ana, true);
    ana.join(room, "Ana");
    ana.mutter(room, "without an id");
    assertThat(ana.await("trace").containsKey("id")).isFalse();
  }

  @Test
  void is_told_of_no_message_but_its_own_and_of_none_when_it_does_not_ask() {
    Tab ana = member(0, "Ana");
    Tab bo = member(1, "Bo");
    trace(ana, true);
    bo.say("b-1", room, "not Ana's");
    ana.awaitMessage("not Ana's");
    trace(ana, false);
    ana.say("a-1", room, "not traced");
    bo.awaitMessage("not traced");
    ana.hearsNothing("a trace", frame -> frame.getString("type").equals("trace"));
    bo.hearsNothing("a trace", frame -> frame.getString("type").equals("trace"));
  }

  @Test
  void the_same_message_again_has_no_way_of_its_own() {
    Tab ana = member(0, "Ana");
    ana.say("m-1", room, "once");
    trace(ana, true);
    ana.say("m-1", room, "once");
    ana.say("m-2", room, "twice");
    assertThat(ana.await("trace").getString("id")).isEqualTo("m-2");
  }

  @Test
  void many_messages_at_once_are_not_all_traced() {
    Tab ana = member(0, "Ana");
    trace(ana, true);
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      ana.mutter(room, "quick " + i);
    }
    ana.awaitMessage("quick 99");
    // Told with the log's reply, which may come behind the messages.
    ana.await("trace");
    ana.ask(new JsonObject().put("type", "ping"));
    int seconds = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertThat(ana.heard().stream().filter(frame -> frame.getString("type").equals("trace")))
        .hasSizeBetween(1, 4 * (seconds + 1));
  }

  private Tab member(int node, String user) {
    Tab tab = cluster.tab(node);
    tab.join(room, user);
    return tab;
  }

  private static void trace(Tab tab, boolean on) {
    tab.send(new JsonObject().put("type", "trace").put("on", on));
  }
}
