package salons.protocol;

import salons.protocol.Characters.Kind;
import salons.protocol.Characters.Trait;

/**
 * Where what joins letters or keeps them apart, though it cannot be seen itself, changes what a reader sees: the contexts of UAX 31 (A1,
 * A2, B), and those that Bengali, Kannada, Malayalam, Sinhala and Telugu are written with besides. Anywhere else it would make one name
 * pass for another.
 */
final class Joiners {
  static final int ZWNJ = 0x200C;
  static final int ZWJ = 0x200D;

  /** The scripts of India and Sri Lanka take blocks of so many code points. */
  private static final int SCRIPT = 0x80;

  /** The letters of a script with stackers may stand in two blocks. */
  private static final int NEIGHBOURS = 0x200;

  private static final int MALAYALAM_VIRAMA = 0x0D4D;

  /** The consonants of Malayalam that have a form without a vowel, which once was written with a joiner, also at the end of a word. */
  private static final String CHILLUS = "\u0D15\u0D23\u0D28\u0D30\u0D32\u0D33";

  /** RA of Bengali, Assamese, Telugu, Kannada: with a joiner it keeps its form before a virama. */
  private static final String RAS = "\u09B0\u09F0\u0C30\u0CB0";

  private Joiners() {}

  /**
   * Without the non-joiners behind a letter that never joins the next one. Many type them in compound names, whose parts the letter keeps
   * apart by itself: a reader sees no difference, so there is to be none.
   */
  static String withoutIdle(String text) {
    if (text.indexOf(ZWNJ) < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != ZWNJ || !isIdle(text, i)) {
        kept.append(text.charAt(i));
      }
    }
    return kept.toString();
  }

  private static boolean isIdle(String text, int at) {
    int before = beforeMarks(text, at);
    int after = afterMarks(text, at + 1);
    return before > 0
        && after < text.length()
        && Characters.trait(text.codePointBefore(before)) == Trait.JOINS_PREVIOUS
        && joins(Characters.trait(text.codePointAt(after)));
  }

  private static boolean joins(Trait trait) {
    return trait == Trait.JOINS_BOTH || trait == Trait.JOINS_PREVIOUS || trait == Trait.JOINS_NEXT;
  }

  /** Whether the joiner or non-joiner at that place is needed there. */
  static boolean fits(String text, int at) {
    return text.charAt(at) == ZWNJ
        ? breaksCursive(text, at) || keepsApart(text, at)
        : joinsConsonants(text, at) || isChillu(text, at) || joinsBeforeVirama(text, at);
  }

  /** Whether the stacker at that place has a letter of its script on both sides. */
  static boolean stacks(String text, int at) {
    int stacker = text.codePointAt(at);
    int after = at + Character.charCount(stacker);
    if (at == 0 || after == text.length()) {
      return false;
    }
    int previous = text.codePointBefore(at);
    int next = text.codePointAt(after);
    return Characters.kind(next) == Kind.LETTER
        && (next ^ stacker) < NEIGHBOURS
        && (previous ^ stacker) < NEIGHBOURS;
  }

  /** A1: between letters that would be joined, as in Persian. */
  private static boolean breaksCursive(String text, int at) {
    int before = beforeMarks(text, at);
    int after = afterMarks(text, at + 1);
    if (before == 0 || after == text.length()) {
      return false;
    }
    Trait left = Characters.trait(text.codePointBefore(before));
    Trait right = Characters.trait(text.codePointAt(after));
    return (left == Trait.JOINS_BOTH || left == Trait.JOINS_NEXT)
        && (right == Trait.JOINS_BOTH || right == Trait.JOINS_PREVIOUS);
  }

  /** A2: behind a virama, before a letter of its script. */
  private static boolean keepsApart(String text, int at) {
    int virama = viramaBefore(text, at);
    return virama >= 0 && letterFollows(text, afterMarks(text, at + 1), virama);
  }

  /** B: behind a virama, before a letter of its script. */
  private static boolean joinsConsonants(String text, int at) {
    int virama = viramaBefore(text, at);
    return virama >= 0 && letterFollows(text, at + 1, virama);
  }

  private static boolean isChillu(String text, int at) {
    return at >= 2
        && text.charAt(at - 1) == MALAYALAM_VIRAMA
        && CHILLUS.indexOf(text.charAt(at - 2)) >= 0
        && (at + 1 == text.length()
            || !Characters.kind(text.codePointAt(at + 1)).isMark()
                && text.charAt(at + 1) != ZWJ
                && text.charAt(at + 1) != ZWNJ);
  }

  private static boolean joinsBeforeVirama(String text, int at) {
    if (at == 0 || at + 2 >= text.length()) {
      return false;
    }
    char letter = text.charAt(at - 1);
    char virama = text.charAt(at + 1);
    boolean sinhala = letter >= 0x0D80 && letter < 0x0E00 && Characters.kind(letter) == Kind.LETTER;
    return (sinhala || RAS.indexOf(letter) >= 0)
        && Characters.trait(virama) == Trait.VIRAMA
        && letterFollows(text, at + 2, virama);
  }

  /** The virama among the marks before that place, behind a letter; -1 for none. */
  private static int viramaBefore(String text, int at) {
    int virama = -1;
    int i = at;
    while (i > 0) {
      int c = text.codePointBefore(i);
      if (!Characters.kind(c).isMark()) {
        return Characters.kind(c) == Kind.LETTER ? virama : -1;
      }
      if (Characters.trait(c) == Trait.VIRAMA) {
        virama = c;
      }
      i -= Character.charCount(c);
    }
    return -1;
  }

  private static boolean letterFollows(String text, int at, int virama) {
    return at < text.length()
        && Characters.kind(text.codePointAt(at)) == Kind.LETTER
        && (text.codePointAt(at) ^ virama) < SCRIPT;
  }

  private static int beforeMarks(String text, int at) {
    int i = at;
    while (i > 0 && Characters.kind(text.codePointBefore(i)).isMark()) {
      i -= Character.charCount(text.codePointBefore(i));
    }
    return i;
  }

  private static int afterMarks(String text, int at) {
    int i = at;
    while (i < text.length() && Characters.kind(text.codePointAt(i)).isMark()) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }
}
