package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import salons.room.Presence;

final class LocalPeopleTest {
  private static final long LINGERING = 2_000;

  /** Times may overflow: the clock has any origin. */
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 1_000);

  private final LocalPeople people = new LocalPeople(LINGERING);

  @Test
  void a_person_comes_with_the_first_connection_and_leaves_with_the_last() {
    people.enter("Ana");
    people.enter("Ana");
    assertThat(people.takeChanges()).containsExactly("+Ana");
    people.leave("Ana", false, START);
    assertThat(people.hasChanges()).isFalse();
    assertThat(people.size()).isOne();
    people.leave("Ana", false, START);
    assertThat(people.takeChanges()).containsExactly("-Ana");
    assertThat(people.size()).isZero();
  }

  @Test
  void the_last_word_on_somebody_counts() {
    people.enter("Ana");
    people.enter("Bo");
    people.leave("Ana", false, START);
    assertThat(people.takeChanges()).containsExactly("-Ana", "+Bo");
    assertThat(people.takeChanges()).isEmpty();
  }

  @Test
  void whose_connection_was_lost_is_here_for_a_while() {
    people.enter("Ana");
    assertThat(people.takeChanges()).containsExactly("+Ana");
    people.leave("Ana", true, START);
    people.expire(START + LINGERING - 1);
    assertThat(people.size()).isOne();
    assertThat(people.isAnybodyLingering()).isTrue();
    assertThat(people.hasChanges()).isFalse();
    people.expire(START + LINGERING);
    assertThat(people.isAnybodyLingering()).isFalse();
    assertThat(people.takeChanges()).containsExactly("-Ana");
  }

  @Test
  void whoever_is_back_in_time_neither_left_nor_came() {
    people.enter("Ana");
    assertThat(people.takeChanges()).containsExactly("+Ana");
    people.leave("Ana", true, START);
    people.enter("Ana");
    people.expire(START + LINGERING);
    assertThat(people.hasChanges()).isFalse();
    assertThat(people.size()).isOne();
    people.leave("Ana", false, START);
    assertThat(people.takeChanges()).containsExactly("-Ana");
  }

  @Test
  void each_lingers_from_her_own_loss_on() {
    for (String name : List.of("Ana", "Bo", "Cy")) {
      people.enter(name);
    }
    assertThat(people.takeChanges()).hasSize(3);
    people.leave("Bo", true, START);
    people.leave("Ana", true, START + 500);
    people.expire(START + LINGERING + 499);
    assertThat(people.takeChanges()).containsExactly("-Bo");
    people.expire(START + LINGERING + 500);
    assertThat(people.takeChanges()).containsExactly("-Ana");
    assertThat(people.takeAll()).containsExactly("+Cy");
  }

  @Test
  void who_lingers_is_said_with_all_the_others_and_nothing_is_left_to_say() {
    people.enter("Ana");
    people.enter("Bo");
    people.enter("Bo");
    people.leave("Ana", true, START);
    assertThat(people.takeAll()).containsExactlyInAnyOrder("+Ana", "+Bo");
    assertThat(people.hasChanges()).isFalse();
  }

  @Test
  void somebody_not_recorded_yet_is_added_to_the_room_as_it_was_last_known() {
    Presence known = new Presence(7, 2, List.of("Ana", "Cy"));
    assertThat(people.addedTo(known, "Bo"))
        .isEqualTo(new Presence(7, 3, List.of("Ana", "Bo", "Cy")));
    assertThat(people.addedTo(known, "Cy")).isSameAs(known);
  }

  @Test
  void in_a_room_of_which_nothing_is_known_are_all_who_are_here() {
    people.enter("Ana");
    people.enter("Bo");
    people.leave("Bo", true, START);
    assertThat(people.addedTo(Presence.UNKNOWN, "Cy"))
        .isEqualTo(new Presence(0, 3, List.of("Ana", "Bo", "Cy")));
  }

  @Test
  void to_a_room_of_too_many_to_be_named_nobody_is_added() {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "b" + (100 + i)).toList();
    Presence many = new Presence(1, 101, names);
    assertThat(people.addedTo(many, "Ana")).isSameAs(many);
    assertThat(people.addedTo(new Presence(1, 100, names), "Ana").people())
        .hasSize(100)
        .startsWith("Ana");
  }
}
