package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import salons.e2e.Cluster;
import salons.protocol.RoomName;
import salons.room.Draft;
import salons.room.Outbox;
import salons.room.Outbox.Change;
import salons.room.Outbox.Dropped;
import salons.room.Outbox.Logged;
import salons.room.Outbox.Presence;
import salons.room.Outbox.Turn;
import salons.room.Outbox.Waiting;
import salons.room.PublishBatch;

/** What scripts write for hooks, and how it is read, in a real Redis. */
final class OutboxScriptTest {
  private static final String HOOK = "hook-1";
  private static final Pattern CALLS = Pattern.compile("cmdstat_(\\w+):calls=(\\d+)");

  private final ConnectedRedis redis = new ConnectedRedis();
  private final Unreadable unreadable = new Unreadable(RedisMeters.NONE);
  private final RedisOutbox outbox = new RedisOutbox(redis.connector, unreadable);
  private final RedisOutbox other = new RedisOutbox(redis.connector, unreadable);
  private final RoomName room = new RoomName(Cluster.room());
  private final Keys keys = Keys.of(room);

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void without_hooks_no_command_is_run_for_them() {
    publish(List.of(), 1);
    enter(List.of(), "+Ana");
    redis.cli("CONFIG", "RESETSTAT");
    publish(List.of(), 1);
    assertThat(calls())
        .isEqualTo(Map.of("evalsha", 1, "time", 1, "hmget", 1, "xadd", 1, "hset", 1, "publish", 1));
    redis.cli("CONFIG", "RESETSTAT");
    enter(List.of(), "+Bo");
    assertThat(calls())
        .isEqualTo(Map.of(
            "evalsha", 1, "hmget", 1, "zcard", 1, "zadd", 1, "zrange", 1, "hset", 1, "publish", 1));
    assertThat(redis.cli("KEYS", "*outbox*")).isEmpty();
  }

  @Test
  void each_hook_costs_three_commands_a_call() {
    List<String> hooks = List.of(HOOK, "hook-2");
    publish(hooks, 1);
    enter(hooks, "+Ana");
    redis.cli("CONFIG", "RESETSTAT");
    publish(hooks, 100);
    assertThat(calls())
        .containsEntry("xadd", 3)
        .containsEntry("xlen", 2)
        .containsEntry("expire", 2);
    assertThat(calls()).containsEntry("publish", 1).containsEntry("time", 1);
    redis.cli("CONFIG", "RESETSTAT");
    enter(hooks, "+Bo", "+Cy");
    assertThat(calls())
        .containsEntry("xadd", 2)
        .containsEntry("xlen", 2)
        .containsEntry("expire", 2);
  }

  @Test
  void what_was_said_and_who_came_waits_in_its_order_for_each_hook() {
    List<String> hooks = List.of(HOOK, "hook-2");
    enter(hooks, "+Ana");
    publish(hooks, 3);
    publish(hooks, 1);
    enter(hooks, "+Bo");
    enter(hooks, "-Bo", "-Ana");
    for (String hook : hooks) {
      List<Waiting> waiting = waiting(hook);
      assertThat(waiting)
          .extracting(one -> one.event().getClass().getSimpleName())
          .containsExactly("Presence", "Logged", "Logged", "Presence", "Presence");
      assertThat(waiting.get(1).event()).isEqualTo(new Logged(room, 1, 3));
      assertThat(waiting.get(2).event()).isEqualTo(new Logged(room, 4, 1));
      assertThat(turns(waiting)).containsExactly(Turn.OCCUPIED, Turn.NONE, Turn.VACANT);
      assertThat(changes(waiting)).containsExactly("+Ana", "+Bo", "-Bo", "-Ana");
    }
    Outbox.Removal taken =
        new Outbox.Removal(HOOK, waiting(HOOK).stream().map(Waiting::place).toList());
    redis.await(() -> outbox.remove(taken));
    assertThat(waiting(HOOK)).isEmpty();
    assertThat(waiting("hook-2")).hasSize(5);
  }

  @Test
  void many_changes_at_once_are_told_in_pieces() {
    enter(List.of(HOOK), IntStream.range(0, 120).mapToObj(i -> "+u" + i).toArray(String[]::new));
    enter(List.of(HOOK), IntStream.range(0, 120).mapToObj(i -> "-u" + i).toArray(String[]::new));
    List<Waiting> waiting = waiting(HOOK);
    assertThat(turns(waiting))
        .containsExactly(Turn.OCCUPIED, Turn.NONE, Turn.NONE, Turn.NONE, Turn.NONE, Turn.VACANT);
    assertThat(waiting)
        .extracting(one -> ((Presence) one.event()).offset())
        .containsExactly(0, 50, 100, 0, 50, 100);
    assertThat(changes(waiting)).hasSize(240).startsWith("+u0").endsWith("-u119");
  }

