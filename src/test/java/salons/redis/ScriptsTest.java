package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
  private long bytes = 4 << 20;

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
    Reply reply = publish("a", "first", "a", "first", "b", "third", "a", "first");
    assertThat(reply.taken).isEqualTo(2);
    assertThat(reply.duplicates).containsExactly("2", "1 " + reply.at, "4", "1 " + reply.at);
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1first", "2third");
  }

  @Test
  void an_id_of_an_earlier_batch_makes_no_message_and_tells_the_first() {
    Reply first = publish("a", "x", "b", "y");
    Reply second = publish("c", "z", "b", "y");
    assertThat(second.first).isEqualTo(3);
    assertThat(second.taken).isEqualTo(1);
    assertThat(second.duplicates).containsExactly("2", "2 " + first.at);
    Reply onlyOld = publish("a", "x");
    assertThat(onlyOld.taken).isZero();
    assertThat(onlyOld.duplicates).containsExactly("1", "1 " + first.at);
    assertThat(read("1", "+", 10).head).isEqualTo(3);
  }

  @Test
  void an_id_of_another_message_is_taken_and_makes_none() {
    Reply first = publish("a", "x", "a", "y", "b", "z");
    assertThat(first.taken).isEqualTo(2);
    assertThat(first.duplicates).containsExactly("2", "taken");
    Reply second = publish("b", "x", "c", "z", "b", "z");
    assertThat(second.taken).isEqualTo(1);
    assertThat(second.duplicates).containsExactly("1", "taken", "3", "2 " + first.at);
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1x", "2z", "3z");
  }

  @Test
  void an_id_that_is_kept_without_a_mark_is_that_of_any_message() {
    Reply first = publish("a", "x");
    putBeside("a", "1 " + first.at);
    assertThat(publish("a", "whatever").duplicates).containsExactly("1", "1 " + first.at);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "1",
        "one 2",
        "1 2 garbage",
        "99999999999999999999 1",
        "1 99999999999999999999",
        "1000000 1790000000000",
        "-1 1",
        "1.5 1",
        "inf nan"
      })
  void what_is_no_receipt_is_void_and_takes_nothing_else_along(String kept) {
    publish("a", "x", "b", "y");
    putBeside("a", kept);
    Reply reply = publish("c", "z", "a", "x", "b", "y");
    assertThat(reply.taken).isEqualTo(2);
    assertThat(reply.voided).contains("beside an id");
    assertThat(reply.duplicates).hasSize(2).startsWith("3");
    assertThat(publish("a", "x").duplicates).containsExactly("1", "4 " + reply.at);
  }

  private void putBeside(String id, String kept) {
    for (String key : List.of(keys.evenIds(), keys.oddIds())) {
      if (redis.cli("HEXISTS", key, id).equals("1")) {
        assertThat(redis.cli("HSET", key, id, kept)).isEqualTo("0");
      }
    }
  }

  @Test
  void messages_without_id_are_never_the_same() {
    assertThat(publish("", "x", "", "x").taken).isEqualTo(2);
    assertThat(publish("", "x").taken).isEqualTo(1);
  }

  @Test
  void an_id_is_remembered_over_the_change_of_the_ten_minutes() {
    publish("a", "x");
    goBack(610);
    assertThat(publish("a", "x").duplicates).hasSize(2);
    assertThat(publish("b", "y").first).isEqualTo(2);
    assertThat(publish("a", "x", "b", "y").taken).isZero();
  }

  @Test
  void an_id_is_forgotten_after_a_span_in_which_others_were_taken() {
    publish("old", "x");
    goBack(610);
    publish("newer", "y");
    goBack(610);
    assertThat(publish("newer", "y").taken).isZero();
    assertThat(publish("old", "x").taken).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 62, 602, 1_200, 172_800, 172_810, 100_000_000})
  void a_clock_that_was_ahead_for_a_while_forgets_no_id_and_stops_no_time(long seconds) {
    publish("before", "x");
    // As if the clock had jumped ahead right behind it, and now back.
    goBack(seconds);
    publish("meanwhile", "y");
    goBack(-seconds);
    assertThat(publish("before", "x", "meanwhile", "y").taken).isZero();
    Reply after = publish("after", "z");
    long now = Long.parseLong(redis.cli("TIME").split("\n", 2)[0]);
    assertThat(after.at / 1_000).isBetween(now - 60, now + 60);
    assertThat(publish("before", "x", "meanwhile", "y", "after", "z").taken).isZero();
    assertThat(ttls(keys.evenIds(), keys.oddIds()))
        .allSatisfy(ttl -> assertThat(ttl).isBetween(-2L, 1_200L).isNotEqualTo(-1));
    goBack(610);
    publish("later", "x");
    goBack(610);
    assertThat(publish("after", "z").taken).as("the ten minutes go on").isEqualTo(1);
  }

  @Test
  void a_clock_that_is_behind_by_less_than_a_minute_turns_no_time_back() {
    publish("a", "x");
    goBack(-30);
    String at = redis.cli("HGET", keys.logState(), "at");
    assertThat(publish("a", "x").taken).isZero();
    publish("b", "y");
    assertThat(redis.cli("HGET", keys.logState(), "at")).isEqualTo(at);
  }

  @Test
  void ids_of_ten_minutes_that_were_counted_by_the_clock_are_still_known() {
    publish("a", "x");
    long span = Long.parseLong(redis.cli("HGET", keys.logState(), "span"));
    // Their number instead of their beginning, with the same parity.
    long number = span / 600;
    redis.cli("HSET", keys.logState(), "span", Long.toString(number - (number + span) % 2));
    assertThat(publish("a", "x").taken).isZero();
    assertThat(publish("a", "x", "b", "y").taken).isEqualTo(1);
    assertThat(publish("a", "x", "b", "y").taken).isZero();
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
    List<String> replies = publish(List.of(keys, other), List.of("a", "x", "", "y"));
    assertThat(replies.subList(1, 6)).containsExactly("2", "1", "", "1", "1 " + first.at);
    assertThat(replies.subList(7, 9)).as("an id is one of its room").containsExactly("1", "2");
    assertThat(read("1", "+", 10).frames)
        .extracting(ScriptsTest::seqAndBody)
        .containsExactly("1x", "2y");
  }

  @Test
  void rooms_that_begin_in_one_call_have_epochs_of_their_own() {
    List<Keys> rooms =
        Stream.generate(() -> Keys.of(new RoomName(Cluster.room()))).limit(3).toList();
    assertThat(publish(rooms, List.of("", "x"))).hasSize(12);
    assertThat(rooms)
        .extracting(room -> redis.cli("HGET", room.logState(), "epoch"))
        .containsExactly("new-epoch", "new-epoch-1", "new-epoch-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "room", "ids0", "ids1"})
  void a_key_of_another_type_is_void_and_the_room_is_written(String key) {
    publish("a", "x");
    String wrong = keys.prefix() + ":" + key;
    redis.cli("DEL", wrong);
    redis.cli("SET", wrong, "of another type");
    Keys other = Keys.of(new RoomName(Cluster.room()));
    List<String> replies = publish(List.of(keys, other), List.of("b", "y", "", "z"));
    assertThat(replies.get(2)).isEqualTo("2");
    assertThat(replies.subList(5, 7)).as("the other room").containsExactly("1", "2");
    Reply again = publish("b", "y");
    assertThat(again.taken).isZero();
    assertThat(again.voided).isEmpty();
    assertThat(ttls(keys.log(), keys.logState()))
        .allSatisfy(ttl -> assertThat(ttl).isPositive());
    assertThat(read("1", "+", 10).frames)
        .extracting(frame -> seqAndBody(frame).substring(1))
        .endsWith("y", "z");
  }

  @ParameterizedTest
  @CsvSource({
    "seq, text",
    "seq, inf",
    "seq, nan",
    "seq, -1",
    "seq, 1.5",
    "seq, 9007199254740992",
    "seq, ''",
    "seq, 1e300"
  })
  void a_room_of_which_nobody_knows_where_it_is_starts_anew(String field, String value) {
    publish("a", "x", "b", "y");
    redis.cli("HSET", keys.logState(), field, value);
    Reply reply = publish("a", "z");
    assertThat(reply.first).isEqualTo(1);
    assertThat(reply.taken).isEqualTo(1);
    assertThat(reply.voided).isNotEmpty();
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.epoch).isEqualTo("new-epoch");
      assertThat(page.head).isEqualTo(1);
      assertThat(page.frames).hasSize(1);
      assertThat(page.voided).isEmpty();
    });
    redis.cli("HSET", keys.logState(), field, value);
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.epoch).isEqualTo("read-epoch");
      assertThat(page.head).isZero();
      assertThat(page.voided).isNotEmpty();
    });
    assertThat(publish("a", "x").first).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "at, text",
    "at, inf",
    "at, -1",
    "at, 1.5",
    "at, 9007199254740992",
    "at, 9007199254740991",
    "span, text",
    "span, inf",
    "span, -1",
    "span, 9007199254740992",
    "span, 9007199254740991",
    "bytes, text",
    "bytes, -1",
    "bytes, inf",
    "bytes, nan",
    "bytes, 9007199254740991"
  })
  void a_time_or_a_sum_that_is_none_costs_no_message(String field, String value) {
    publish("a", "x");
    redis.cli("HSET", keys.logState(), field, value);
    Reply reply = publish("b", "y");
    assertThat(reply.first).isEqualTo(2);
    long now = Long.parseLong(redis.cli("TIME").split("\n", 2)[0]);
    assertThat(reply.at / 1_000).isBetween(now - 60, now);
    assertThat(redis.cli("HGET", keys.logState(), field)).isNotEqualTo(value);
    assertThat(publish("b", "y").taken).isZero();
    assertThat(publish("c", "z").voided).isEmpty();
    assertThat(read("1", "+", 10).frames).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* x y",
        "* f garbage at 1790000000000",
        "9007199254740993-0 f garbage at 1",
        "18446744073709551615-18446744073709551615 x y"
      })
  void an_entry_ahead_of_a_log_goes_and_the_rest_stays_under_a_new_epoch(String entry) {
    publish("a", "x", "b", "y");
    publish("", "z");
    redis.cli("HSET", keys.logState(), "epoch", "old-epoch");
    redis.cli(("XADD " + keys.log() + " " + entry).split(" "));
    assertThat(read("1", "+", 10).frames).hasSize(3);
    Reply reply = publish("c", "u");
    assertThat(reply.first).isEqualTo(4);
    assertThat(reply.voided).contains("ahead");
    assertThat(publish("a", "x", "c", "u").taken).as("ids are still known").isZero();
    assertThat(ttls(keys.log(), keys.logState()))
        .allSatisfy(ttl -> assertThat(ttl).isPositive());
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.epoch).isEqualTo("new-epoch");
      assertThat(page.oldest).isEqualTo(1);
      assertThat(page.frames)
          .extracting(ScriptsTest::seqAndBody)
          .containsExactly("1x", "2y", "3z", "4u");
    });
    assertThat(publish("d", "v").voided).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with a blank", "\"", "two\nlines"})
  void an_epoch_that_could_not_travel_is_another_one_for_the_first_who_reads(String epoch) {
    publish("a", "x");
    redis.cli("HSET", keys.logState(), "epoch", epoch);
    assertThat(publish("b", "y").first).isEqualTo(2);
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.epoch).isEqualTo("read-epoch");
      assertThat(page.voided).isEqualTo("its epoch");
      assertThat(page.frames).hasSize(2);
    });
    assertThat(publish("a", "x").taken).isZero();
  }

  @Test
  void a_seq_that_fell_behind_its_log_begins_a_new_epoch() {
    publish("a", "x", "b", "y");
    publish("c", "z");
    redis.cli("HSET", keys.logState(), "seq", "2", "epoch", "old-epoch");
    assertThat(publish("d", "u").first).isEqualTo(3);
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.epoch).isEqualTo("new-epoch");
      assertThat(page.frames).extracting(ScriptsTest::seqAndBody).containsExactly("1x", "2y", "3u");
    });
  }

  @Test
  void a_log_full_of_entries_of_others_is_read_in_bounded_time() {
    publish("a", "x");
    redis.cli(
        "EVAL",
        "for i = 1, 100000 do redis.call('XADD', KEYS[1], '1-' .. i, 'x', 'y') end",
        "1",
        keys.log());
    publish("b", "y");
    redis.cli("CONFIG", "RESETSTAT");
    Stretch page = read("1", "+", 10);
    assertThat(page.frames).extracting(ScriptsTest::seqAndBody).containsExactly("2y");
    assertThat(page.skipped).isBetween(1, 2_000);
    assertThat(page.oldest).isEqualTo(2);
    assertThat(read("1", "1", 10).frames.size()).isLessThan(2);
    Matcher calls = Pattern.compile("cmdstat_(xrange|xrevrange):calls=(\\d+)")
        .matcher(redis.cli("INFO", "commandstats"));
    while (calls.find()) {
      assertThat(Integer.parseInt(calls.group(2))).isLessThan(200);
    }
  }

  @Test
  void a_log_has_no_more_bytes_than_it_may_and_its_newest_messages() {
    bytes = 100_000;
    for (int i = 1; i <= 60; i++) {
      publish("", "m" + i + "x".repeat(5_000));
      assertThat(sizeOfLog()).isLessThan(102_000);
    }
    Stretch page = read("1", "+", 100);
    assertThat(page.head).isEqualTo(60);
    assertThat(page.frames.size()).isBetween(13, 20);
    assertThat(page.oldest).isEqualTo(page.first).isEqualTo(61 - page.frames.size());
  }

  @Test
  void what_is_said_at_once_is_kept_however_large_it_is() {
    bytes = 1_000;
    publish("", "a".repeat(700), "", "b".repeat(700));
    publish("", "c".repeat(3_000), "", "d");
    assertThat(read("1", "+", 10)).satisfies(page -> {
      assertThat(page.frames).hasSize(2);
      assertThat(page.oldest).isEqualTo(3);
    });
    publish("", "e");
    assertThat(read("1", "+", 10).oldest).isEqualTo(5);
  }

  @Test
  void without_a_bound_nobody_counts_bytes() {
    bytes = 0;
    publish("", "x".repeat(5_000));
    assertThat(redis.cli("HEXISTS", keys.logState(), "bytes")).isEqualTo("0");
    bytes = 6_000;
    publish("", "y".repeat(5_000));
    assertThat(read("1", "+", 10).oldest).as("counted now").isEqualTo(2);
  }

  @Test
  void what_was_trimmed_by_number_makes_nobody_trim_by_bytes() {
    size = 10;
    bytes = 300_000;
    for (int i = 1; i <= 300; i++) {
      publish("", "x".repeat(2_000));
    }
    assertThat(read("1", "+", 100).frames.size()).isGreaterThanOrEqualTo(10);
    assertThat(sizeOfLog()).isLessThan(300_000);
  }

  private int sizeOfLog() {
    return redis.cli("XRANGE", keys.log(), "-", "+").length();
  }

  @Test
  void reads_no_more_bytes_than_were_asked_for_but_one_entry_at_least() {
    for (int i = 1; i <= 20; i++) {
      publish("", i + "x".repeat(1_000));
    }
    assertThat(read("1", "+", 100, 4_000, "newest")).satisfies(page -> {
      assertThat(page.frames.size()).isBetween(4, 5);
      assertThat(page.first).isEqualTo(21 - page.frames.size());
      assertThat(page.oldest).isEqualTo(1);
    });
    assertThat(read("3", "+", 100, 4_000, "oldest")).satisfies(page -> {
      assertThat(page.frames.size()).isBetween(4, 5);
      assertThat(page.first).isEqualTo(3);
      assertThat(page.head).isEqualTo(20);
    });
    assertThat(read("1", "+", 100, 1, "newest").first).isEqualTo(20);
    assertThat(read("1", "+", 100, 1, "oldest").frames).hasSize(1);
    assertThat(read("1", "5", 3, 1 << 20, "oldest").frames).hasSize(3);
    assertThat(read("18", "19", 30, 1 << 20, "oldest").frames).hasSize(2);
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

  private record Reply(long at, long first, int taken, String voided, List<String> duplicates) {}

  private record Stretch(
      String epoch,
      long head,
      long oldest,
      int skipped,
      String voided,
      long first,
      List<String> frames) {}

  /** {@code messages} are ids and texts in turn. */
  @salons.e2e.CanIgnoreReturnValue
  private Reply publish(String... messages) {
    List<String> reply = publish(List.of(keys), List.of(messages));
    return new Reply(
        Long.parseLong(reply.get(0)),
        Long.parseLong(reply.get(1)),
        Integer.parseInt(reply.get(2)),
        reply.get(3),
        reply.subList(4, reply.size()));
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
    List<String> arguments = new ArrayList<>(
        List.of(Integer.toString(size), Long.toString(bytes), "86400", "new-epoch", "0"));
    for (Keys room : rooms) {
      arguments.addAll(List.of(room.channel(), Integer.toString(texts.size()), lines));
      arguments.add(Integer.toString(ids.size()));
      arguments.addAll(ids);
      if (!ids.isEmpty()) {
        arguments.add(IntStream.range(0, texts.size())
            .mapToObj(text -> mark(messages.get(2 * text + 1)))
            .collect(Collectors.joining()));
      }
    }
    return run(
        "publish.lua",
        rooms.stream()
            .flatMap(room -> Stream.of(room.log(), room.logState(), room.evenIds(), room.oddIds()))
            .toList(),
        arguments.toArray(String[]::new));
  }

  private Stretch read(String first, String last, int limit) {
    return read(first, last, limit, 1 << 20, "newest");
  }

  private Stretch read(String first, String last, int limit, long bytes, String which) {
    List<String> reply = run(
        "read.lua",
        List.of(keys.log(), keys.logState()),
        "read-epoch",
        "86400",
        first,
        last,
        Integer.toString(limit),
        Long.toString(bytes),
        which);
    List<String> frames = new ArrayList<>();
    for (int i = 5; i < reply.size(); ) {
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
        Integer.parseInt(reply.get(3)),
        reply.get(4),
        reply.size() > 5 ? Long.parseLong(reply.get(5)) : 0,
        frames);
  }

  @salons.e2e.CanIgnoreReturnValue
  private static List<String> run(String script, List<String> keys, String... arguments) {
    boolean reads = script.equals("read.lua");
    String before = text("room.lua") + (reads ? "" : text("outbox.lua") + text("log.lua"));
    List<String> command = new ArrayList<>(List.of("EVAL", before + text(script)));
    command.add(Integer.toString(keys.size()));
    command.addAll(keys);
    command.addAll(Arrays.asList(arguments));
    return List.of(redis.cli(command.toArray(String[]::new)).split("\n", -1));
  }

  /** Makes what was taken so far look so much older, an even number; negative: younger. */
  private void goBack(long seconds) {
    for (String field : List.of("span", "at")) {
      long unit = field.equals("at") ? 1_000 : 1;
      long then = Long.parseLong(redis.cli("HGET", keys.logState(), field)) - seconds * unit;
      redis.cli("HSET", keys.logState(), field, Long.toString(then));
    }
  }

  /** Another one for another text. */
  private static String mark(String text) {
    return String.format("%016x", text.hashCode() & 0xFFFFFFFFL);
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
