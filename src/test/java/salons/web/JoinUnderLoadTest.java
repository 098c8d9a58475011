package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Nobody enters a busy room through a gap. */
final class JoinUnderLoadTest {
  private static final int JOINERS = 200;

  /** They join some at a time, and so much is said between. */
  private static final int WAVE = 20;

  private static final int BETWEEN_WAVES = 100;

  /** Sayings that may be on their way: as fast as the room takes them. */
  private static final int AHEAD = 64;

  @RegisterExtension
  static final Cluster cluster = Cluster.of(3);

  private final String room = Cluster.room();

  @Test
  void each_of_many_who_join_a_busy_room_hears_a_contiguous_row() throws InterruptedException {
    Tab writer = cluster.tab(0);
    writer.join(room, "Writer");
    AtomicBoolean allAreIn = new AtomicBoolean();
    Thread writing = new Thread(() -> write(writer, allAreIn));
    writing.start();
    List<Tab> joiners = new ArrayList<>();
    List<Future<Tab>> opening = new ArrayList<>();
    for (int i = 0; i < JOINERS; i++) {
      opening.add(cluster.tabs().open(cluster.port(i % 3)));
    }
    for (int i = 0; i < JOINERS; i++) {
      if (i % WAVE == 0) {
        writer.awaitMessages(room, (i / WAVE + 1) * BETWEEN_WAVES);
      }
      Tab joiner = Tabs.await(opening.get(i));
      joiner.send(new JsonObject()
          .put("type", "join")
          .put("room", room)
          .put("user", "user-" + i)
          .put("history", i % 5));
      joiners.add(joiner);
    }
    List<JsonObject> joined =
        joiners.stream().map(joiner -> joiner.await("joined")).toList();
    allAreIn.set(true);
    writing.join();
    long end = writer.say(room, "the end").getLong("seq");
    assertThat(joined.get(JOINERS - 1).getLong("seq"))
        .as("the room was busy while they joined")
        .isGreaterThan(joined.get(0).getLong("seq"));
    for (int i = 0; i < JOINERS; i++) {
      joiners.get(i).awaitMessage("the end");
      long from = joined.get(i).getLong("seq");
      assertThat(Tab.seqs(joiners.get(i).messages(room)))
          .as("what joiner " + i + " heard live")
          .isEqualTo(LongStream.rangeClosed(from + 1, end).boxed().toList());
      assertThat(Tab.seqs(Tab.inside(joined.get(i))))
          .isEqualTo(LongStream.rangeClosed(Math.max(1, from - i % 5 + 1), from)
              .boxed()
              .toList());
    }
  }

  private void write(Tab writer, AtomicBoolean enough) {
    for (int said = 0; !enough.get(); said += AHEAD) {
      writer.awaitMessages(room, Math.max(0, said - AHEAD));
      for (int i = 0; i < AHEAD; i++) {
        writer.mutter(room, "m" + (said + i));
      }
    }
  }
}
