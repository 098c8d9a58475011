package salons.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each code point is, by a table of the project's own: {@code characters.txt}, of the one Unicode version that stands in its first
 * line. The JVM's own tables differ between versions, and instances of one cluster may run on different ones.
 */
final class Characters {
  /** What a code point is for whoever looks at a name. */
  enum Kind {
    LETTER('L'),
    DIGIT('N'),
    /** Punctuation, symbols, numbers that are no digits: anything else that can be seen. */
    SIGN('S'),
    /** A mark over, under or around the letter before it. */
    STACKED_MARK('M'),
    /** A mark that takes room of its own. */
    SPACING_MARK('C'),
    /** Nothing of it can be seen: controls, blanks, what is ignored by default, fillers, noncharacters. */
    INVISIBLE('I'),
    /** Unassigned, of private use, or normalised in another way by JVMs that are older than it. */
    UNKNOWN('U');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }

    static Kind of(char letter) {
      return Arrays.stream(values())
          .filter(kind -> kind.letter == letter)
          .findFirst()
          .orElseThrow();
    }

    boolean isMark() {
      return this == STACKED_MARK || this == SPACING_MARK;
    }
  }

  /** What a few of them do to their neighbours. */
  enum Trait {
    NONE(' '),
    /** Joins the letters on both sides, as most of Arabic. */
    JOINS_BOTH('d'),
    JOINS_NEXT('l'),
    JOINS_PREVIOUS('r'),
    /** Takes the vowel from a consonant and, with joiners, decides how it goes together with the next. */
    VIRAMA('v'),
    /** Is not seen itself: it only puts the next letter under the one before. */
    STACKER('k');

    private final char letter;

    Trait(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }

    static Trait of(char letter) {
      return Arrays.stream(values())
          .filter(trait -> trait.letter == letter)
          .findFirst()
          .orElseThrow();
    }
  }

  /** What all code points of a range are. */
  private record Entry(Kind kind, Trait trait) {
    /** @param letters those of its kind and, unless it is {@link Trait#NONE}, of its trait */
    static Entry of(String letters) {
      return new Entry(
          Kind.of(letters.charAt(0)),
          letters.length() == 1 ? Trait.NONE : Trait.of(letters.charAt(1)));
    }
  }

  private static final int PAGE_BITS = 8;
  private static final int PAGE = 1 << PAGE_BITS;

  /** The few entries that there are; a page has the index of one for each code point. */
  private static final List<Entry> ENTRIES = new ArrayList<>();

  /** By the upper bits of the code point; pages that are alike are one. */
  private static final byte[][] PAGES = load();

  private Characters() {}

  static Kind kind(int codePoint) {
    return entry(codePoint).kind;
  }

  static Trait trait(int codePoint) {
    return entry(codePoint).trait;
  }

  private static Entry entry(int codePoint) {
    return ENTRIES.get(PAGES[codePoint >> PAGE_BITS][codePoint & PAGE - 1]);
  }

  /** Each line has the first code point of a range and what all are up to the next. */
  private static byte[][] load() {
    byte[] all = new byte[Character.MAX_CODE_POINT + 1];
    int from = 0;
    byte entry = 0;
    for (String line : Resource.lines("characters.txt")) {
      int letters = line.indexOf(' ') + 1;
      int next = Integer.parseInt(line, 0, letters - 1, 16);
      Arrays.fill(all, from, next, entry);
      from = next;
      entry = indexOf(Entry.of(line.substring(letters)));
    }
    Arrays.fill(all, from, all.length, entry);
    return pages(all);
  }

  private static byte indexOf(Entry entry) {
    if (!ENTRIES.contains(entry)) {
      ENTRIES.add(entry);
    }
    return (byte) ENTRIES.indexOf(entry);
  }

  private static byte[][] pages(byte[] all) {
    byte[][] pages = new byte[all.length >> PAGE_BITS][];
    Map<ByteBuffer, byte[]> known = new HashMap<>();
    for (int i = 0; i < pages.length; i++) {
      byte[] page = Arrays.copyOfRange(all, i << PAGE_BITS, (i + 1) << PAGE_BITS);
      pages[i] = known.computeIfAbsent(ByteBuffer.wrap(page), same -> page);
    }
    return pages;
  }
}