  @Test
  void what_is_written_twice_waits_once() {
    publish(List.of(HOOK), 1, "an-id");
    publish(List.of(HOOK), 1, "an-id");
    assertThat(waiting(HOOK)).hasSize(1);
  }

  @Test
  void an_outbox_is_bounded_and_says_what_it_dropped() {
    String key = Keys.outbox(Keys.partition(room), HOOK);
    for (int i = 1; i <= 4_096; i++) {
      redis.cli("XADD", key, i + "-0", "e", "log " + i + " 1\n" + keys.channel());
    }
    publish(List.of(HOOK), 1);
    assertThat(redis.cli("XLEN", key)).isEqualTo("3073");
    assertThat(redis.cli("XREVRANGE", key, "+", "-", "COUNT", "2"))
        .contains("dropped 1025")
        .contains("log 1 1");
    assertThat(OutboxText.read(new Outbox.Place(0, "1-0"), "dropped 1025").event())
        .isEqualTo(new Dropped(1_025));
  }

  @Test
  void a_hook_is_held_by_one_instance_at_a_time() {
    assertThat(hold(outbox, 60_000)).isTrue();
    assertThat(hold(other, 60_000)).isFalse();
    assertThat(hold(outbox, 60_000)).as("renewed").isTrue();
    assertThat(hold(outbox, 0)).isTrue();
    assertThat(hold(other, 60_000)).as("let go of").isTrue();
    assertThat(hold(outbox, 60_000)).isFalse();
    redis.cli("HSET", Keys.leaseOf(HOOK), "until", "1");
    assertThat(hold(outbox, 60_000)).as("expired").isTrue();
  }

  @Test
  void letting_go_of_what_another_one_holds_does_nothing() {
    assertThat(hold(outbox, 60_000)).isTrue();
    assertThat(hold(other, 0)).isFalse();
    assertThat(hold(outbox, 60_000)).isTrue();
  }

  @Test
  void a_lease_that_is_none_keeps_nobody_away() {
    redis.cli("SET", Keys.leaseOf(HOOK), "a string");
    assertThat(hold(outbox, 60_000)).isTrue();
    for (String until : List.of("never", "9e99", "-1", "")) {
      redis.cli("HSET", Keys.leaseOf(HOOK), "holder", "x", "until", until);
      assertThat(hold(outbox, 60_000)).as(until).isTrue();
    }
  }

  private boolean hold(RedisOutbox who, long lasts) {
    return redis.await(() -> who.hold(new Outbox.Lease(HOOK, lasts))).held();
  }

  private List<Waiting> waiting(String hook) {
    return redis.await(() -> outbox.oldest(new Outbox.Query(hook, 7)));
  }

  private static List<Turn> turns(List<Waiting> waiting) {
    return waiting.stream()
        .filter(one -> one.event() instanceof Presence)
        .map(one -> ((Presence) one.event()).turn())
        .toList();
  }

  private static List<String> changes(List<Waiting> waiting) {
    return waiting.stream()
        .filter(one -> one.event() instanceof Presence)
        .flatMap(one -> ((Presence) one.event()).changes().stream())
        .map((Change change) -> (change.joined() ? "+" : "-") + change.person().encoded())
        .toList();
  }

  private void enter(List<String> hooks, String... people) {
    PresenceScript script =
        new PresenceScript(redis.connector, PresenceTimes.DEFAULT, hooks, RedisMeters.NONE);
    PresenceScript.Caller caller =
        new PresenceScript.Caller("one", "", 0, PresenceScript.Extent.DELTA);
    redis.await(() -> script.call(keys, caller, List.of(people)));
  }

  private void publish(List<String> hooks, int messages) {
    publish(hooks, messages, null);
  }

  private void publish(
      List<String> hooks, int messages, @org.jspecify.annotations.Nullable String id) {
    PublishScript script = new PublishScript(
        redis.connector, () -> "epoch", new LogSettings(300, 0, 86_400), "one", hooks);
    RoomQueue queue = new RoomQueue(room, script.target(room));
    List<Draft> drafts = IntStream.range(0, messages)
        .mapToObj(i -> new Draft(id, ("x" + i).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .toList();
    queue.add(new PublishBatch(room, drafts, io.vertx.core.Promise.promise()), Long.MAX_VALUE);
    assertThat(queue.take()).isEqualTo(messages);
    redis.await(() -> script.call(List.of(queue)));
  }

  /** Of all commands but the one that asks. */
  private Map<String, Integer> calls() {
    Map<String, Integer> calls = new TreeMap<>();
    CALLS
        .matcher(redis.cli("INFO", "commandstats"))
        .results()
        .forEach(found -> calls.put(found.group(1), Integer.parseInt(found.group(2))));
    calls.keySet().removeAll(List.of("info", "config", "ping", "auth", "client"));
    calls.keySet().removeIf(name -> name.startsWith("config"));
    return calls;
  }
}
