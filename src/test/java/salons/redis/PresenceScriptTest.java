package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import salons.e2e.CanIgnoreReturnValue;
import salons.e2e.Cluster;
import salons.e2e.RedisServer;
import salons.protocol.RoomName;

/** presence.lua and lease.lua by themselves, in a real Redis. */
final class PresenceScriptTest {
  private static final RedisServer redis = RedisServer.start();
  private final Keys keys = Keys.of(new RoomName(Cluster.room()));
  private final String one = "one-" + keys.channel();
  private final String two = "two-" + keys.channel();

  private record Reply(
      long version, int count, int held, String others, boolean whole, List<String> lines) {}

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void who_comes_is_counted_once_wherever_their_tabs_are() {
    assertThat(some(one, "+Ana", "+Bo")).satisfies(reply -> {
      assertThat(reply.count).isEqualTo(2);
      assertThat(reply.held).isEqualTo(2);
      assertThat(reply.whole).isTrue();
      assertThat(reply.lines).containsExactly("Ana", "Bo");
    });
    assertThat(some(two, "+Ana")).satisfies(reply -> {
      assertThat(reply.count).isEqualTo(2);
      assertThat(reply.held).isEqualTo(1);
    });
    assertThat(some(one, "-Ana").lines).containsExactly("Ana", "Bo");
    assertThat(some(two, "-Ana").lines).containsExactly("Bo");
  }

  @Test
  void people_of_one_name_count_each_and_stand_together() {
    some(one, "+Ana", "+Ana B", "+Ana\u001fabc");
    Reply reply = some(two, "+Ana\u001fabc", "+Ana\u001fxyz");
    assertThat(reply.count).isEqualTo(4);
    assertThat(call(two, "", 0, "delta").lines)
        .containsExactly("Ana", "Ana\u001fabc", "Ana\u001fxyz", "Ana B");
    assertThat(some(one, "-Ana\u001fabc").count).as("is on the other one").isEqualTo(4);
    assertThat(some(one, "-Ana").lines).containsExactly("Ana\u001fabc", "Ana\u001fxyz", "Ana B");
    assertThat(some(two, "-Ana\u001fabc").lines).containsExactly("Ana\u001fxyz", "Ana B");
  }

  @Test
  void whoever_knew_the_room_is_told_what_changed() {
    Reply first = some(one, "+Ana");
    Reply second = call(one, "", first.version, "delta", "+Bo", "+Ana", "-Nobody");
    assertThat(second.version).isEqualTo(first.version + 1);
    assertThat(second.whole).isFalse();
    assertThat(second.lines).containsExactly("+Bo");
    Reply third = call(one, "", second.version, "delta");
    assertThat(third.version).as("nothing changed").isEqualTo(second.version);
    assertThat(third.lines).isEmpty();
    assertThat(call(one, "", first.version, "delta", "-Bo").whole).isTrue();
  }

  @Test
  void saying_all_removes_who_is_not_said() {
    some(one, "+Ana", "+Bo");
    some(two, "+Bo", "+Cy");
    Reply reply = call(one, "", 0, "full", "+Di");
    assertThat(reply.lines).containsExactly("Bo", "Cy", "Di");
    assertThat(reply.held).isEqualTo(1);
    assertThat(call(two, "", 0, "full").lines).containsExactly("Di");
  }

  @Test
  void whoever_compares_is_told_which_others_have_people() {
    some(one, "+Ana");
    assertThat(some(two, "+Bo").others).isEmpty();
    assertThat(call(two, "", 0, "refresh").others).isEqualTo(" " + one);
    assertThat(call(two, "", 0, "full", "+Bo").others).isEqualTo(" " + one);
    assertThat(call(two, one, 0, "full", "+Bo").others).isEmpty();
  }

  @Test
  void who_goes_from_one_holder_to_another_is_never_away() {
    Reply before = some(one, "+Ana", "+Bo");
    Reply after = call(two, one, before.version, "full", "+Ana", "+Bo");
    assertThat(after.version).as("nobody came or left").isEqualTo(before.version);
    assertThat(after.held).isEqualTo(2);
    assertThat(after.count).isEqualTo(2);
    assertThat(redis.cli("HEXISTS", keys.presence(), one)).isEqualTo("0");
    assertThat(redis.cli("ZCARD", keys.members())).isEqualTo("2");
  }

