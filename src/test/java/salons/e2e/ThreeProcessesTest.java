package salons.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salons.TestNode;

/** Three instances as processes of their own around one Redis. */
@Tag("process")
final class ThreeProcessesTest {
  private static final String ROOM = "general";

  @TempDir
  Path folder;

  private final RedisServer redis = RedisServer.start("--appendonly", "yes");
  private final Tabs tabs = new Tabs();
  private final List<Program> programs = new ArrayList<>();
  private final int[] ports = new int[3];

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      programs.add(program(i, 0));
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
  void whoever_speaks_on_any_is_heard_on_all() {
    List<Tab> members = List.of(member(0), member(1), member(2));
    for (int speaker = 0; speaker < 3; speaker++) {
      String text = "from " + speaker;
      assertThat(members.get(speaker).say(ROOM, text).getString("type")).isEqualTo("ack");
      for (Tab listener : members) {
        assertThat(listener.awaitMessage(text).getString("from")).isEqualTo("process-" + speaker);
      }
    }
    assertThat(members.get(1).messages(ROOM)).isEqualTo(members.get(0).messages(ROOM));
    assertThat(members.get(2).messages(ROOM)).isEqualTo(members.get(0).messages(ROOM));
  }

  @Test
  void whoever_was_on_an_instance_that_was_killed_misses_nothing() throws InterruptedException {
    Tab writer = member(0);
    AtomicBoolean enough = new AtomicBoolean();
    Thread writing = new Thread(() -> write(writer, enough));
    writing.start();
    Tab before = tabs.connect(ports[1]);
    JsonObject joined = before.join(ROOM, "Reader");
    String epoch = joined.getString("epoch");
    before.awaitMessages(ROOM, 200);
    programs.get(1).kill();
    assertThat(before.awaitClose()).isEqualTo(1006);
    List<Long> heard = new ArrayList<>(Tab.seqs(before.messages(ROOM)));

    Tab elsewhere = tabs.connect(ports[2]);
    JsonObject there = elsewhere.joinSince(ROOM, "Reader", epoch, last(heard));
    assertThat(there.getBoolean("recovered")).isTrue();
    heard.addAll(Tab.seqs(Tab.inside(there)));
    elsewhere.awaitMessages(ROOM, 200);
    elsewhere.ask(new JsonObject().put("type", "leave").put("room", ROOM));
    heard.addAll(Tab.seqs(elsewhere.messages(ROOM)));

    programs.set(1, program(1, ports[1]));
    assertThat(programs.get(1).awaitReady()).isEqualTo(ports[1]);
    Tab back = tabs.connect(ports[1]);
    JsonObject here = back.joinSince(ROOM, "Reader", epoch, last(heard));
    assertThat(here.getBoolean("recovered")).isTrue();
    heard.addAll(Tab.seqs(Tab.inside(here)));
    enough.set(true);
    writing.join();
    long end = writer.say(ROOM, "the end").getLong("seq");
    back.awaitMessage("the end");
    heard.addAll(Tab.seqs(back.messages(ROOM)));
    assertThat(heard)
        .isEqualTo(
            LongStream.rangeClosed(joined.getLong("seq") + 1, end).boxed().toList());
  }

  @Test
  void whatever_was_acknowledged_is_kept_though_the_instance_dies() {
    Tab writer = tabs.connect(ports[1]);
    writer.join(ROOM, "Writer");
    for (int i = 0; i < 1_000; i++) {
      writer.send(Tab.message(ROOM, "m" + i).put("id", "m-" + i));
    }
    for (int i = 0; i < 300; i++) {
      writer.await("ack");
    }
    programs.get(1).kill();
    assertThat(writer.awaitClose()).isEqualTo(1006);
    List<String> acknowledged = writer.heard().stream()
        .filter(frame -> "ack".equals(frame.getString("type")))
        .map(frame -> frame.getString("id"))
        .toList();
    Tab again = tabs.connect(ports[2]);
    again.join(ROOM, "Writer");
    for (int i = 0; i < 1_000; i++) {
      again.send(Tab.message(ROOM, "m" + i).put("id", "m-" + i));
    }
    for (int i = 0; i < 1_000; i++) {
      JsonObject ack = again.await("ack");
      if (acknowledged.contains(ack.getString("id"))) {
        assertThat(ack.getBoolean("duplicate")).isTrue();
      }
    }
    Tab reader = tabs.connect(ports[0]);
    JsonObject joined = reader.join(ROOM, "Reader");
    JsonObject all = reader.joinSince(ROOM, "Reader", joined.getString("epoch"), 0);
    assertThat(Tab.inside(all))
        .extracting(message -> message.getString("id"))
        .hasSize(1_000)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_conversation_goes_on_when_redis_was_killed_and_came_back() {
    List<Tab> members = List.of(member(0), member(1), member(2));
    members.get(0).say(ROOM, "before");
    redis.kill();
    String id = Tab.newId();
    JsonObject refused = members.get(1).say(id, ROOM, "meanwhile");
    assertThat(refused.getString("code")).isEqualTo("unavailable");
    redis.restart();
    JsonObject answer = refused;
    while ("unavailable".equals(answer.getString("code"))) {
      answer = members.get(1).say(id, ROOM, "meanwhile");
    }
    assertThat(answer.getLong("seq")).isEqualTo(2);
    for (Tab member : members) {
      member.awaitMessage("meanwhile");
      assertThat(Tab.texts(member.messages(ROOM))).containsExactly("before", "meanwhile");
      assertThat(member.isOpen()).isTrue();
    }
  }

  private void write(Tab writer, AtomicBoolean enough) {
    for (int i = 0; !enough.get(); i++) {
      writer.say(ROOM, "m" + i);
    }
  }

  private static long last(List<Long> seqs) {
    return seqs.get(seqs.size() - 1);
  }

  private Tab member(int index) {
    Tab tab = tabs.connect(ports[index]);
    tab.join(ROOM, "user-" + index);
    return tab;
  }

  private Program program(int index, int port) {
    return Program.start(
        folder,
        TestNode.unlimited(Map.of(
            "port",
            Integer.toString(port),
            "host",
            "127.0.0.1",
            "instance",
            "process-" + index,
            "history.messages",
            "10000",
            "redis.url",
            redis.url())));
  }
}
