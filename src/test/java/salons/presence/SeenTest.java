package salons.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That the yardstick of the other tests can tell right from wrong. */
final class SeenTest {
  private static final String JOINED =
      "{'type':'joined','room':'a','count':2,'members':['Ana','Bo']}";

  @Test
  void adds_up_what_was_told_of_its_room_alone() {
    Seen seen = seen(
        JOINED,
        "{'type':'presence','room':'a','count':3,'joined':['Cy'],'left':[]}",
        "{'type':'presence','room':'b','count':9,'joined':['Zed'],'left':['Ana']}",
        "{'type':'presence','room':'a','count':2,'joined':[],'left':['Ana']}");
    assertThat(seen.isExactly(List.of("Bo", "Cy"))).isTrue();
    assertThat(seen.frames()).isEqualTo(2);
  }

  @Test
  void is_wrong_when_the_count_is_wrong_though_the_names_are_right() {
    Seen seen = seen(JOINED, "{'type':'presence','room':'a','count':4,'joined':['Cy'],'left':[]}");
    assertThat(seen.isExactly(List.of("Ana", "Bo", "Cy"))).isFalse();
  }

  @Test
  void is_wrong_when_a_name_is_missing_or_too_many() {
    assertThat(seen(JOINED).isExactly(List.of("Ana"))).isFalse();
    assertThat(seen(JOINED).isExactly(List.of("Ana", "Cy"))).isFalse();
    assertThat(seen(JOINED).isExactly(List.of("Ana", "Bo", "Cy"))).isFalse();
  }

  @Test
  void remembers_how_often_somebody_left() {
    String left = "{'type':'presence','room':'a','count':1,'joined':[],'left':['Ana']}";
    assertThat(seen(JOINED, left, left).leaves()).containsExactly("Ana", "Ana");
  }

  @Test
  void tells_what_cannot_be() {
    assertThat(seen(
                JOINED,
                "{'type':'presence','room':'a','count':2,'joined':['Bo'],'left':['Cy']}",
                "{'type':'presence','room':'a','count':4,'joined':['Cy'],'left':['Ana']}")
            .contradictions())
        .containsExactly("Bo came twice", "Cy left twice", "4 instead of [Bo, Cy]");
  }

  @Test
  void starts_anew_with_each_joined() {
    Seen seen = seen("{'type':'joined','room':'a','count':1,'members':['Old']}", JOINED);
    assertThat(seen.isExactly(List.of("Ana", "Bo"))).isTrue();
  }

  private static Seen seen(String... frames) {
    return Seen.of(
        Stream.of(frames).map(frame -> new JsonObject(frame.replace('\'', '"'))).toList(), "a");
  }
}
