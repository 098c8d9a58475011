package salons.protocol;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.IndicSyllabicCategory;
import com.ibm.icu.lang.UCharacter.JoiningType;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.util.VersionInfo;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import salons.protocol.Characters.Kind;
import salons.protocol.Characters.Trait;

/** Makes the tables of {@link Characters} and {@link EmojiSequences} from ICU4J, whose version decides on that of Unicode. */
final class UnicodeTables {
  /** Of JDK 17, the oldest that this runs on. */
  private static final VersionInfo OLDEST = VersionInfo.getInstance(13);

  /**
   * What Unicode does not call ignorable, and yet shows nothing: the blanks of Braille, hieroglyphs and music, the fillers and joiners of
   * Khitan, Brahmi and Duployan, and what stands for an object that is not there.
   */
  private static final Set<Integer> BLANK =
      Set.of(0x2800, 0x13441, 0x13442, 0x1D159, 0x16FE4, 0x1107F, 0x1BC9D, 0xFFFC);

  /** A stacker, though Unicode does not say so. */
  private static final int TIFINAGH_JOINER = 0x2D7F;

  private UnicodeTables() {}

  static String characters() {
    StringBuilder table = new StringBuilder(headOf("What each code point is for names and texts"))
        .append(
            "# Each line: the first of a range, in hexadecimal; the letter of its Kind; that of its Trait.\n");
    String last = "";
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      Trait trait = trait(c);
      String entry = kind(c).letter() + (trait == Trait.NONE ? "" : "" + trait.letter());
      if (!entry.equals(last)) {
        table.append(Integer.toHexString(c)).append(' ').append(entry).append('\n');
        last = entry;
      }
    }
    return table.toString();
  }

  static String emoji() {
    return new UnicodeSet("[:RGI_Emoji:]")
        .stream().collect(Collectors.toCollection(TreeSet::new)).stream()
            .collect(Collectors.joining("\n", headOf("Emoji for general interchange"), "\n"));
  }

  private static String headOf(String what) {
    return "# " + what + ", by Unicode " + UCharacter.getUnicodeVersion().getMajor()
        + ". Made by UnicodeTables; how to renew it is in docs/DECISIONS.md.\n";
  }

  private static Kind kind(int c) {
    if (is(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
        || is(c, UProperty.NONCHARACTER_CODE_POINT)
        || BLANK.contains(c)) {
      return Kind.INVISIBLE;
    }
    return switch (UCharacter.getType(c)) {
      case ECharacterCategory.UPPERCASE_LETTER,
          ECharacterCategory.LOWERCASE_LETTER,
          ECharacterCategory.TITLECASE_LETTER,
          ECharacterCategory.MODIFIER_LETTER,
          ECharacterCategory.OTHER_LETTER,
          ECharacterCategory.LETTER_NUMBER -> unlessUnstable(c, Kind.LETTER);
      case ECharacterCategory.DECIMAL_DIGIT_NUMBER -> unlessUnstable(c, Kind.DIGIT);
      case ECharacterCategory.NON_SPACING_MARK, ECharacterCategory.ENCLOSING_MARK ->
        unlessUnstable(c, Kind.STACKED_MARK);
      case ECharacterCategory.COMBINING_SPACING_MARK -> unlessUnstable(c, Kind.SPACING_MARK);
      case ECharacterCategory.CONTROL,
          ECharacterCategory.FORMAT,
          ECharacterCategory.SPACE_SEPARATOR,
          ECharacterCategory.LINE_SEPARATOR,
          ECharacterCategory.PARAGRAPH_SEPARATOR -> Kind.INVISIBLE;
      case ECharacterCategory.UNASSIGNED,
          ECharacterCategory.PRIVATE_USE,
          ECharacterCategory.SURROGATE -> Kind.UNKNOWN;
      default -> unlessUnstable(c, Kind.SIGN);
    };
  }

  /** What takes part in normalisation, and is newer than the oldest JVM, would be normalised by some of them only. */
  private static Kind unlessUnstable(int c, Kind kind) {
    boolean unstable = UCharacter.getAge(c).compareTo(OLDEST) > 0
        && !Normalizer2.getNFCInstance().isInert(c);
    return unstable ? Kind.UNKNOWN : kind;
  }

  private static Trait trait(int c) {
    Kind kind = kind(c);
    if (kind.isMark()) {
      int syllabic = UCharacter.getIntPropertyValue(c, UProperty.INDIC_SYLLABIC_CATEGORY);
      if (syllabic == IndicSyllabicCategory.INVISIBLE_STACKER || c == TIFINAGH_JOINER) {
        return Trait.STACKER;
      }
      return syllabic == IndicSyllabicCategory.VIRAMA ? Trait.VIRAMA : Trait.NONE;
    }
    if (kind != Kind.LETTER) {
      return Trait.NONE;
    }
    return switch (UCharacter.getIntPropertyValue(c, UProperty.JOINING_TYPE)) {
      case JoiningType.DUAL_JOINING -> Trait.JOINS_BOTH;
      case JoiningType.LEFT_JOINING -> Trait.JOINS_NEXT;
      case JoiningType.RIGHT_JOINING -> Trait.JOINS_PREVIOUS;
      default -> Trait.NONE;
    };
  }

  private static boolean is(int c, int property) {
    return UCharacter.hasBinaryProperty(c, property);
  }

  /** All code points that some kind of name takes. */
  static List<Integer> known() {
    return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(c -> Characters.kind(c) != Kind.UNKNOWN && Characters.kind(c) != Kind.INVISIBLE)
        .boxed()
        .toList();
  }
}
