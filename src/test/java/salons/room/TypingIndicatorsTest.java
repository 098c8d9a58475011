package salons.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import salons.protocol.Person;
import salons.protocol.UserName;

final class TypingIndicatorsTest {
  private static final Person ANA = new Person(new UserName("Ana"), null);

  private long ms = 1_000_000;
  private final Recipient tab = new Deaf();
  private final List<String> relayed = new ArrayList<>();
  private final List<String> delivered = new ArrayList<>();
  private final TypingIndicators typing = new TypingIndicators(
      () -> ms * 1_000_000,
      (user, on) -> relayed.add(user + (on ? " on" : " off")),
      (user, on) -> delivered.add(user + (on ? " on" : " off")));

  @Test
  void the_first_word_is_relayed_at_once() {
    typing.says(tab, ANA, true);
    assertThat(relayed).containsExactly("Ana on");
  }

  @Test
  void one_word_a_second_is_relayed_and_the_last_one_is_not_lost() {
    for (int i = 0; i < 40; i++) {
      typing.says(tab, ANA, i % 2 == 0);
      pass(50);
    }
    assertThat(relayed).hasSizeBetween(2, 3);
    pass(1_000);
    assertThat(relayed).last().isEqualTo("Ana off");
    assertThat(relayed).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void who_goes_on_writing_is_relayed_again_each_second() {
    for (int i = 0; i < 30; i++) {
      typing.says(tab, ANA, true);
      pass(100);
    }
    assertThat(relayed).containsExactly("Ana on", "Ana on", "Ana on");
  }

  @Test
  void a_message_ends_it_at_once() {
    typing.says(tab, ANA, true);
    pass(10);
    typing.ends(tab);
    assertThat(relayed).containsExactly("Ana on", "Ana off");
    typing.ends(tab);
    assertThat(relayed).hasSize(2);
  }

  @Test
  void whoever_writes_many_short_messages_is_not_relayed_for_each() {
    for (int i = 0; i < 40; i++) {
      typing.says(tab, ANA, true);
      typing.ends(tab);
      pass(50);
    }
    assertThat(relayed).startsWith("Ana on", "Ana off").hasSizeLessThanOrEqualTo(6);
    typing.says(tab, ANA, true);
    pass(1_000);
    assertThat(relayed).last().isEqualTo("Ana on");
  }

  @Test
  void whoever_did_not_write_need_not_stop() {
    typing.says(tab, ANA, false);
    typing.ends(tab);
    typing.hears(ANA, false);
    assertThat(relayed).isEmpty();
    assertThat(delivered).isEmpty();
  }

  @Test
  void it_ends_by_itself_after_six_seconds() {
    typing.hears(ANA, true);
    pass(5_900);
    assertThat(delivered).containsExactly("Ana on");
    pass(200);
    assertThat(delivered).containsExactly("Ana on", "Ana off");
    assertThat(typing.expire()).isTrue();
  }

  @Test
  void it_goes_on_while_it_is_heard() {
    for (int i = 0; i < 5; i++) {
      typing.hears(ANA, true);
      pass(3_000);
    }
    assertThat(delivered).hasSize(5).containsOnly("Ana on");
    pass(3_100);
    assertThat(delivered).last().isEqualTo("Ana off");
  }

  @Test
  void two_tabs_of_a_person_are_told_as_one() {
    typing.hears(ANA, true);
    pass(300);
    typing.hears(ANA, true);
    assertThat(delivered).containsExactly("Ana on");
  }

  @Test
  void nothing_is_kept_of_whoever_stopped() {
    typing.says(tab, ANA, true);
    pass(1_000);
    typing.says(tab, ANA, false);
    pass(2_000);
    assertThat(typing.expire()).isTrue();
    typing.says(tab, ANA, true);
    pass(10_000);
    assertThat(typing.expire()).isTrue();
  }

  @Test
  void whoever_is_called_otherwise_every_time_is_relayed_no_more_often() {
    for (int i = 0; i < 500; i++) {
      typing.ends(tab);
      typing.says(tab, new Person(new UserName("Ana" + i), null), true);
      pass(10);
    }
    assertThat(relayed).hasSizeBetween(5, 12);
    typing.ends(tab);
    pass(2_000);
    assertThat(relayed).last().asString().endsWith("off");
    long on = relayed.stream().filter(word -> word.endsWith(" on")).count();
    assertThat(relayed).hasSize((int) (2 * on));
  }

  @Test
  void what_is_ended_is_what_was_said_whatever_the_name_is_now() {
    typing.says(tab, ANA, true);
    typing.ends(tab);
    typing.says(tab, new Person(new UserName("Bo"), null), true);
    assertThat(relayed).containsExactly("Ana on", "Ana off");
    pass(1_100);
    assertThat(relayed).containsExactly("Ana on", "Ana off", "Bo on");
  }

  @Test
  void two_connections_of_a_person_may_each_be_writing() {
    Recipient other = new Deaf();
    typing.says(tab, ANA, true);
    typing.says(other, ANA, true);
    typing.hears(ANA, true);
    typing.hears(ANA, true);
    assertThat(delivered).containsExactly("Ana on");
  }

  @Test
  void however_many_are_writing_the_members_are_told_of_some_a_second() {
    for (int i = 0; i < 1_000; i++) {
      typing.hears(new Person(new UserName("user" + i), null), true);
      typing.hears(new Person(new UserName("user" + i), null), false);
      pass(1);
      boolean over = typing.expire();
      assertThat(over).isFalse();
    }
    // The burst and a second's share (of a clock that steps by ten), each on and off.
    assertThat(delivered).hasSizeBetween(80, 2 * (40 + 10 * 20) + 10);
    List<String> ends = delivered.stream().filter(word -> word.endsWith(" off")).toList();
    assertThat(delivered).hasSize(2 * ends.size());
  }

  private void pass(long time) {
    for (long end = ms + time; ms < end; ms += 10) {
      boolean over = typing.expire();
      assertThat(over).isIn(true, false);
    }
  }
}
