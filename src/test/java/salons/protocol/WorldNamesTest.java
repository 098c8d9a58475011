package salons.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in scripts whose letters bear marks and joiners, and those that only look like names. */
final class WorldNamesTest {
  /** Code points that nobody sees, whatever Unicode calls them. */
  private static final List<IntStream> INVISIBLE = List.of(
      IntStream.of(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0x2800),
      IntStream.rangeClosed(0x180B, 0x180F),
      IntStream.rangeClosed(0x200B, 0x200F),
      IntStream.rangeClosed(0x2028, 0x202E),
      IntStream.rangeClosed(0x2060, 0x206F),
      IntStream.rangeClosed(0xFE00, 0xFE0F),
      IntStream.rangeClosed(0xFFF0, 0xFFFC),
      IntStream.of(0xFEFF, 0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF, 0x890, 0x70F),
      IntStream.of(0x13441, 0x13442, 0x16FE4, 0x1107F, 0x1D159, 0x1BC9D),
      IntStream.rangeClosed(0x1BCA0, 0x1BCA3),
      IntStream.rangeClosed(0x1D173, 0x1D17A),
      IntStream.of(0xE0000, 0xE0001, 0xE0020, 0xE007F, 0xE0080, 0xE0100, 0xE01EF, 0xE0FFF),
      IntStream.of(0x378, 0x2FE0, 0x10FFF0 - 0x30000, 0xE000, 0xF8FF, 0xF0000));

  /** Blanks that are no plain one. */
  private static final IntStream BLANKS = IntStream.of(
      0xA0, 0x1680, 0x2000, 0x2001, 0x2003, 0x2007, 0x2009, 0x200A, 0x202F, 0x205F, 0x3000, 0x9,
      0xA, 0xB, 0x85);

  static Stream<Integer> hidden() {
    return Stream.concat(INVISIBLE.stream().flatMapToInt(each -> each).boxed(), BLANKS.boxed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "हिन्दी",
        "ที่นี่",
        "தமிழ்",
        "မြန်မာ",
        "ကျွေး",
        "လျှော့",
        "ភាសាខ្មែរ",
        "བོད",
        "עִבְרִית",
        "שָׁ֑ב",
        "العَرَبِيَّة",
        "বাংলা",
        "മലയാളം",
        "සිංහල",
        "తెలుగు",
        "ಕನ್ನಡ",
        "ગુજરાતી",
        "ਪੰਜਾਬੀ",
        "ລາວ",
        "አማርኛ",
        "ދިވެހި",
        "ᮞᮥᮔ᮪ᮓ",
        "ꦗꦮ",
        "Việt",
        "二〇二六",
        "Ⅷ",
        "علی\u200Cرضا",
        "می\u200Cخواهم",
        "ശ്രീ",
        "അനില\u0D4D\u200D",
        "ශ\u0DCA\u200Dරී",
        "ක\u0DCA\u200Dෂ",
        "ර\u200D\u0DCAක",
        "क\u094D\u200Cष",
        "क\u094D\u200Dष",
        "র\u200D\u09CDযাব",
        "ರ\u200D\u0CCDಯ",
        "2026.11-a_b"
      })
  void a_room_is_named_in_any_script_and_so_is_a_person(String name) {
    assertThat(new RoomName(name).value()).isEqualTo(name);
    assertThat(new UserName(name).value()).isEqualTo(name);
  }

  @Test
  void a_non_joiner_that_changes_nothing_makes_no_other_name() {
    assertThat(new UserName("محمد\u200Cرضا")).isEqualTo(new UserName("محمدرضا"));
    assertThat(new RoomName("کار\u200Cها")).isEqualTo(new RoomName("کارها"));
    assertThat(new UserName("علی\u200Cرضا")).isNotEqualTo(new UserName("علیرضا"));
  }

