package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import salons.room.Presence;

final class PresenceDeltaTest {
  private static final Presence TWO = new Presence(7, 2, List.of("Ana", "Cy"));

  @Test
  void names_come_into_their_place_and_go() {
    assertThat(new PresenceDelta(8, 2, false, List.of("+Bo", "-Ana")).after(TWO))
        .isEqualTo(new Presence(8, 2, List.of("Bo", "Cy")));
  }

  @Test
  void a_whole_room_needs_nothing_known() {
    assertThat(new PresenceDelta(3, 1, true, List.of("Di")).after(TWO))
        .isEqualTo(new Presence(3, 1, List.of("Di")));
  }

  @Test
  void what_is_known_already_changes_nothing() {
    assertThat(new PresenceDelta(7, 2, false, List.of()).after(TWO)).isEqualTo(TWO);
  }

  @Test
  void nothing_follows_from_a_change_after_one_that_was_missed() {
    assertThat(new PresenceDelta(9, 3, false, List.of("+Bo")).after(TWO)).isNull();
    assertThat(new PresenceDelta(8, 300, false, List.of()).after(TWO)).isNull();
    assertThat(new PresenceDelta(8, 5, false, List.of("+Bo")).after(TWO)).isNull();
  }

  @Test
  void the_first_hundred_of_many_are_named() {
    List<String> hundred =
        IntStream.range(0, 100).mapToObj(i -> "b" + (100 + i)).toList();
    Presence full = new Presence(1, 100, hundred);
    Presence more = after(new PresenceDelta(2, 102, false, List.of("+c", "+a")), full);
    assertThat(more.count()).isEqualTo(102);
    assertThat(more.people())
        .hasSize(100)
        .isEqualTo(Stream.concat(Stream.of("a"), hundred.stream()).limit(100).toList());
    assertThat(new PresenceDelta(3, 100, false, List.of("-a", "-b100")).after(more))
        .as("two are not known who are among the first by now")
        .isNull();
  }

  @Test
  void names_are_ordered_as_redis_does() {
    Presence namesakes = new Presence(1, 2, List.of("Ana", "Ana B"));
    assertThat(new PresenceDelta(2, 3, false, List.of("+Ana\u001fabc")).after(namesakes))
        .isEqualTo(new Presence(2, 3, List.of("Ana", "Ana\u001fabc", "Ana B")));
    Presence known = new Presence(1, 1, List.of("\uFF21"));
    Presence now = after(new PresenceDelta(2, 3, false, List.of("+😀", "+é")), known);
    assertThat(now.people()).containsExactly("é", "\uFF21", "😀");
  }

  private static Presence after(PresenceDelta change, Presence known) {
    return Objects.requireNonNull(change.after(known));
  }
}
