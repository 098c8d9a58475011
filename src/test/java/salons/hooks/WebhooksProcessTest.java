package salons.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import salons.TestNode;
import salons.e2e.Cluster;
import salons.e2e.Program;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.e2e.Tabs;

/** Instances as processes of their own, of which the one that delivers comes to an end. */
@Tag("process")
final class WebhooksProcessTest {
  private static final int MESSAGES = 2_000;

  @TempDir
  Path folder;

  private final RedisServer redis = RedisServer.start("--appendonly", "yes");
  private final HookReceiver receiver = new HookReceiver();
  private final Tabs tabs = new Tabs();
  private final List<Program> programs = new ArrayList<>();
  private final String room = Cluster.room();

  @AfterEach
  void stop() {
    tabs.close();
    programs.forEach(Program::close);
    receiver.close();
    redis.close();
  }

  @Test
  void nothing_is_missed_when_the_instance_that_delivers_is_killed() {
    Program holder = holder();
    Tab writer = member(start());
    Tab visitor = tabs.connect(portOfHolder);
    visitor.join(room, "Bo");
    write(writer);
    receiver.awaitTexts(room, MESSAGES / 10);
    holder.kill();
    assertThat(receiver.awaitTexts(room, MESSAGES)).isEqualTo(expected());
    receiver.await(any -> receiver.events(room).stream()
        .anyMatch(event -> event.getString("type").equals("person.left")));
    assertThat(receiver.events(room))
        .filteredOn(event -> event.getString("type").startsWith("person."))
        .extracting(event -> event.getString("type") + " " + event.getString("user"))
        .containsExactly("person.joined Ana", "person.joined Bo", "person.left Bo");
  }

  @Test
  void another_one_goes_on_when_the_instance_that_delivers_is_stopped() {
    Program holder = holder();
    Tab writer = member(start());
    write(writer);
    receiver.awaitTexts(room, MESSAGES / 10);
    holder.terminate();
    assertThat(holder.awaitExit()).isZero();
    assertThat(receiver.awaitTexts(room, MESSAGES)).isEqualTo(expected());
    assertThat(receiver.withDoubles(room))
        .as("nobody tells twice what was taken")
        .extracting((JsonObject event) -> event.getString("id"))
        .doesNotHaveDuplicates();
  }

  @Test
  void nothing_is_missed_when_redis_is_killed_and_comes_back() {
    Program holder = holder();
    Tab writer = member(portOfHolder);
    write(writer);
    receiver.awaitTexts(room, MESSAGES / 10);
    writer.awaitMessages(room, MESSAGES);
    receiver.answer(500);
    writer.say(room, "before");
    receiver.awaitRefused(1);
    redis.kill();
    receiver.answer(200);
    redis.restart();
    receiver.await(any -> receiver.texts(room).contains("before"));
    assertThat(receiver.texts(room)).startsWith("m0").hasSize(MESSAGES + 1).endsWith("before");
    assertThat(holder.isAlive()).isTrue();
  }

  private int portOfHolder;

  /** The first one alone, so that it is the one that delivers. */
  private Program holder() {
    portOfHolder = start();
    Tab tab = tabs.connect(portOfHolder);
    tab.join("first", "Ana");
    receiver.awaitEvents("first", 1);
    return programs.get(0);
  }

  private Tab member(int port) {
    Tab tab = tabs.connect(port);
    tab.join(room, "Ana");
    return tab;
  }

  private void write(Tab writer) {
    expected().forEach(text -> writer.mutter(room, text));
  }

  private static List<String> expected() {
    return IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList();
  }

  private int start() {
    Program program = Program.start(
        folder,
        Map.of(
            "port",
            "0",
            "host",
            "127.0.0.1",
            "instance",
            "process-" + programs.size(),
            "history.messages",
            "10000",
            "webhooks.url",
            receiver.url(),
            "redis.url",
            redis.url()),
        Map.of(),
        TestNode.class.getName());
    programs.add(program);
    return program.awaitReady();
  }
}
