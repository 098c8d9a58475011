package salons.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With {@code -Dunicode.renew} the tables are made anew. */
final class UnicodeTablesTest {
  private static final Path FOLDER = Path.of("src/main/resources/salons/protocol");
  private static final List<Integer> KNOWN = UnicodeTables.known();

  @Test
  void the_tables_are_what_their_generator_makes() throws IOException {
    check("characters.txt", UnicodeTables.characters());
    check("emoji.txt", UnicodeTables.emoji());
  }

  @Test
  void every_emoji_for_general_interchange_is_a_name() {
    assertThat(new UnicodeSet("[:RGI_Emoji:]").strings())
        .hasSizeGreaterThan(2_000)
        .allSatisfy(emoji -> assertThat(new UserName(emoji).value()).isEqualTo(emoji));
  }

  private static void check(String name, String made) throws IOException {
    if (System.getProperty("unicode.renew") != null) {
      Files.writeString(FOLDER.resolve(name), made);
    }
    assertThat(Files.readString(FOLDER.resolve(name))).as(name).isEqualTo(made);
  }

  @Test
  void this_jvm_normalises_every_known_character_as_the_newest_unicode_does() {
    assertNormalised(KNOWN.stream().map(Character::toString).toList());
  }

  @Test
  void this_jvm_puts_known_characters_together_as_the_newest_unicode_does() {
    List<String> marks = KNOWN.stream()
        .filter(c -> !Normalizer2.getNFCInstance().hasBoundaryBefore(c))
        .map(Character::toString)
        .toList();
    assertThat(marks).hasSizeGreaterThan(800);
    List<String> afterEach = List.of("\u0301", "\u0323", "\u0307", "\u093C", "\u3099", "\u0345");
    assertNormalised(KNOWN.stream()
        .flatMap(c -> afterEach.stream().map(mark -> Character.toString(c) + mark))
        .toList());
    assertNormalised(
        marks.stream().flatMap(a -> marks.stream().map(b -> "a" + a + b)).toList());
  }

  private static void assertNormalised(List<String> texts) {
    Normalizer2 newest = Normalizer2.getNFCInstance();
    assertThat(texts.stream()
            .filter(text ->
                !Normalizer.normalize(text, Normalizer.Form.NFC).equals(newest.normalize(text)))
            .toList())
        .isEmpty();
  }
}
