package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.protocol.RoomName;

/** The scripts by themselves, in a real Redis. */
final class ScriptsTest {
  private static RedisServer redis = RedisServer.start();
  private final Keys keys = Keys.of(new RoomName(Cluster.room()));
  private int size = 1_000;

  @BeforeAll
  static void is_a_real_redis() {
    assertThat(redis.cli("INFO", "server")).contains("redis_version:7.");
  }

  @BeforeEach
  void in_a_new_room() {
    assertThat(redis.cli("KEYS", "*" + keys.channel() + "*")).isEmpty();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void numbers_from_1_without_a_hole() {
    assertThat(publish("a", "x", "b", "y")).satisfies(reply -> {
      assertThat(reply.epoch).isEqualTo("new-epoch");
      assertThat(reply.first).isEqualTo(1);
      assertThat(reply.taken).isEqualTo(2);
      assertThat(reply.duplicates).isEmpty();
    });
    assertThat(publish("", "z").first).isEqualTo(3);
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1x", "2y", "3z");
  }

  @Test
  void writes_the_time_of_redis_into_the_frame() {
    Reply reply = publish("a", "x");
    assertThat(read("1", "+", 10).frames).containsExactly("<1x" + reply.at + ">");
    long now = Long.parseLong(redis.cli("TIME").split("\n", 2)[0]);
    assertThat(reply.at / 1000).isBetween(now - 60, now);
  }

  @Test
  void an_id_twice_in_a_batch_makes_one_message() {
    Reply reply = publish("a", "first", "a", "second", "b", "third", "a", "fourth");
    assertThat(reply.taken).isEqualTo(2);
    assertThat(reply.duplicates).containsExactly("2", "1 " + reply.at, "4", "1 " + reply.at);
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1first", "2third");
  }

  @Test
  void an_id_of_an_earlier_batch_makes_no_message_and_tells_the_first() {
    Reply first = publish("a", "x", "b", "y");
    Reply second = publish("c", "z", "b", "again");
    assertThat(second.first).isEqualTo(3);
    assertThat(second.taken).isEqualTo(1);
    assertThat(second.duplicates).containsExactly("2", "2 " + first.at);
    Reply onlyOld = publish("a", "again");
    assertThat(onlyOld.taken).isZero();
    assertThat(onlyOld.duplicates).containsExactly("1", "1 " + first.at);
    assertThat(read("1", "+", 10).head).isEqualTo(3);
  }

  @Test
  void messages_without_id_are_never_the_same() {
    assertThat(publish("", "x", "", "x").taken).isEqualTo(2);
    assertThat(publish("", "x").taken).isEqualTo(1);
  }

  @Test
  void an_id_is_remembered_over_the_change_of_the_ten_minutes() {
    publish("a", "x");
    goBack(1);
    assertThat(publish("a", "again").duplicates).hasSize(2);
    assertThat(publish("b", "y").first).isEqualTo(2);
    assertThat(publish("a", "again", "b", "again").taken).isZero();
  }

  @Test
  void an_id_is_forgotten_when_the_span_after_it_is_over() {
    publish("a", "x");
    goBack(2);
    assertThat(publish("a", "again").first).isEqualTo(2);
    assertThat(publish("a", "again").duplicates).hasSize(2);
  }

  @Test
  void an_id_is_forgotten_after_a_span_in_which_others_were_taken() {
    publish("old", "x");
    goBack(1);
    publish("newer", "y");
    goBack(1);
    assertThat(publish("newer", "again").taken).isZero();
    assertThat(publish("old", "again").taken).isEqualTo(1);
  }

  @Test
  void a_clock_that_steps_back_forgets_no_id_and_turns_no_time_back() {
    publish("a", "x");
    goBack(-1);
    redis.cli("HSET", keys.room(), "at", "9000000000000");
    assertThat(publish("a", "again").taken).isZero();
    publish("b", "y");
    assertThat(publish("a", "again", "b", "again").taken).isZero();
    assertThat(redis.cli("HGET", keys.room(), "at")).isEqualTo("9000000000000");
  }

  @Test
  void ids_are_forgotten_by_redis_itself_when_nobody_speaks() {
    publish("a", "x");
    List<Long> ttls = ttls(keys.evenIds(), keys.oddIds());
    assertThat(ttls).anySatisfy(ttl -> assertThat(ttl).isBetween(601L, 1_200L));
  }

  @Test
  void a_batch_may_be_large() {
    String[] messages = new String[2 * 256];
    for (int i = 0; i < 256; i++) {
      messages[2 * i] = "id" + i;
      messages[2 * i + 1] = "x".repeat(2_000);
    }
    assertThat(publish(messages).taken).isEqualTo(256);
    Reply again = publish(messages);
    assertThat(again.taken).isZero();
    assertThat(again.duplicates).hasSize(512);
    assertThat(redis.cli("XLEN", keys.log())).isEqualTo("256");
  }

  @Test
  void keeps_the_newest_and_drops_old_ones() {
    size = 100;
    for (int i = 0; i < 20; i++) {
      String[] messages = new String[100];
      Arrays.fill(messages, "");
      publish(messages);
    }
    Stretch all = read("1", "+", 5_000);
    assertThat(all.head).isEqualTo(1_000);
    assertThat(all.frames.size()).isBetween(100, 400);
    assertThat(all.oldest).isEqualTo(all.first).isEqualTo(1_000 - all.frames.size() + 1);
  }

  @Test
  void a_room_goes_when_nothing_was_said_for_long_and_stays_while_somebody_speaks() {
    publish("a", "x");
    assertThat(ttls(keys.log(), keys.room()))
        .allSatisfy(ttl -> assertThat(ttl).isBetween(1L, 86_460L));
    redis.cli("PERSIST", keys.log());
    redis.cli("PERSIST", keys.room());
    redis.cli("HSET", keys.room(), "at", "1");
    publish("b", "y");
    assertThat(ttls(keys.log(), keys.room()))
        .allSatisfy(ttl -> assertThat(ttl).isBetween(1L, 86_460L));
  }

  @Test
  void a_room_that_was_only_looked_at_goes_too() {
    assertThat(read("1", "+", 10).epoch).isEqualTo("read-epoch");
    assertThat(ttls(keys.room())).allSatisfy(ttl -> assertThat(ttl).isBetween(1L, 86_460L));
  }

  @Test
  void keeps_its_epoch_until_the_room_is_lost() {
    assertThat(read("1", "+", 10).epoch).isEqualTo("read-epoch");
    assertThat(publish("a", "x").epoch).isEqualTo("read-epoch");
    redis.cli("DEL", keys.room());
    Reply anew = publish("a", "said again");
    assertThat(anew.epoch).isEqualTo("new-epoch");
    assertThat(anew.first).isEqualTo(1);
    assertThat(anew.taken).as("the ids went with the room").isEqualTo(1);
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1said again");
  }

  @Test
  void ids_of_a_lost_room_are_forgotten_though_somebody_looked_at_it_first() {
    publish("a", "x");
    redis.cli("DEL", keys.room());
    assertThat(read("1", "+", 10).frames).isEmpty();
    assertThat(publish("a", "said again").taken).isEqualTo(1);
  }

  @Test
  void reads_the_newest_of_a_stretch_oldest_first() {
    publish("", "a", "", "b", "", "c", "", "d", "", "e");
    assertThat(read("1", "+", 2).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("4d", "5e");
    assertThat(read("1", "3", 2).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("2b", "3c");
    assertThat(read("4", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("4d", "5e");
    assertThat(read("4", "+", 10)).satisfies(page -> {
      assertThat(page.head).isEqualTo(5);
      assertThat(page.oldest).isEqualTo(1);
      assertThat(page.first).isEqualTo(4);
    });
  }

  @Test
  void a_stretch_without_messages_tells_the_head_all_the_same() {
    publish("", "a");
    assertThat(read("2", "+", 10)).satisfies(page -> {
      assertThat(page.frames).isEmpty();
      assertThat(page.head).isEqualTo(1);
      assertThat(page.oldest).isEqualTo(1);
    });
  }

  @Test
  void an_empty_room_has_its_oldest_ahead() {
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.head).isZero();
      assertThat(page.oldest).isEqualTo(1);
      assertThat(page.frames).isEmpty();
    });
  }

  @Test
  void abandons_only_the_epoch_that_was_meant() {
    publish("", "a");
    run("abandon.lua", List.of(keys.room()), "another", "newest", keys.channel());
    assertThat(read("1", "+", 10).epoch).isEqualTo("new-epoch");
    run("abandon.lua", List.of(keys.room()), "new-epoch", "newest", keys.channel());
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.epoch).isEqualTo("newest");
      assertThat(page.head).isEqualTo(1);
      assertThat(page.frames).hasSize(1);
    });
  }

  @Test
  void all_keys_of_a_room_are_on_one_shard() {
    for (String key : new String[] {keys.room(), keys.evenIds(), keys.oddIds(), keys.channel()}) {
      assertThat(slot(key)).isEqualTo(slot(keys.log()));
    }
  }

  private record Reply(String epoch, long at, long first, int taken, List<String> duplicates) {}

  private record Stretch(String epoch, long head, long oldest, long first, List<String> frames) {}

  /** {@code messages} are ids and bodies in turn. */
  @salons.e2e.CanIgnoreReturnValue
  private Reply publish(String... messages) {
    List<String> all = List.of(keys.log(), keys.room(), keys.evenIds(), keys.oddIds());
    List<String> arguments = new ArrayList<>(List.of(keys.channel(), Integer.toString(size)));
    arguments.addAll(List.of("86400", "<", ">", "new-epoch"));
    arguments.addAll(Arrays.asList(messages));
    List<String> reply = run("publish.lua", all, arguments.toArray(String[]::new));
    return new Reply(
        reply.get(0),
        Long.parseLong(reply.get(1)),
        Long.parseLong(reply.get(2)),
        Integer.parseInt(reply.get(3)),
        reply.subList(4, reply.size()));
  }

  private Stretch read(String first, String last, int limit) {
    List<String> reply = run(
        "read.lua",
        List.of(keys.log(), keys.room()),
        "read-epoch",
        "86400",
        first,
        last,
        Integer.toString(limit));
    return new Stretch(
        reply.get(0),
        Long.parseLong(reply.get(1)),
        Long.parseLong(reply.get(2)),
        Long.parseLong(reply.get(3)),
        reply.subList(4, reply.size()));
  }

  @salons.e2e.CanIgnoreReturnValue
  private static List<String> run(String script, List<String> keys, String... arguments) {
    List<String> command = new ArrayList<>(List.of("EVAL", text(script)));
    command.add(Integer.toString(keys.size()));
    command.addAll(keys);
    command.addAll(Arrays.asList(arguments));
    return List.of(redis.cli(command.toArray(String[]::new)).split("\n", -1));
  }

  /** Makes what was taken so far look {@code spans} times ten minutes older. */
  private void goBack(int spans) {
    long span = Long.parseLong(redis.cli("HGET", keys.room(), "span")) - spans;
    redis.cli("HSET", keys.room(), "span", Long.toString(span));
    if (spans % 2 != 0) {
      redis.cli("RENAMENX", keys.evenIds(), keys.oddIds() + "x");
      redis.cli("RENAMENX", keys.oddIds(), keys.evenIds());
      redis.cli("RENAMENX", keys.oddIds() + "x", keys.oddIds());
    }
  }

  private static String seqAndBody(String frame) {
    return frame.substring(1, frame.length() - 14);
  }

  private static List<Long> ttls(String... keys) {
    return Arrays.stream(keys).map(key -> Long.parseLong(redis.cli("TTL", key))).toList();
  }

  private static String slot(String key) {
    int open = key.indexOf('{');
    return key.substring(open, key.indexOf('}', open));
  }

  private static String text(String script) {
    try (InputStream in = Keys.class.getResourceAsStream(script)) {
      if (in == null) {
        throw new AssertionError("no " + script);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
