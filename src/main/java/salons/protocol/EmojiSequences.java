package salons.protocol;

import java.util.HashSet;
import java.util.Set;

/**
 * The emoji that need what cannot be seen: joiners, the selector of the coloured form, tags. Those recommended for general interchange,
 * as {@code emoji.txt} lists them; any other sequence looks like the emoji in it one after the other, so it could pass for them.
 */
final class EmojiSequences {
  private static final int JOINER = 0x200D;
  private static final int SELECTOR = 0xFE0F;

  /** What the tags of flags begin with in UTF-16. */
  private static final char TAG = '\uDB40';

  private static final Set<String> ALL = new HashSet<>(Resource.lines("emoji.txt"));
  private static final int LONGEST = ALL.stream().mapToInt(String::length).max().orElse(0);

  private EmojiSequences() {}

  /** Whether there may be any: without one of these there is none. */
  static boolean mayBeIn(String text) {
    return text.indexOf(SELECTOR) >= 0 || text.indexOf(JOINER) >= 0 || text.indexOf(TAG) >= 0;
  }

  /** How many {@code char}s the longest sequence at that place has; 0 when there is none. */
  static int lengthAt(String text, int start) {
    for (int end = Math.min(text.length(), start + LONGEST); end > start + 1; end--) {
      if (ALL.contains(text.substring(start, end))) {
        return end - start;
      }
    }
    return 0;
  }
}