  @Test
  void only_the_first_hundred_are_named_also_when_they_have_many_tabs() {
    String[] names =
        IntStream.range(0, 150).mapToObj(i -> "+u" + (1_000 + i)).toArray(String[]::new);
    some(one, names);
    Reply reply = some(two, names);
    assertThat(reply.count).isEqualTo(150);
    assertThat(reply.lines).hasSize(100).isSorted().doesNotHaveDuplicates().contains("u1099");
  }

  @Test
  void names_that_begin_alike_are_different_people() {
    some(one, "+Ana", "+Ana B", "+An");
    assertThat(some(two, "+Ana").lines).containsExactly("An", "Ana", "Ana B");
    assertThat(some(one, "-Ana").count).isEqualTo(3);
  }

  @Test
  void the_version_goes_on_when_everything_was_lost() {
    Reply before = some(one, "+Ana");
    redis.cli("DEL", keys.presence());
    Reply after = some(two, "+Bo");
    assertThat(after.version).isGreaterThan(before.version);
    assertThat(after.lines).as("what was left of the room is void").containsExactly("Bo");
  }

  @Test
  void an_empty_room_leaves_nothing_for_long() {
    some(one, "+Ana");
    some(one, "-Ana");
    assertThat(redis.cli("EXISTS", keys.members())).isEqualTo("0");
    assertThat(ttl(keys.presence())).isBetween(1L, 90L);
    redis.cli("EXPIRE", keys.presence(), "5");
    some(one, "+Ana");
    assertThat(ttl(keys.members())).isGreaterThan(80);
    assertThat(ttl(keys.presence())).isGreaterThan(80);
  }

  @Test
  void looking_at_a_room_makes_nothing() {
    assertThat(some(one).count).isZero();
    assertThat(redis.cli("EXISTS", keys.members(), keys.presence())).isEqualTo("0");
  }

  @Test
  void keeping_a_room_lengthens_its_time() {
    some(one, "+Ana");
    redis.cli("EXPIRE", keys.members(), "5");
    redis.cli("EXPIRE", keys.presence(), "5");
    call(one, "", 0, "refresh");
    assertThat(ttl(keys.members())).isGreaterThan(80);
    assertThat(ttl(keys.presence())).isGreaterThan(80);
  }

  @ParameterizedTest
  @CsvSource({
    "version, x",
    "version, nan",
    "version, inf",
    "version, -1",
    "version, 1.5",
    "version, 1e300",
    "count, many",
    "count, nan",
    "count, 1e300",
    "count, -5"
  })
  void a_number_that_is_none_makes_the_room_start_anew(String field, String value) {
    Reply before = some(one, "+Ana");
    redis.cli("HSET", keys.presence(), field, value);
    Reply after = some(two, "+Bo");
    assertThat(after.version).isGreaterThan(before.version);
    assertThat(after.lines).as("what was left of the room is void").containsExactly("Bo");
    assertThat(call(one, "", 0, "full", "+Ana").lines).containsExactly("Ana", "Bo");
  }

  @ParameterizedTest
  @CsvSource({
    "full, count, 7",
    "full, count, 0",
    "full, own, 5",
    "full, own, 0",
    "full, other, 9",
    "full, none, 3",
    "refresh, count, 7",
    "refresh, count, 0",
    "refresh, own, 5",
    "refresh, other, 9",
    "refresh, none, 3"
  })
  void a_number_that_could_be_right_and_is_not_is_counted_anew(
      String extent, String field, String value) {
    some(one, "+Ana", "+Bo");
    Reply before = some(two, "+Bo", "+Cy");
    String whose = field.equals("own") ? one : field.equals("other") ? two : field;
    redis.cli("HSET", keys.presence(), whose, value);
    String[] all = extent.equals("full") ? new String[] {"+Ana", "+Bo"} : new String[0];
    Reply after = call(one, "", before.version, extent, all);
    assertThat(after.count).isEqualTo(3);
    assertThat(after.held).isEqualTo(2);
    assertThat(after.version - before.version).isEqualTo(field.equals("count") ? 1 : 0);
    assertThat(after.whole || field.equals("own") || !field.equals("count")).isTrue();
    assertThat(call(two, "", 0, "refresh")).satisfies(reply -> {
      assertThat(reply.count).isEqualTo(3);
      assertThat(reply.held).isEqualTo(2);
      assertThat(reply.lines).containsExactly("Ana", "Bo", "Cy");
      assertThat(reply.version).as("it is right now").isEqualTo(after.version);
    });
    assertThat(redis.cli("HEXISTS", keys.presence(), "none")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "refresh"})
  void who_stands_there_for_nobody_goes(String extent) {
    some(one, "+Ana");
    redis.cli(
        "ZADD", keys.members(), "0", "Ghost\nsomebody", "0", "no line", "0", "", "0", "a\nb\nc");
    redis.cli("EVAL", "redis.call('ZADD', KEYS[1], 0, '\\255\\254\\nx')", "1", keys.members());
    redis.cli("ZADD", keys.members(), "7", "Zoe\nsomebody", "-7", "Abe\nsomebody");
    Reply reply = call(one, "", 0, extent, "+Ana");
    assertThat(reply.count).isEqualTo(1);
    assertThat(reply.lines).containsExactly("Ana");
    assertThat(redis.cli("ZCARD", keys.members())).isEqualTo("1");
  }

