package salons.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
  private static final String EMOJI = "😀";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "general",
        "Général-2",
        "a.b-c_d",
        "日本語",
        "комната",
        "غرفة",
        "٣",
        "...",
        "𝒳𝒴"
      })
  void a_room_is_named_with_letters_and_digits_of_any_script(String name) {
    assertThat(new RoomName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "a b", " a", "a\n", "a/b", "a#b", "a{b", "a}b", "a:b", "a\u0000", "a*", EMOJI,
        "a\u200B", "a\u202E", "a\uD800", "\uDC00a", "\u0301", "a\u00A0"
      })
  void a_room_is_named_with_nothing_else(String name) {
    assertRefused(RoomName::new, name, Refusal.Code.BAD_ROOM);
  }

  @Test
  void two_spellings_of_one_name_are_one_room() {
    assertThat(new RoomName("Ge\u0301ne\u0301ral")).isEqualTo(new RoomName("Général"));
    assertThat(new RoomName("\u1112\u1161\u11AB")).isEqualTo(new RoomName("\uD55C"));
    assertThat(new RoomName("\u212B")).isEqualTo(new RoomName("\u00C5"));
  }

  @Test
  void upper_and_lower_case_are_two_rooms() {
    assertThat(new RoomName("General")).isNotEqualTo(new RoomName("general"));
  }

  @Test
  void a_room_name_has_64_code_points_at_most_after_normalising() {
    String outsideThePlane = "𝒳".repeat(64);
    assertThat(new RoomName(outsideThePlane).value()).isEqualTo(outsideThePlane);
    assertThat(new RoomName("e\u0301".repeat(64)).value()).isEqualTo("é".repeat(64));
    assertRefused(RoomName::new, "a".repeat(65), Refusal.Code.BAD_ROOM);
    assertRefused(RoomName::new, "𝒳".repeat(65), Refusal.Code.BAD_ROOM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        "Ana",
        "Ana-María O’Neil",
        "李小龍",
        EMOJI,
        "Z\u0351\u036Balgo",
        "❤\uFE0F",
        "<b>",
        "\"'\\"
      })
  void a_user_may_be_called_almost_anything(String name) {
    assertThat(new UserName(name).value()).isEqualTo(name);
  }

  @Test
  void a_user_name_is_trimmed_and_normalised() {
    assertThat(new UserName(" \t\u3000Zoe\u0308\n ")).isEqualTo(new UserName("Zoë"));
  }

  @Test
  void a_user_name_has_32_code_points_at_most() {
    assertThat(new UserName(EMOJI.repeat(32)).value()).isEqualTo(EMOJI.repeat(32));
    assertThat(new UserName(" " + "e\u0301".repeat(32) + " ").value()).isEqualTo("é".repeat(32));
    assertRefused(UserName::new, "x".repeat(33), Refusal.Code.BAD_USER);
    assertRefused(UserName::new, EMOJI.repeat(33), Refusal.Code.BAD_USER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "\u0000",
        "A\u0007",
        "A\nB",
        "A\tB",
        "A\u007F",
        "A\u0085B",
        "A\u009F",
        "\u202EanA",
        "A\u202D",
        "A\u2066B",
        "A\u2069",
        "A\u200E",
        "A\u200F",
        "A\u061C",
        "A\u200BB",
        "A\u200CB",
        "A\u200DB",
        "A\u2060B",
        "A\uFEFF",
        "A\u00ADB",
        "A\u180EB",
        "A\u2028B",
        "A\u2029B",
        "A\uD83D",
        "\uDE00A",
        "\u3164",
        "\u115F",
        "\uFFA0",
        "\u2800",
        "A\uDB40\uDC41"
      })
  void a_user_name_hides_nothing(String name) {
    assertRefused(UserName::new, name, Refusal.Code.BAD_USER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00A0", "\u202F", "\u2007", " \u00A0 "})
  void a_user_name_of_spaces_alone_is_none(String name) {
    assertRefused(UserName::new, name, Refusal.Code.BAD_USER);
  }

  @Test
  void a_no_break_space_at_the_end_makes_no_other_name() {
    assertThat(new UserName("Ana\u00A0")).isEqualTo(new UserName("Ana"));
  }

  @Test
  void an_id_has_1_to_64_plain_characters() {
    String allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    assertThat(new MessageId(allowed).value()).isEqualTo(allowed);
    for (String bad : new String[] {"", "a".repeat(65), "a b", "é", "a.b", "a:b", "a\n", EMOJI}) {
      assertRefused(MessageId::new, bad, Refusal.Code.BAD_REQUEST);
    }
  }

  private static void assertRefused(
      Function<String, ?> constructor, String value, Refusal.Code code) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> {
          Object made = constructor.apply(value);
          throw new AssertionError("it was taken: " + made);
        })
        .satisfies(refused -> assertThat(refused.refusal().code()).isEqualTo(code));
  }
}
