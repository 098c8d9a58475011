package salons.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageTextTest {
  private static final String EMOJI = "😀";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n\tb",
        "e\u0301 👩\u200D👩\u200D👧 \u202Eabc\u202C",
        "न\u0941",
        "\u00A0a",
        "a\u200B",
        "\uE000",
        "\uDBFF\uDFFD",
        "\uD83E\uDEFF",
        "A\u200BZ",
        "❤\uFE0F",
        "\u0378"
      })
  void a_text_is_kept_as_it_is(String text) {
    assertThat(new MessageText(text).value()).isEqualTo(text);
  }

  @Test
  void blanks_at_the_end_go_and_blank_lines_before() {
    assertThat(new MessageText("a \t\n\u3000\u00A0\uFEFF").value()).isEqualTo("a");
    assertThat(new MessageText("\n \t\r\n\u2003\na").value()).isEqualTo("a");
  }

  @Test
  void the_first_line_keeps_how_far_it_is_indented() {
    assertThat(new MessageText("    indented\n  less").value()).isEqualTo("    indented\n  less");
    assertThat(new MessageText("\n  \n\t  indented").value()).isEqualTo("\t  indented");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\rb",
        "a\r\nb",
        "a\u000Bb",
        "a\fb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\r\n\u001Bb"
      })
  void whatever_ends_a_line_becomes_a_newline(String text) {
    assertThat(new MessageText(text).value()).isEqualTo("a\nb");
  }

  @Test
  void each_end_of_a_line_counts_once() {
    assertThat(new MessageText("a\r\nb\r\n\r\nc\n\rd\r\re\r\n").value())
        .isEqualTo("a\nb\n\nc\n\nd\n\ne");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0000b",
        "a\u0007b",
        "a\bb",
        "a\u001Bb",
        "\u001Ba\u007Fb",
        "a\u0080b",
        "a\u009Fb\u0092"
      })
  void other_control_characters_go(String text) {
    assertThat(new MessageText(text).value()).isEqualTo("ab");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\uD83Db", "a\uDE00b", "\uD83D", "a\uDE00\uD83D", "\u0000\uD83D\n"})
  void a_text_has_no_half_characters(String text) {
    assertRefused(text, Refusal.Code.BAD_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n\t ",
        "\r\n",
        "\u3000",
        "\u001B",
        "\u0085",
        "\u200B",
        "\u2800",
        "\u3164",
        "\u2060",
        "\u00AD",
        "\uFE0F",
        "\u0301",
        "\u115F\u1160\uFFA0",
        "\u200E \u2069\n\u2800",
        "\u034F",
        "\u180E",
        "\u061C",
        "\u17B4",
        "\uFEFF",
        "\uFFF9",
        "\uFFFC",
        "\u202E",
        "\uFFFF",
        "\uD834\uDD59",
        "\uD80D\uDC41",
        "\uDB40\uDC41",
        "\u2065",
        "\u00A0\u2002\u205F",
        "\u1680"
      })
  void a_text_of_nothing_to_see_is_empty(String text) {
    assertRefused(text, Refusal.Code.EMPTY_TEXT);
  }

  @Test
  void a_text_has_4000_code_points_at_most_when_it_is_cleaned() {
    String longest = EMOJI.repeat(Limits.TEXT);
    assertThat(new MessageText("\n" + longest + "\u001B \n").value()).isEqualTo(longest);
    assertThat(new MessageText("a\r\nb\u0000".repeat(1_333)).value()).hasSize(4 + 1_332 * 3 - 1);
    assertRefused(longest + "x", Refusal.Code.TOO_LONG);
    assertRefused("e\u0301".repeat(2_001), Refusal.Code.TOO_LONG);
  }

  private static void assertRefused(String text, Refusal.Code code) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> {
          Object made = new MessageText(text);
          throw new AssertionError("it was taken: " + made);
        })
        .satisfies(refused -> assertThat(refused.refusal().code()).isEqualTo(code));
  }
}