  @Test
  void who_stands_there_for_one_who_does_not_have_them_is_told_by_its_number_and_goes() {
    some(one, "+Ana");
    redis.cli("ZADD", keys.members(), "0", "Ghost\n" + one);
    assertThat(call(one, "", 0, "refresh").held).as("differs from its own").isEqualTo(2);
    assertThat(call(one, "", 0, "full", "+Ana").lines).containsExactly("Ana");
  }

  @Test
  void one_who_was_put_out_of_order_is_found_again() {
    some(one, "+Ana", "+Bo");
    redis.cli("ZADD", keys.members(), "5", "Ana\n" + one);
    Reply reply = call(one, "", 0, "refresh");
    assertThat(reply.lines).containsExactly("Ana", "Bo");
    assertThat(some(one, "-Ana").lines).containsExactly("Bo");
  }

  @Test
  void the_numbers_of_a_large_room_are_compared_with_each_other() {
    String[] names =
        IntStream.range(0, 1_100).mapToObj(i -> "+u" + (10_000 + i)).toArray(String[]::new);
    some(one, names);
    Reply before = some(two, "+u10000");
    for (String wrong : List.of("1000", "5000")) {
      redis.cli("HSET", keys.presence(), "count", wrong);
      assertThat(call(one, "", before.version, "refresh").count).isEqualTo(1_100);
    }
    redis.cli("HSET", keys.presence(), two, "9");
    assertThat(call(two, "", before.version, "refresh").held).isEqualTo(1);
  }

  @Test
  void an_own_count_that_is_none_makes_the_room_start_anew() {
    some(one, "+Ana");
    some(two, "+Bo");
    redis.cli("HSET", keys.presence(), two, "some");
    assertThat(some(two, "+Cy").lines).containsExactly("Cy");
    assertThat(some(one, "+Di").held)
        .as("differs from its own: all are said anew")
        .isEqualTo(1);
  }

  @Test
  void a_room_of_the_wrong_type_starts_anew() {
    redis.cli("SET", keys.presence(), "no hash");
    assertThat(some(one, "+Ana").lines).containsExactly("Ana");
    redis.cli("DEL", keys.members());
    redis.cli("SET", keys.members(), "no zset");
    assertThat(some(one, "+Bo").lines).containsExactly("Bo");
    assertThat(call(one, "", 0, "full", "+Ana", "+Bo").lines).containsExactly("Ana", "Bo");
  }

  @Test
  void a_lease_is_new_held_lapsed_or_lost() {
    assertThat(lease(one, "renew", 12_000)).containsExactly("lost", "");
    assertThat(lease(one, "new", 12_000)).containsExactly("new", "");
    assertThat(lease(one, "renew", 12_000)).containsExactly("held", "");
    redis.cli("ZADD", Keys.LEASES, "1", one);
    assertThat(lease(one, "renew", 12_000)).containsExactly("lapsed", "");
    redis.cli("DEL", Keys.LEASES);
    assertThat(lease(one, "renew", 12_000)).containsExactly("lost", "");
  }

