package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.protocol.MessageTemplate;
import salons.protocol.RoomName;

/** The scripts by themselves, in a real Redis. */
final class ScriptsTest {
  private static RedisServer redis = RedisServer.start();
  private final Keys keys = Keys.of(new RoomName(Cluster.room()));
  private static final byte[] END = {'>'};
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
      assertThat(reply.first).isEqualTo(1);
      assertThat(reply.taken).isEqualTo(2);
      assertThat(reply.duplicates).isEmpty();
    });
    assertThat(publish("", "z").first).isEqualTo(3);
    assertThat(redis.cli("HGET", keys.logState(), "epoch")).isEqualTo("new-epoch");
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1x", "2y", "3z");
  }

  @Test
  void writes_the_time_of_redis_into_the_frame() {
    Reply reply = publish("a", "x");
    assertThat(read("1", "+", 10).frames)
        .containsExactly("{\"type\":\"message\",\"seq\":1x" + reply.at + ">");
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
    redis.cli("HSET", keys.logState(), "at", "9000000000000");
    assertThat(publish("a", "again").taken).isZero();
    publish("b", "y");
    assertThat(publish("a", "again", "b", "again").taken).isZero();
    assertThat(redis.cli("HGET", keys.logState(), "at")).isEqualTo("9000000000000");
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
    assertThat(read("1", "+", 1_000).frames).hasSize(256);
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
    assertThat(ttls(keys.log(), keys.logState()))
        .allSatisfy(ttl -> assertThat(ttl).isBetween(1L, 86_460L));
    redis.cli("PERSIST", keys.log());
    redis.cli("PERSIST", keys.logState());
    redis.cli("HSET", keys.logState(), "at", "1");
    publish("b", "y");
    assertThat(ttls(keys.log(), keys.logState()))
        .allSatisfy(ttl -> assertThat(ttl).isBetween(1L, 86_460L));
  }

  @Test
  void a_room_that_was_only_looked_at_goes_too() {
    assertThat(read("1", "+", 10).epoch).isEqualTo("read-epoch");
    assertThat(ttls(keys.logState())).allSatisfy(ttl -> assertThat(ttl).isBetween(1L, 86_460L));
  }

  @Test
  void keeps_its_epoch_until_the_room_is_lost() {
    assertThat(read("1", "+", 10).epoch).isEqualTo("read-epoch");
    publish("a", "x");
    assertThat(read("1", "+", 10).epoch).isEqualTo("read-epoch");
    redis.cli("DEL", keys.logState());
    Reply anew = publish("a", "said again");
    assertThat(redis.cli("HGET", keys.logState(), "epoch")).isEqualTo("new-epoch");
    assertThat(anew.first).isEqualTo(1);
    assertThat(anew.taken).as("the ids went with the room").isEqualTo(1);
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1said again");
  }

  @Test
  void ids_of_a_lost_room_are_forgotten_though_somebody_looked_at_it_first() {
    publish("a", "x");
    redis.cli("DEL", keys.logState());
    assertThat(read("1", "+", 10).frames).isEmpty();
    assertThat(publish("a", "said again").taken).isEqualTo(1);
  }

  @Test
  void reads_the_newest_of_a_stretch_oldest_first() {
    for (String text : new String[] {"a", "b", "c", "d", "e"}) {
      publish("", text);
    }
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
  void what_was_said_at_once_is_read_whole_wherever_the_stretch_cuts_it() {
    publish("", "a", "", "b", "", "c");
    publish("", "d");
    publish("", "e", "", "f", "", "g");
    assertThat(read("2", "2", 10)).satisfies(page -> {
      assertThat(page.first).isEqualTo(1);
      assertThat(page.frames).hasSize(3);
      assertThat(page.oldest).isEqualTo(1);
    });
    assertThat(read("3", "5", 10)).satisfies(page -> {
      assertThat(page.first).isEqualTo(1);
      assertThat(page.frames).hasSize(7);
    });
    assertThat(read("1", "5", 1)).satisfies(page -> {
      assertThat(page.first).isEqualTo(5);
      assertThat(page.frames).hasSize(3);
    });
    assertThat(read("1", "6", 3).first)
        .as("e and f of the last, so one of those before is missing")
        .isEqualTo(4);
    assertThat(read("1", "4", 10).frames).hasSize(4);
  }

  @Test
  void reads_a_long_log_of_many_calls() {
    for (int i = 1; i <= 50; i++) {
      publish("", "x", "", "y");
    }
    assertThat(read("1", "+", 1_000).frames).hasSize(100).satisfies(frames -> {
      assertThat(seqAndBody(frames.get(0))).isEqualTo("1x");
      assertThat(seqAndBody(frames.get(99))).isEqualTo("100y");
    });
    assertThat(read("1", "+", 40).first).isEqualTo(61);
  }

  @Test
  void skips_an_entry_that_has_no_time() {
    publish("", "a");
    redis.cli("XADD", keys.log(), "2-0", "f", "<2whole at once>");
    redis.cli("HSET", keys.logState(), "seq", "2");
    publish("", "b");
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1a", "3b");
  }

  @Test
  void serves_several_rooms_in_one_call() {
    Keys other = Keys.of(new RoomName(Cluster.room()));
    Reply first = publish("a", "x");
    List<String> replies = publish(List.of(keys, other), List.of("a", "again", "", "y"));
    assertThat(replies.subList(1, 5)).containsExactly("2", "1", "1", "1 " + first.at);
    assertThat(replies.subList(6, 8)).as("an id is one of its room").containsExactly("1", "2");
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1x", "2y");
  }

  @Test
  void a_room_that_cannot_be_written_does_not_keep_the_others_from_it() {
    Keys broken = Keys.of(new RoomName(Cluster.room()));
    redis.cli("SET", broken.log(), "not a stream");
    redis.cli("HSET", broken.logState(), "epoch", "e", "seq", "7");
    List<String> replies = publish(List.of(broken, keys), List.of("", "x"));
    assertThat(replies.get(0)).startsWith("WRONGTYPE");
    assertThat(replies.subList(2, 4)).containsExactly("1", "1");
    assertThat(redis.cli("HGET", broken.logState(), "seq")).isEqualTo("7");
    assertThat(read("1", "+", 10).frames).hasSize(1);
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
    run("abandon.lua", List.of(keys.logState()), "another", "newest", keys.channel());
    assertThat(read("1", "+", 10).epoch).isEqualTo("new-epoch");
    run("abandon.lua", List.of(keys.logState()), "new-epoch", "newest", keys.channel());
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.epoch).isEqualTo("newest");
      assertThat(page.head).isEqualTo(1);
      assertThat(page.frames).hasSize(1);
    });
  }

  @Test
  void all_keys_of_a_room_are_on_one_shard() {
    for (String key :
        new String[] {keys.logState(), keys.evenIds(), keys.oddIds(), keys.channel()}) {
      assertThat(slot(key)).isEqualTo(slot(keys.log()));
    }
  }

  private record Reply(long at, long first, int taken, List<String> duplicates) {}

  private record Stretch(String epoch, long head, long oldest, long first, List<String> frames) {}

  /** {@code messages} are ids and texts in turn. */
  @salons.e2e.CanIgnoreReturnValue
  private Reply publish(String... messages) {
    List<String> reply = publish(List.of(keys), List.of(messages));
    return new Reply(
        Long.parseLong(reply.get(0)),
        Long.parseLong(reply.get(1)),
        Integer.parseInt(reply.get(2)),
        reply.subList(3, reply.size()));
  }

  /** The same messages in each room. */
  private List<String> publish(List<Keys> rooms, List<String> messages) {
    List<String> ids = new ArrayList<>();
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < messages.size(); i += 2) {
      ids.add(messages.get(i));
      texts.add(messages.get(i + 1).getBytes(StandardCharsets.UTF_8));
    }
    String lines = new String(MessageTemplate.lines(texts, END), StandardCharsets.UTF_8);
    if (ids.stream().allMatch(String::isEmpty)) {
      ids.clear();
    }
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(size), "86400", "new-epoch"));
    for (Keys room : rooms) {
      arguments.addAll(List.of(room.channel(), Integer.toString(texts.size()), lines));
      arguments.add(Integer.toString(ids.size()));
      arguments.addAll(ids);
    }
    return run(
        "publish.lua",
        rooms.stream()
            .flatMap(room -> Stream.of(room.log(), room.logState(), room.evenIds(), room.oddIds()))
            .toList(),
        arguments.toArray(String[]::new));
  }

  private Stretch read(String first, String last, int limit) {
    List<String> reply = run(
        "read.lua",
        List.of(keys.log(), keys.logState()),
        "read-epoch",
        "86400",
        first,
        last,
        Integer.toString(limit));
    List<String> frames = new ArrayList<>();
    for (int i = 3; i < reply.size(); ) {
      int from = i;
      i += 2;
      while (i < reply.size() && !reply.get(i).matches("\\d+")) {
        i++;
      }
      byte[] lines = String.join("\n", reply.subList(from + 2, i)).getBytes(StandardCharsets.UTF_8);
      MessageTemplate.frames(
              lines, 0, Long.parseLong(reply.get(from)), Long.parseLong(reply.get(from + 1)))
          .forEach(frame -> frames.add(new String(frame, StandardCharsets.UTF_8)));
    }
    return new Stretch(
        reply.get(0),
        Long.parseLong(reply.get(1)),
        Long.parseLong(reply.get(2)),
        reply.size() > 3 ? Long.parseLong(reply.get(3)) : 0,
        frames);
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
    long span = Long.parseLong(redis.cli("HGET", keys.logState(), "span")) - spans;
    redis.cli("HSET", keys.logState(), "span", Long.toString(span));
    if (spans % 2 != 0) {
      redis.cli("RENAMENX", keys.evenIds(), keys.oddIds() + "x");
      redis.cli("RENAMENX", keys.oddIds(), keys.evenIds());
      redis.cli("RENAMENX", keys.oddIds() + "x", keys.oddIds());
    }
  }

  private static String seqAndBody(String frame) {
    return frame.substring("{\"type\":\"message\",\"seq\":".length(), frame.length() - 14);
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