  @Test
  void vietnamese_is_one_name_however_it_is_typed() {
    assertThat(new RoomName("Vie\u0323\u0302t")).isEqualTo(new RoomName("Vi\u1EC7t"));
    assertThat(new UserName("Vie\u0302\u0323t")).isEqualTo(new UserName("Vi\u1EC7t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "👩\u200D💻 Zoé",
        "🇫🇷",
        "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F Al",
        "1\uFE0F\u20E3",
        "#\uFE0F\u20E3*\uFE0F\u20E3",
        "👍🏽",
        "❤\uFE0F",
        "❤",
        "👨\u200D👩\u200D👧\u200D👦",
        "🏳\uFE0F\u200D🌈🏳\uFE0F\u200D🌈",
        "👩🏽\u200D❤\uFE0F\u200D💋\u200D👨🏿",
        "☕",
        "©",
        "Dr. No",
        "O'Neil (Ana)",
        "小明 Ming",
        "علی\u200Cرضا 👋🏻",
        "#1",
        "Ⅻ",
        "½",
        "\uFFFD"
      })
  void a_person_may_be_called_so(String name) {
    assertThat(new UserName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @MethodSource("hidden")
  void what_nobody_sees_is_in_no_name(int hidden) {
    String c = Character.toString(hidden);
    for (String name : List.of("A" + c + "B", "1" + c + "2", "日" + c + "本", "😀" + c + "😀")) {
      assertRefused(UserName::new, name);
      assertRefused(RoomName::new, name);
    }
    if (!Unicode.isBlank(hidden)) {
      for (String name : List.of(c, "Ana" + c, c + "Ana", "ن" + c, "क" + c)) {
        assertRefused(UserName::new, name);
      }
    }
    for (String name : List.of(c, "general" + c, c + "general")) {
      assertRefused(RoomName::new, name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u200D",
        "\u200C",
        "Ana\u200C",
        "\u200DAna",
        "A\u200Dna",
        "ن\u200C",
        "\u200Cن",
        "ن\u200C\u200Cن",
        "ن\u200Dن",
        "ن\u200Ca",
        "ن\u200C ن",
        "क\u094D\u200D",
        "क\u094D\u200C",
        "क\u094D\u200Da",
        "क\u200Dष",
        "क\u094D\u200D\u093F",
        "ല\u0D4D\u200D\u200D",
        "א\u200Cב",
        "日\u200D本",
        "က\u1039",
        "Ana\u17D2",
        "क\u17D2",
        "ខ\u17D2a",
        "A\u2D7FB",
        "日\u1039本"
      })
  void joiners_and_stackers_stand_where_a_script_needs_them_only(String name) {
    assertRefused(UserName::new, name);
    assertRefused(RoomName::new, name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "😀\u200D😀",
        "👩\u200D",
        "\u200D💻",
        "👩\u200D\u200D💻",
        "😀\uFE0F",
        "❤\uFE0E",
        "❤\uFE0F\uFE0F",
        "A\uFE0F",
        "🏳\u200D🌈",
        "🏴\uDB40\uDC67\uDB40\uDC62",
        "🏴\uDB40\uDC7F",
        "1\uFE0F",
        "👩\u200D💻\u200D"
      })
  void emoji_are_joined_as_they_are_for_everybody_only(String name) {
    assertRefused(UserName::new, name);
  }

  @Test
  void a_mark_stands_behind_what_it_belongs_to() {
    for (String name :
        List.of("\u0301", "\u0301a", "\u093F", "\u20E3", "a \u0301b", "\u0301\u0302")) {
      assertRefused(UserName::new, name);
      assertRefused(RoomName::new, name);
    }
    for (String room : List.of("1\u0308", ".\u0301", "a-\u0301b", "_\u0941")) {
      assertRefused(RoomName::new, room);
    }
  }

  @Test
  void marks_do_not_pile_up() {
    assertThat(new UserName("z\u0351\u036B\u0353").value()).hasSize(4);
    assertRefused(UserName::new, "z\u0351\u036B\u0353\u0354");
    assertRefused(UserName::new, "Ana z" + "\u0335".repeat(20));
    assertRefused(RoomName::new, "z" + "\u0335".repeat(5));
    assertRefused(UserName::new, "क" + "\u0903".repeat(9));
    assertRefused(UserName::new, "क" + "\u0903\u0335".repeat(5));
  }

  @Test
  void who_has_too_many_marks_is_told_of_which() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> new UserName("क" + "\u0903".repeat(9)))
        .withMessageContaining("at most 8 marks in a row");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> new UserName("z\u0351\u036B\u0353\u0354"))
        .withMessageContaining("at most 3 marks over or under one character");
  }

  @Test
  @Timeout(5)
  void a_frame_full_of_marks_is_refused_without_putting_them_in_order() {
    String marks = "a" + "\u0301\u0323".repeat(10_900);
    for (int i = 0; i < 100; i++) {
      assertRefused(UserName::new, marks);
      assertRefused(RoomName::new, marks);
    }
  }

  @Test
  void blanks_stand_one_at_a_time_between_words() {
    assertThat(new UserName(" \u3000Ana   María\u00A0\t").value()).isEqualTo("Ana María");
    assertRefused(UserName::new, "\u00A0\u2003");
  }

  @Test
  void what_a_newer_jvm_would_put_together_is_in_no_name() {
    // Todhri, of Unicode 16: a JVM of Unicode 13 leaves the two apart, one of 16 makes one of them.
    assertRefused(UserName::new, "\uD801\uDDD2\u0307");
    assertRefused(UserName::new, "a\u0898");
    assertThat(new UserName("\uD801\uDDC0").value()).hasSize(2);
  }

  @Test
  void a_refusal_names_the_character() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> consume(new UserName("An\u200Ba")))
        .withMessageContaining("invisible")
        .withMessageContaining("U+200B");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> consume(new RoomName("a/b")))
        .withMessageContaining("U+002F");
  }

  @Test
  void a_name_that_stands_in_redis_is_not_judged_again() {
    String longest = "x".repeat(256);
    for (String name :
        List.of("An\u200Ba", "\u0301", "a\uDB40\uDC41", "\u0378", "a\u0898", longest)) {
      assertThat(UserName.stored(name).value()).isEqualTo(name);
      assertThat(RoomName.stored(name).value()).isEqualTo(name);
    }
    assertThat(UserName.stored("a  b\u00A0").value()).isEqualTo("a  b\u00A0");
  }

  @Test
  void what_no_instance_can_have_let_in_is_no_name_in_redis_either() {
    for (String name : List.of("", "a\nb", "a\u0085", "\uD800", "\u202Eb", "x".repeat(257))) {
      assertRefused(UserName::stored, name);
      assertRefused(RoomName::stored, name);
    }
    for (String room : List.of("a b", "a/b", "e\u0301", "a\u00A0b", "#a")) {
      assertRefused(RoomName::stored, room);
    }
  }

  private static void consume(Object made) {
    throw new AssertionError("it was taken: " + made);
  }

  private static void assertRefused(Function<String, ?> constructor, String name) {
    assertThatExceptionOfType(RefusedException.class)
        .as(() -> name.codePoints().mapToObj(Unicode::name).toList().toString())
        .isThrownBy(() -> consume(constructor.apply(name)));
  }
}
