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
  private final List<String> relayed = new ArrayList<>();
  private final List<String> delivered = new ArrayList<>();
  private final TypingIndicators typing = new TypingIndicators(
      () -> ms * 1_000_000,
      (user, on) -> relayed.add(user + (on ? " on" : " off")),
      (user, on) -> delivered.add(user + (on ? " on" : " off")));

  @Test
  void the_first_word_is_relayed_at_once() {
    typing.says(ANA, true);
    assertThat(relayed).containsExactly("Ana on");
  }

  @Test
  void one_word_a_second_is_relayed_and_the_last_one_is_not_lost() {
    for (int i = 0; i < 40; i++) {
      typing.says(ANA, i % 2 == 0);
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
      typing.says(ANA, true);
      pass(100);
    }
    assertThat(relayed).containsExactly("Ana on", "Ana on", "Ana on");
  }

  @Test
  void a_message_ends_it_at_once() {
    typing.says(ANA, true);
    pass(10);
    typing.ends(ANA);
    assertThat(relayed).containsExactly("Ana on", "Ana off");
    typing.ends(ANA);
    assertThat(relayed).hasSize(2);
  }

  @Test
  void whoever_writes_many_short_messages_is_not_relayed_for_each() {
    for (int i = 0; i < 40; i++) {
      typing.says(ANA, true);
      typing.ends(ANA);
      pass(50);
    }
    assertThat(relayed).startsWith("Ana on", "Ana off").hasSizeLessThanOrEqualTo(6);
    typing.says(ANA, true);
    pass(1_000);
    assertThat(relayed).last().isEqualTo("Ana on");
  }

  @Test
  void whoever_did_not_write_need_not_stop() {
    typing.says(ANA, false);
    typing.ends(ANA);
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
    typing.says(ANA, true);
    pass(1_000);
    typing.says(ANA, false);
    pass(2_000);
    assertThat(typing.expire()).isTrue();
    typing.says(ANA, true);
    pass(10_000);
    assertThat(typing.expire()).isTrue();
  }

  private void pass(long time) {
    for (long end = ms + time; ms < end; ms += 10) {
      boolean over = typing.expire();
      assertThat(over).isIn(true, false);
    }
  }
}
