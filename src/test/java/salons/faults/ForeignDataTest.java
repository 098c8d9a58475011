package salons.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.e2e.Tab;
import salons.redis.RoomKeys;

/** Another program, or another version of this one, writes into the same Redis: what cannot be read is skipped, and nothing else. */
final class ForeignDataTest {
  /** Well below the time after which a quiet room is compared with the log, which would heal it too. */
  private static final long PROMPTLY_MS = 5_000;

  @RegisterExtension
  static final Cluster cluster = Cluster.of(2);

  private final RedisServer redis = cluster.redis();
  private final String loud = Cluster.room();
  private final String quiet = Cluster.room();
  private Tab ana = cluster.tab(0);

  @BeforeEach
  void join() {
    ana.join(loud, "Ana");
    ana.join(quiet, "Ana");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "reaction +1 5",
        "0123456789abcdef 1",
        "log",
        "log ",
        "log e",
        "log e one 0\nline",
        "log e 1 now\nline",
        "log e 99999999999999999999 0\nline",
        "presence ",
        "presence 5",
        "presence five 1",
        "presence 5 one",
        "presence NEXT 1\n\n+Bo",
        "presence NEXT 1\nBo",
        "typing ",
        "typing +",
        "typing Ana",
        "typing +\u202EanA",
        "typing +Ana\u0000"
      })
  void a_payload_that_nobody_can_read_holds_up_no_other_room(String payload) {
    String subscriber = subscriber();
    String version = redis.cli("HGET", RoomKeys.of(loud) + ":presence", "version");
    String next = Long.toString(Long.parseLong(version) + 1);
    assertThat(redis.cli("PUBLISH", RoomKeys.of(loud), payload.replace("NEXT", next)))
        .isEqualTo("1");
    long start = System.nanoTime();
    ana.mutter(quiet, "in the quiet room");
    ana.awaitMessage("in the quiet room");
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(PROMPTLY_MS);
    ana.mutter(loud, "in the loud room");
    ana.awaitMessage("in the loud room");
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(PROMPTLY_MS);
    assertThat(Tab.seqs(ana.messages(loud))).containsExactly(1L);
    assertThat(subscriber()).as("the connection").isEqualTo(subscriber);
  }

  @ParameterizedTest
  @ValueSource(strings = {"log ", "log e", "log e 1 0\n\n", "log e 1 0\ngarbage"})
  void a_message_that_nobody_can_read_as_it_comes_is_read_from_the_log(String payload) {
    String line = "{\"type\":\"message\",\"seq\":\u0001,\"room\":\"" + loud
        + "\",\"text\":\"from the log\",\"at\":\u0001}";
    add("1-0 f " + line.replace(" ", "\\u0020") + " at 1790000000000");
    redis.cli("HSET", RoomKeys.of(loud) + ":room", "seq", "1");
    redis.cli("PUBLISH", RoomKeys.of(loud), payload);
    long start = System.nanoTime();
    ana.awaitMessage("from the log");
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(PROMPTLY_MS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "XADD :log * x y",
        "XADD :log 18446744073709551615-1 x y",
        "SET :log text",
        "SET :room text",
        "SET :ids0 text",
        "SET :ids1 text",
        "HSET :room seq text",
        "HSET :room seq 9007199254740992",
        "HSET :room seq 1.5",
        "HSET :room seq -1",
        "HSET :room seq inf",
        "HSET :room seq 1000",
        "HSET :room at inf",
        "HSET :room at 9000000000000",
        "HSET :room span 9007199254740992",
        "HSET :room span nan",
        "HSET :room epoch ",
        "HSET :room bytes -1",
        "HDEL :room seq",
        "HDEL :room epoch",
        "DEL :log"
      })
  void a_room_in_which_another_program_wrote_is_spoken_in_and_heard(String command) {
    Tab bo = cluster.tab(1);
    bo.join(loud, "Bo");
    ana.say(loud, "one");
    bo.awaitMessage("one");
    if (command.startsWith("SET")) {
      redis.cli("DEL", RoomKeys.of(loud) + command.split(" ", -1)[1]);
    }
    redis.cli(
        command.replaceFirst(":", RoomKeys.of(loud).replace("$", "") + ":").split(" ", -1));
    JsonObject ack = ana.say(loud, "two");
    assertThat(ack.getString("type")).isEqualTo("ack");
    // As a message, or in what the room starts anew with.
    bo.await("two", frame -> frame.encode().contains("\"two\""));
    assertThat(ana.say(loud, "three").getLong("seq")).isEqualTo(ack.getLong("seq") + 1);
    bo.await("three", frame -> frame.encode().contains("\"three\""));
    assertThat(Tab.texts(Tab.inside(cluster.tab(0).join(loud, "Cy")))).endsWith("two", "three");
  }

  /** Stands between the second message and the third. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2-1000 x y",
        "2-1000 at f",
        "2-1000 f garbage at now",
        "2-1 f garbage",
        "2-1 f garbage at 1790000000000",
        "2-1 f {\"type\":\"message\",\"seq\":1,\"text\":\"again\"} at 1790000000000",
        "2-18446744073709551615 f garbage at 99999999999999999999"
      })
  void an_entry_of_the_log_that_nobody_can_read_is_skipped(String entry) {
    ana.say(loud, "one");
    ana.say(loud, "two");
    add(entry);
    ana.say(loud, "three");
    assertThat(read()).containsExactly("one", "two", "three");
  }

  @ParameterizedTest
  @ValueSource(strings = {"* x y", "* f garbage", "* f garbage at 1790000000000"})
  void an_entry_ahead_of_the_log_is_skipped(String entry) {
    ana.say(loud, "one");
    add(entry);
    assertThat(read()).containsExactly("one");
  }

  @Test
  void a_log_of_nothing_but_foreign_entries_is_an_empty_one() {
    for (int i = 0; i < 40; i++) {
      add("* x y");
    }
    assertThat(read()).isEmpty();
  }

  /** The log of five messages anew, with rubbish in the place of some. */
  @salons.e2e.CanIgnoreReturnValue
  private String spoil(int... places) {
    for (int seq = 1; seq <= 5; seq++) {
      ana.say(loud, "m" + seq);
    }
    String key = RoomKeys.of(loud) + ":log";
    assertThat(redis.cli("DEL", key)).isEqualTo("1");
    for (int seq = 1; seq <= 5; seq++) {
      int at = seq;
      String line = IntStream.of(places).anyMatch(place -> place == at)
          ? "rubbish"
          : "{\"type\":\"message\",\"seq\":\u0001,\"text\":\"m" + seq + "\",\"at\":\u0001}";
      assertThat(redis.cli("XADD", key, seq + "-0", "f", line, "at", "1790000000000"))
          .isEqualTo(seq + "-0");
    }
    return redis.cli("HGET", RoomKeys.of(loud) + ":room", "epoch");
  }

  @Test
  void whoever_enters_a_room_whose_log_begins_with_rubbish_is_let_in() {
    spoil(1, 2);
    JsonObject joined = cluster.tab(1).join(loud, "Bo");
    assertThat(Tab.texts(Tab.inside(joined))).containsExactly("m3", "m4", "m5");
    assertThat(joined.getBoolean("more")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void whoever_comes_back_to_a_log_with_rubbish_in_it_misses_nothing_else(int since) {
    String epoch = spoil(3);
    JsonObject joined = cluster.tab(1).joinSince(loud, "Bo", epoch, since);
    assertThat(joined.getBoolean("recovered")).isTrue();
    assertThat(joined.getLong("seq")).isEqualTo(5);
    assertThat(Tab.seqs(Tab.inside(joined)))
        .isEqualTo(LongStream.rangeClosed(since + 1, 5).boxed().toList());
  }

  @Test
  void what_is_said_behind_rubbish_at_the_end_of_a_log_is_heard_in_its_row() {
    spoil(5);
    Tab bo = cluster.tab(1);
    bo.join(loud, "Bo");
    ana.say(loud, "m6");
    bo.awaitMessage("m6");
    JsonObject joined = cluster.tab(1).join(loud, "Cy");
    assertThat(Tab.seqs(Tab.inside(joined))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(Tab.texts(Tab.inside(joined))).containsExactly("m1", "m2", "m3", "m4", null, "m6");
  }

  private void add(String entry) {
    String added = redis.cli(("XADD " + RoomKeys.of(loud) + ":log " + entry).split(" ", -1));
    assertThat(added).matches("\\d+-\\d+");
  }

  /** What an instance reads that did not hold the room so far. */
  private List<String> read() {
    JsonObject all = new JsonObject().put("history", 200);
    return Tab.texts(Tab.inside(cluster.tab(1).join(loud, "Bo", all)));
  }

  /** The connection that subscribes, as Redis lists it. */
  private String subscriber() {
    return redis
        .cli("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains(" name=salons-node-0-subscriber "))
        .map(line -> line.replaceAll(" name=.*", ""))
        .findFirst()
        .orElseThrow();
  }
}
