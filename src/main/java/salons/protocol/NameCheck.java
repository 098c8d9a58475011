package salons.protocol;

import salons.protocol.Characters.Kind;
import salons.protocol.Characters.Trait;

/**
 * Looks at a name from its first character to its last, and refuses what could make it pass for another or for nothing. One for each
 * name; the rules stand in {@link RoomName} and {@link UserName}.
 */
final class NameCheck {
  /** Some characters. */
  interface Alphabet {
    boolean has(Kind kind, int c);
  }

  /**
   * What kind of name it is.
   *
   * @param what the name is, for the sentence of the refusal
   * @param most code points
   * @param mostStacked marks over or under one character at most
   * @param emoji whether it may hold emoji with something invisible in them
   * @param taken what may be in it, besides marks and joiners
   * @param otherwise what is said where there is something else
   * @param bearing behind which of those a mark may stand
   */
  record Rule(
      Refusal.Code code,
      String what,
      int most,
      int mostStacked,
      boolean emoji,
      Alphabet taken,
      String otherwise,
      Alphabet bearing) {
    /**
     * The name in its one spelling.
     *
     * @throws RefusedException when it is none
     */
    String spelled(String typed) {
      return new NameCheck(this).spelled(typed);
    }
  }

  /** Marks one behind the other, of whatever kind: Burmese takes six. */
  private static final int MOST_MARKS = 8;

  /** UTF-16 units that become one code point at most when they are normalised. */
  private static final int UNITS_EACH = 8;

  private final Rule rule;

  /** Whether the character before can bear a mark. */
  private boolean based;

  private int marks;
  private int stacked;

  private NameCheck(Rule rule) {
    this.rule = rule;
  }

  private String spelled(String typed) {
    typed.codePoints().filter(NameCheck::isUnknown).findFirst().ifPresent(c -> {
      throw because(" has no unassigned or private characters (" + Unicode.name(c) + ").");
    });
    // A frame may hold thousands of marks, which take the square of that to be put in order.
    boolean endless = typed.length() > rule.most * UNITS_EACH;
    String name = endless ? "" : Unicode.normalize(Joiners.withoutIdle(typed));
    if (name.isEmpty() || name.codePointCount(0, name.length()) > rule.most) {
      throw because(" has 1 to " + rule.most + " visible characters.");
    }
    boolean sequences = rule.emoji && EmojiSequences.mayBeIn(name);
    int i = 0;
    while (i < name.length()) {
      int sequence = sequences ? EmojiSequences.lengthAt(name, i) : 0;
      if (sequence > 0) {
        seen(true);
        i += sequence;
      } else {
        int c = name.codePointAt(i);
        check(name, i, c);
        i += Character.charCount(c);
      }
    }
    return name;
  }

  private void check(String name, int at, int c) {
    Kind kind = Characters.kind(c);
    if (kind.isMark()) {
      mark(name, at, c, kind);
    } else if (rule.taken.has(kind, c)) {
      seen(rule.bearing.has(kind, c));
    } else if (!joins(c) || !Joiners.fits(name, at)) {
      throw because(rule.otherwise + " (" + Unicode.name(c) + ").");
    }
  }

  private static boolean isUnknown(int c) {
    return Characters.kind(c) == Kind.UNKNOWN;
  }

  private static boolean joins(int c) {
    return c == Joiners.ZWJ || c == Joiners.ZWNJ;
  }

  private void mark(String name, int at, int c, Kind kind) {
    if (!based || Characters.trait(c) == Trait.STACKER && !Joiners.stacks(name, at)) {
      throw because(" has marks only behind what they belong to (" + Unicode.name(c) + ").");
    }
    marks++;
    stacked = kind == Kind.STACKED_MARK ? stacked + 1 : 0;
    if (stacked > rule.mostStacked) {
      throw because(" has at most " + rule.mostStacked + " marks over or under one character.");
    }
    if (marks > MOST_MARKS) {
      throw because(" has at most " + MOST_MARKS + " marks in a row.");
    }
  }

  private void seen(boolean bears) {
    based = bears;
    marks = 0;
    stacked = 0;
  }

  private RefusedException because(String why) {
    return RefusedException.because(rule.code, rule.what + why);
  }

  /**
   * A name as it stands in Redis: another instance let it in, maybe by another table or with a greater limit.
   *
   * @throws RefusedException when no instance can have let it in, whatever its table
   */
  static String stored(String name, Refusal.Code code) {
    if (name.isEmpty()
        || name.length() > Limits.STORED_NAME
        || name.codePoints().anyMatch(NameCheck::isNeverTaken)) {
      throw RefusedException.because(code, "No instance takes such a name.");
    }
    return name;
  }

  /** Controls, also those of the direction, and what UTF-8 cannot write. */
  private static boolean isNeverTaken(int c) {
    return Unicode.isControl(c)
        || Unicode.isLoneSurrogate(c)
        || c >= 0x2028 && c <= 0x202E
        || c >= 0x2066 && c <= 0x2069;
  }
}
