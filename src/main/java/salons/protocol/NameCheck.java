package salons.protocol;

import salons.protocol.Characters.Kind;
import salons.protocol.Characters.Trait;

/**
 * Looks at a name from its first character to its last, and refuses what could make it pass for another or for nothing. One for each
 * name; what is a room's and what a person's rule stands in {@link RoomName} and {@link UserName}.
 */
abstract class NameCheck {
  /** Marks one behind the other, of whatever kind: Burmese takes six. */
  private static final int MOST_MARKS = 8;

  private final Refusal.Code code;
  private final String what;
  private final int mostStacked;

  /** Whether the character before can bear a mark. */
  private boolean based;

  private int marks;
  private int stacked;

  /**
   * @param what the name is, for the sentence of the refusal
   * @param mostStacked marks over or under one character at most
   */
  NameCheck(Refusal.Code code, String what, int mostStacked) {
    this.code = code;
    this.what = what;
    this.mostStacked = mostStacked;
  }

  /** Whether a character that is seen, and is no mark, may stand in such a name. */
  abstract boolean takes(Kind kind, int c);

  /** Whether a mark may stand behind it. */
  abstract boolean bears(Kind kind, int c);

  abstract boolean takesEmojiSequences();

  /**
   * The name in its one spelling.
   *
   * @throws RefusedException when it is none
   */
  final String spelled(String typed, int most) {
    typed
        .codePoints()
        .filter(c -> Characters.kind(c) == Kind.UNKNOWN)
        .findFirst()
        .ifPresent(c -> {
          throw because(" has no unassigned or private characters (" + Unicode.name(c) + ").");
        });
    String name = Unicode.normalize(typed);
    if (name.isEmpty() || name.codePointCount(0, name.length()) > most) {
      throw because(" has 1 to " + most + " visible characters.");
    }
    boolean sequences = takesEmojiSequences() && EmojiSequences.mayBeIn(name);
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
    } else if (takes(kind, c)) {
      seen(bears(kind, c));
    } else if (!joins(c) || !Joiners.fits(name, at)) {
      throw because(
          kind == Kind.INVISIBLE
              ? " has no invisible characters, and no blanks but plain ones (" + Unicode.name(c)
                  + ")."
              : " is made of letters, digits, '.', '-' and '_' (" + Unicode.name(c) + " is none).");
    }
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
    if (stacked > mostStacked || marks > MOST_MARKS) {
      throw because(" has at most " + mostStacked + " marks in a row.");
    }
  }

  private void seen(boolean bears) {
    based = bears;
    marks = 0;
    stacked = 0;
  }

  private RefusedException because(String rule) {
    return RefusedException.because(code, what + rule);
  }

  /**
   * A name as it stands in Redis: another instance let it in, maybe by another table or with a greater limit.
   *
   * @throws RefusedException when no instance can have written it
   */
  static String stored(String name, Refusal.Code code) {
    if (name.isEmpty()
        || name.length() > Limits.STORED_NAME
        || name.codePoints().anyMatch(c -> Unicode.isControl(c) || Unicode.isLoneSurrogate(c))) {
      throw RefusedException.because(code, "No instance takes such a name.");
    }
    return name;
  }
}