  @Test
  void the_dead_are_given_to_one_who_was_there_all_the_time() {
    redis.cli("DEL", Keys.LEASES, Keys.DEAD);
    lease(one, "new", -1);
    assertThat(lease(two, "new", 12_000)).containsExactly("new", "");
    assertThat(lease(two, "renew", 12_000)).containsExactly("held", "", one);
    assertThat(lease(two, "renew", 12_000)).as("being swept").containsExactly("held", "");
    assertThat(lease(one, "renew", 12_000)).containsExactly("lost", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"172800000", "inf", "9e15"})
  void a_lease_far_in_the_future_lasts_no_longer_than_one_that_is_renewed_now(String ahead) {
    redis.cli("DEL", Keys.LEASES, Keys.DEAD);
    lease(two, "new", 12_000);
    String until = ahead.equals("172800000")
        ? Long.toString(System.currentTimeMillis() + Long.parseLong(ahead))
        : ahead;
    redis.cli("ZADD", Keys.LEASES, until, one);
    redis.cli("ZADD", Keys.DEAD, until, one + "-swept");
    // The longest that this one knows is over at once.
    assertThat(lease(two, "renew", 12_000)).containsExactly("held", "");
    for (String key : List.of(Keys.LEASES, Keys.DEAD)) {
      String whose = key.equals(Keys.DEAD) ? one + "-swept" : one;
      double left =
          Double.parseDouble(redis.cli("ZSCORE", key, whose)) - System.currentTimeMillis();
      assertThat(left).as(key).isBetween(0.0, 12_000.0);
    }
  }

  @Test
  void what_is_no_name_of_an_incarnation_keeps_nobody_from_being_swept() {
    redis.cli("DEL", Keys.LEASES, Keys.DEAD, Keys.ABOUT);
    lease(one, "new", -1);
    lease(two, "new", 12_000);
    String junk =
        "for i = 1, 50 do redis.call('ZADD', KEYS[1], i, '\\255' .. i); redis.call('ZADD', KEYS[2], i, i .. '\\254') end";
    redis.cli("EVAL", junk, "2", Keys.LEASES, Keys.DEAD);
    assertThat(lease(two, "renew", 12_000)).containsExactly("held", "", one);
    assertThat(redis.cli("ZCARD", Keys.LEASES)).isEqualTo("1");
    assertThat(redis.cli("ZCARD", Keys.DEAD)).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {Keys.LEASES, Keys.DEAD, Keys.ABOUT, Keys.OCCUPIED, "rooms"})
  void a_list_of_the_wrong_type_is_void_and_the_lease_is_renewed(String key) {
    String list = key.equals("rooms") ? Keys.roomsOf(one) : key;
    redis.cli("DEL", Keys.LEASES, Keys.DEAD);
    lease(one, "new", 12_000);
    redis.cli("SET", list, "of the wrong type");
    List<String> reply = lease(one, key.equals(Keys.LEASES) ? "new" : "renew", 12_000);
    assertThat(reply).hasSize(2);
    assertThat(reply.get(1)).as("what was void").isEqualTo(list);
    assertThat(lease(one, "renew", 12_000)).as("and is not any more").containsExactly("held", "");
    assertThat(redis.cli("HEXISTS", Keys.ABOUT, one)).isEqualTo("1");
  }

  @CanIgnoreReturnValue
  private Reply some(String incarnation, String... names) {
    return call(incarnation, "", 0, "delta", names);
  }

  @CanIgnoreReturnValue
  private Reply call(
      String incarnation, String former, long known, String extent, String... names) {
    List<String> arguments =
        new ArrayList<>(List.of(keys.members(), keys.presence(), keys.channel()));
    arguments.addAll(List.of(incarnation, former, "90", Long.toString(known), "100", extent));
    arguments.addAll(Arrays.asList(names));
    List<String> reply = run("presence.lua", 2, arguments);
    return new Reply(
        Long.parseLong(reply.get(0)),
        Integer.parseInt(reply.get(1)),
        Integer.parseInt(reply.get(2)),
        reply.get(3),
        reply.get(4).equals("1"),
        reply.subList(5, reply.size()));
  }

  @CanIgnoreReturnValue
  private static List<String> lease(String incarnation, String how, long ms) {
    List<String> arguments = new ArrayList<>(List.of(Keys.LEASES, Keys.DEAD, Keys.ABOUT));
    arguments.addAll(List.of(Keys.roomsOf(incarnation), Keys.OCCUPIED));
    arguments.addAll(
        List.of(incarnation, how, Long.toString(ms), "{}", "10000", "3600", "probe", "1"));
    return run("lease.lua", 5, arguments);
  }

  private static List<String> run(String script, int keys, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("EVAL", text(script), Integer.toString(keys)));
    command.addAll(arguments);
    return List.of(redis.cli(command.toArray(String[]::new)).split("\n", -1));
  }

  private static long ttl(String key) {
    return Long.parseLong(redis.cli("TTL", key));
  }

  private static String text(String script) {
    try (InputStream in = Keys.class.getResourceAsStream(script)) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
